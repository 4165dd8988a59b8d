import DeltaExchange
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaReports
import DeltaScalars
import Foundation

/// One recorded kernel under every profile.
struct CaptureRow: Encodable {
  struct Match: Encodable {
    let profile: String
    let holds: Bool
    let typicalRatio, worstRatio: Double
  }

  let kernel, declared: String
  let requests: Int
  let profiles: [Match]
  /// The finest profile whose bounds hold and on whose grid the outputs lie.
  let behavesLike: String?
  /// Profiles that the sizes of the errors alone do not tell apart.
  let sameBySize: [String]
  /// Where float32's bounds are first left, if they are.
  let leavesFP32: Location?

  var outcome: Outcome { behavesLike == declared ? .pass : .fail }

  enum CodingKeys: CodingKey { case kernel, declared, requests, profiles, behavesLike, sameBySize, leavesFP32, outcome }

  func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encode(kernel, forKey: .kernel)
    try c.encode(declared, forKey: .declared)
    try c.encode(requests, forKey: .requests)
    try c.encode(profiles, forKey: .profiles)
    try c.encodeIfPresent(behavesLike, forKey: .behavesLike)
    try c.encode(sameBySize, forKey: .sameBySize)
    try c.encodeIfPresent(leavesFP32, forKey: .leavesFP32)
    try c.encode(outcome, forKey: .outcome)
  }

  init(_ folder: URL, _ requests: [Request], _ oracles: [Oracle]) throws {
    kernel = folder.lastPathComponent
    declared = try DeclaredKernel(folder).profile
    let responses = try FolderSubject(responses: folder).respond(to: requests)
    var answered: [(request: Request, outputs: Outputs)] = []
    for (request, response) in zip(requests, responses) {
      switch response {
      case .ok(let outputs): answered.append((request, outputs))
      case .error(let why): throw Refusal("\(kernel), \(request.id): \(why)")
      case .missing, .unsupported: continue  // not every kernel was recorded on every request
      }
    }
    guard !answered.isEmpty else { throw Refusal("'\(folder.relativePath)' answers none of the requests.") }
    let likeness = try Likeness(answered, oracles)
    self.requests = answered.count
    profiles = likeness.matches.map {
      Match(profile: $0.profile.name, holds: $0.holds, typicalRatio: $0.typicalRatio, worstRatio: $0.worstRatio)
    }
    behavesLike = likeness.behavesLike?.name
    sameBySize = likeness.sameBySize.map(\.name)
    leavesFP32 = likeness.firstViolation
  }
}

/// The JSON of `conform captures`, schema `conform.captures/1`.
struct CapturesDocument: Encodable {
  let schema = "conform.captures/1"
  let machine: Machine
  let summary: [String: Int]
  let results: [CaptureRow]
  let gradients: [GradientRow]

  init(machine: Machine, results: [CaptureRow], gradients: [GradientRow]) {
    (self.machine, self.results, self.gradients) = (machine, results, gradients)
    let outcomes = results.map(\.outcome) + gradients.map(\.outcome)
    summary = ["pass": outcomes.filter { $0 == .pass }.count, "fail": outcomes.filter { $0 == .fail }.count]
  }

  var text: String {
    var table = TextTable(
      header: ["recorded kernel", "requests"] + (results.first?.profiles.map(\.profile) ?? []) + [
        "behaves like", "declared",
      ])
    for row in results {
      table.add(
        [row.kernel, "\(row.requests)"]
          + row.profiles.map { "\($0.holds ? "✓" : "✗") \(decimals($0.worstRatio)) (\(decimals($0.typicalRatio)))" }
          + [row.behavesLike ?? "none", (row.outcome == .pass ? "" : "✗ ") + row.declared])
    }
    let notes = results.compactMap(note)
    return """
      Recorded kernels, judged under each profile

      \(table.text)

      ✓ within the profile's bounds · ✗ not; the largest error as a share of its bound, and in brackets the typical error in
      units of what the profile's rounding does: 1 is an implementation like the model.

      \(notes.joined(separator: "\n"))

      \(gradients.isEmpty ? "No gradients are recorded." : GradientRow.table(gradients))

      \(summary["pass"]!) as declared, \(summary["fail"]!) not
      """
  }

  /// What the numbers alone do not say.
  private func note(_ row: CaptureRow) -> String? {
    var parts: [String] = []
    if let place = row.leavesFP32 {
      let token = place.firstToken.map { ", token \($0)" } ?? ""
      parts.append("leaves fp32 in '\(place.tensor)' of \(place.request)\(token)")
    }
    if row.sameBySize.count > 1 {
      parts.append(
        "by the size of its errors it could be \(row.sameBySize.joined(separator: " or ")); the grid on which its outputs "
          + "lie decides")
    }
    return parts.isEmpty ? nil : "\(row.kernel): \(parts.joined(separator: "; "))"
  }
}

import ArgumentParser
import DeltaExchange
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaReports
import DeltaScalars
import Foundation

struct CapturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "captures",
    abstract: "Judges recorded outputs of other people's kernels under every profile.",
    discussion: """
      Examples:
        conform captures --in Fixtures/captures
        conform captures --details                  every profile and every gradient

      For each recorded kernel: which profiles hold, which is the finest, and where it leaves float32. It fails if the \
      finest profile that holds is not the one that its recording declares. Recorded gradients are compared with the \
      adjoint, tensor by tensor, under the declared profile; one that leaves its bounds fails too.
      """)

  @OptionGroup var output: OutputOptions

  @Option(name: .customLong("in"), help: "A folder with 'requests' and one folder a recorded kernel.")
  var folder = Installation.folder("Fixtures") + "/captures"

  @Flag(help: "Every recorded kernel under every profile, and every recorded gradient.")
  var details = false

  private typealias Answered = [(request: Request, outputs: Outputs)]

  func run() throws {
    let root = URL(fileURLWithPath: folder)
    let requests = try recordedRequests(in: root.appendingPathComponent("requests").path)
    let recordings = try DeclaredKernel.all(in: root).map { folder in
      (kernel: try DeclaredKernel(folder), answered: try answered(requests, in: folder))
    }
    let oracles = Profile.all.map { Oracle(Tolerance($0)) }
    try prepare("preparing", oracles, requests) { _ = $0.expectation($1) }
    let rows = try recordings.map { recording in
      try CaptureRow(
        kernel: recording.kernel.name, declared: recording.kernel.profile.name, recording.answered, oracles)
    }
    let gradients = try recordings.flatMap { try gradientRows($0.kernel, $0.answered) }
    let record = CapturesRecord(machine: .current, results: rows, gradients: gradients)
    try output.show(record) { record.text(width: $0, details: details) }
    throw ExitCode(record.conclusion.exitCode)
  }

  /// The requests that a kernel was recorded on, with what it returned; not every kernel was recorded on every request.
  private func answered(_ requests: [Request], in folder: URL) throws -> Answered {
    let responses = try FolderSubject(responses: folder).respond(to: requests)
    let answered = try zip(requests, responses).compactMap { request, response -> Answered.Element? in
      switch response {
      case .ok(let outputs): (request, outputs)
      case .error(let why): throw Refusal("\(folder.lastPathComponent), \(request.id): \(why)")
      case .missing, .unsupported: nil
      }
    }
    guard !answered.isEmpty else { throw Refusal("'\(folder.relativePath)' answers none of the requests.") }
    return answered
  }

  /// Compares the recorded gradients of a kernel, if it has any, with the adjoint under the profile that it declares.
  private func gradientRows(_ kernel: DeclaredKernel, _ answered: Answered) throws -> [GradientRow] {
    let asked = answered.filter { !$0.outputs.gradients.isEmpty }
    let oracle = Oracle(Tolerance(kernel.profile))
    try prepare("gradients of \(kernel.name)", [oracle], asked.map(\.request)) {
      _ = $0.expectation($1, of: .gradients)
    }
    return try GradientRow.rows(
      kernel: kernel.name, profile: kernel.profile.name, asked, oracle)
  }

  /// Computes expectations on all cores; the rows then find them ready.
  private func prepare(
    _ what: String, _ oracles: [Oracle], _ requests: [Request], _ expect: @escaping @Sendable (Oracle, Request) -> Void
  ) throws {
    let progress = ProgressLine(what, of: oracles.count * requests.count)
    try Oracle.preparing(oracles, requests, progress: progress.update, expect)
  }
}

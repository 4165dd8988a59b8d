import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaReports
import DeltaScalars
import Foundation

/// One gradient of one recorded kernel, judged under the profile that the recording declares.
struct GradientRow: Encodable {
  /// The gradients that a kernel recorded for a request.
  typealias Answer = (request: Request, gradients: [GradientName: Tensor])

  let kernel, profile, tensor: String
  let requests, elements, violations: Int
  /// Elements that are exactly 0 and were not returned as 0, and the largest of them.
  let nonzeros: Int
  let largestNonzero: Double
  /// Whether the recording declares that it leaves rounding where a gradient is exactly 0.
  let declaresNonzeros: Bool
  /// Whether every other element is within its bound.
  let holds: Bool
  let worstRatio, typicalRatio, relativeError: Double
  /// The request and index of the worst element.
  let worst: String

  var outcome: Outcome { holds && (nonzeros == 0 || declaresNonzeros) ? .pass : .fail }

  init(_ kernel: DeclaredKernel, _ agreement: GradientAgreement) {
    (self.kernel, profile, tensor) = (kernel.name, kernel.profile, agreement.name.rawValue)
    (nonzeros, largestNonzero) = (agreement.nonzeros, agreement.largestNonzero)
    declaresNonzeros = kernel.nonzeros.contains(agreement.name)
    (requests, elements, violations) = (agreement.requests, agreement.elements, agreement.violations)
    (holds, worstRatio, typicalRatio) = (agreement.holdsWhereRounded, agreement.worstRatio, agreement.typicalRatio)
    relativeError = agreement.relativeError
    worst = agreement.worst.map { "\($0.request) \($0.index)" } ?? ""
  }

  /// The rows of a recorded kernel from its answers, each with what it should be.
  static func rows(_ kernel: DeclaredKernel, _ answers: [Answer], _ oracle: Oracle) throws -> [GradientRow] {
    var agreements = GradientName.allCases.map(GradientAgreement.init)
    for answer in answers {
      let expected = oracle.expectation(answer.request, of: .gradients)
      for i in agreements.indices {
        let name = agreements[i].name
        guard let found = answer.gradients[name] else { continue }
        guard agreements[i].add(found, answer.request, expected) else {
          throw Refusal("\(kernel.name), \(answer.request.id): '\(name.rawValue)' has shape \(found.shape).")
        }
      }
    }
    return agreements.filter { $0.requests > 0 }.map { GradientRow(kernel, $0) }
  }

  /// The table of all rows.
  static func table(_ rows: [GradientRow]) -> String {
    var table = TextTable(header: [
      "recorded kernel", "gradient", "requests", "worst", "typical", "beyond", "not 0", "relative RMS", "worst at",
    ])
    for row in rows {
      let zeros = row.nonzeros == 0 ? "–" : String(format: "%d up to %.0e", row.nonzeros, row.largestNonzero)
      table.add([
        row.kernel, row.tensor, "\(row.requests)", "\(row.holds ? "✓" : "✗") \(decimals(row.worstRatio))",
        decimals(row.typicalRatio), row.violations == 0 ? "–" : "\(row.violations) of \(row.elements)",
        (row.nonzeros == 0 || row.declaresNonzeros ? "" : "✗ ") + zeros, String(format: "%.1e", row.relativeError),
        row.worst,
      ])
    }
    return """
      Recorded gradients, judged under the profile that each kernel declares

      \(table.text)

      ✓ within the bounds of the adjoint's own rounding under that profile · ✗ not; the largest error as a share of its bound,
      the typical error in units of what the profile's rounding does to the adjoint, the elements beyond their bounds, those
      that are exactly 0 and are not returned as 0 (declared by the recording, or ✗; GRAD-9), and the error of the whole tensor.
      """
  }
}

/// What a recording says about itself: the file `declared`.
///
/// Its first line is the profile. Each further line `nonzero GRADIENT` declares that the kernel leaves rounding where that
/// gradient is exactly 0.
struct DeclaredKernel {
  let name, profile: String
  let nonzeros: [GradientName]

  init(_ folder: URL) throws {
    name = folder.lastPathComponent
    let text = try String(contentsOf: folder.appendingPathComponent("declared"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: " ").map(String.init) }
    guard let first = lines.first, first.count == 1, Profile.all.contains(where: { $0.name == first[0] }) else {
      throw Refusal("'\(folder.relativePath)/declared' must begin with the name of a profile.")
    }
    profile = first[0]
    nonzeros = try lines.dropFirst().map { words in
      guard words.count == 2, words[0] == "nonzero", let gradient = GradientName(rawValue: words[1]) else {
        throw Refusal(
          "'\(folder.relativePath)/declared' says '\(words.joined(separator: " "))'; it may say 'nonzero' and a gradient."
        )
      }
      return gradient
    }
  }
}

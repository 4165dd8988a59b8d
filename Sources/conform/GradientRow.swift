import Foundation
import Operators
import Properties
import Reports
import Scalars

/// One gradient of one recorded kernel, judged under the profile that the recording declares.
struct GradientRow: Encodable {
  /// The gradients that a kernel recorded for a request.
  typealias Answer = (request: Request, gradients: [GradientName: Tensor])

  let kernel, profile, tensor: String
  let requests, elements, violations: Int
  let holds: Bool
  let worstRatio, typicalRatio, relativeError: Double
  /// The request and index of the worst element.
  let worst: String

  init(kernel: String, profile: String, _ agreement: GradientAgreement) {
    (self.kernel, self.profile, tensor) = (kernel, profile, agreement.name.rawValue)
    (requests, elements, violations) = (agreement.requests, agreement.elements, agreement.violations)
    (holds, worstRatio, typicalRatio) = (agreement.holds, agreement.worstRatio, agreement.typicalRatio)
    relativeError = agreement.relativeError
    worst = agreement.worst.map { "\($0.request) \($0.index)" } ?? ""
  }

  /// The rows of a recorded kernel from its answers, each with what it should be.
  static func rows(
    kernel: String, _ answers: [Answer], _ oracle: Oracle
  ) throws -> [GradientRow] {
    var agreements = GradientName.allCases.map(GradientAgreement.init)
    for answer in answers {
      let expected = oracle.gradientExpectation(answer.request)
      for i in agreements.indices {
        let name = agreements[i].name
        guard let found = answer.gradients[name] else { continue }
        guard agreements[i].add(found, answer.request, expected) else {
          throw Refusal("\(kernel), \(answer.request.id): '\(name.rawValue)' has shape \(found.shape).")
        }
      }
    }
    return agreements.filter { $0.requests > 0 }.map {
      GradientRow(kernel: kernel, profile: oracle.tolerance.profile.name, $0)
    }
  }

  /// The table of all rows.
  static func table(_ rows: [GradientRow]) -> String {
    var table = TextTable(header: [
      "recorded kernel", "gradient", "requests", "worst", "typical", "beyond", "relative RMS", "worst at",
    ])
    for row in rows {
      table.add([
        row.kernel, row.tensor, "\(row.requests)", "\(row.holds ? "✓" : "✗") \(decimals(row.worstRatio))",
        decimals(row.typicalRatio),
        row.violations == 0 ? "–" : "\(row.violations) of \(row.elements)", String(format: "%.1e", row.relativeError),
        row.worst,
      ])
    }
    return """
      Recorded gradients, judged under the profile that each kernel declares

      \(table.text)

      ✓ within the bounds of the adjoint's own rounding under that profile · ✗ not; the largest error as a share of its bound,
      the typical error in units of what the profile's rounding does to the adjoint, the elements beyond their bounds, and the
      error of the whole tensor. What each ✗ is, Specs/gradients.md says (GRAD-9).
      """
  }
}

import DeltaExactScalars
import DeltaOperators
import DeltaScalars

/// The norm of the state against tokens, from enclosures: what `conform prove --figures` draws.
public struct StabilityCurve: Sendable {
  /// What runs along the stream.
  public let label: String
  /// The Frobenius norm of the state after each token, from the identity; each the double nearest to its enclosure's
  /// midpoint.
  public let norms: [Double]

  /// The strongest witness: PDN, the same stream without preconditioner, and PGDN on both sides of the threshold.
  ///
  /// - Complexity: O(tokens·K²) operations on balls.
  public static func strongest(tokens: Int = 360) throws -> [StabilityCurve] {
    let witness = StabilityWitness.strongest
    return try Ball.withPrecision(512) {
      let gate = Float(-0.05)
      let critical = try witness.thresholdGate(.rsqrtEps).dies
      return [
        try curve("PDN", witness.problem(.rsqrtEps), tokens),
        try curve("PGDN, g = \(critical)", witness.problem(.rsqrtEps, gate: critical), tokens),
        try curve("PGDN, g = \(gate)", witness.problem(.rsqrtEps, gate: gate), tokens),
        try curve("DeltaNet", witness.problem(.rsqrtEps, preconditioned: false), tokens),
      ]
    }
  }

  private static func curve(_ label: String, _ problem: Problem, _ tokens: Int) throws -> StabilityCurve {
    var stream = StabilityStream(problem)
    let norms = try (0..<tokens).map { t in
      stream.advance()
      let norm = stream.norm
      guard norm.isFinite, norm.accuracyBits > 53 else { throw CurveError(token: t) }
      return norm.midpoint
    }
    return StabilityCurve(label: label, norms: norms)
  }

  private struct CurveError: Error, CustomStringConvertible {
    let token: Int
    var description: String { "The enclosure of the state's norm is too wide at token \(token)." }
  }
}

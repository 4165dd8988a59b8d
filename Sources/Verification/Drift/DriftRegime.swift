import DeltaOperators

/// What the keys and gates of a long problem look like (`Specs/drift.md`, DRIFT-1).
///
/// It is about how long a state remembers; the hard inputs of a conformance run are a `Regime` of Inputs.
public enum DriftRegime: String, Sendable, CaseIterable {
  /// Nothing is forgotten: no gate, or gates of exactly 0.
  case noDecay = "no-decay"
  /// Gates near −10⁻³: a memory of a thousand tokens.
  case slowDecay = "slow-decay"
  /// Gates near −0.1: a memory of ten tokens.
  case mildDecay = "mild-decay"
  /// Gates from −10 to −5: the previous token is all but forgotten.
  case strongDecay = "strong-decay"
  /// Keys that hardly differ, gains near 1 and slow decay: ill-conditioned triangular systems.
  case nearCollinear = "near-collinear"

  /// The log gates, as a range that a value is drawn from.
  var gates: ClosedRange<Double> {
    switch self {
    case .noDecay: 0...0
    case .slowDecay, .nearCollinear: -0.0015...(-0.0005)
    case .mildDecay: -0.15...(-0.05)
    case .strongDecay: -10...(-5)
    }
  }

  /// What an operator must have: gates need a decay, collinear keys an erase of what was just decayed.
  var needs: [AxisTrait] {
    switch self {
    case .noDecay: []
    case .slowDecay, .mildDecay, .strongDecay: [.decay]
    case .nearCollinear: [.eraseAfterDecay]
    }
  }

  /// Whether the regime says something about an operator.
  public func applies(to op: Operator) -> Bool { op.lacking(needs) == nil }
}

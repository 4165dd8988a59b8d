/// The values that a tensor may hold (`Specs/conventions.md`, CONV-2).
package enum Domain: Hashable, Sendable {
  /// Any finite number.
  case finite
  /// A natural log of a decay.
  case logGate
  /// The logarithm of a rate.
  case logRate
  /// A gain β.
  case gain
  /// Not negative.
  case nonNegative
  /// Above zero.
  case positive
  /// An element of a symmetric matrix.
  case symmetric

  /// Whether a value lies in it; the symmetry of a matrix is looked at apart.
  package func contains(_ x: Float) -> Bool {
    switch self {
    case .finite, .symmetric: x.isFinite
    case .logGate: x <= 0
    case .logRate: x.magnitude <= 80
    case .gain: x >= 0 && x <= 2
    case .nonNegative: x >= 0 && x.isFinite
    case .positive: x > 0 && x.isFinite
    }
  }
}

extension Domain: CustomStringConvertible {
  /// What is allowed, as the end of a sentence.
  package var description: String {
    switch self {
    case .finite: "any finite number"
    case .logGate: "a natural log gate, at most 0 (−∞ is legal)"
    case .logRate: "a number in [−80, 80], whose exponential is finite in float32"
    case .gain: "a gain in [0, 2]"
    case .nonNegative: "a finite number that is not negative"
    case .positive: "a finite number above 0"
    case .symmetric: "a finite number of a symmetric matrix"
    }
  }
}

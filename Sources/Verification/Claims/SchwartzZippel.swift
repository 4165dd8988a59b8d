import DeltaScalars
import Foundation

/// What random points of F_p prove: a false identity of degree D survives n of them with probability at most (D/p)ⁿ.
struct SchwartzZippel {
  /// Bound of the total degree of the difference, denominators cleared.
  let degree: Int
  /// Independent points.
  let points: Int

  /// The base-2 logarithm of the bound.
  var logProbability: Double {
    Double(points) * (log2(Double(degree)) - log2(Double(PrimeField.modulus)))
  }

  /// The bound as a reader wants it, rounded towards 1.
  var text: String {
    "degree D ≤ \(degree), \(points) point\(points == 1 ? "" : "s") of F_p: a false identity survives with "
      + "probability ≤ (D/p)^\(points) < 2^\(Int(logProbability.rounded(.up)))"
  }
}

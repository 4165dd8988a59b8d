import DeltaLeastSquares
import DeltaScalars
import Testing

/// Keys built to be as hard as their name says; values are uniform in [−1, 1).
struct KeyRegime: CustomTestStringConvertible, Sendable {
  let name: String
  let ridge: Double
  /// Turns token and uniform numbers into a key.
  let key: @Sendable (_ token: Int, _ uniform: [Double]) -> [Double]

  var testDescription: String { "\(name), λ=\(ridge)" }

  static let K = 8
  static let V = 3
  static let T = 24

  func history(seed: UInt64 = 7) throws -> KeyValueHistory {
    var generator = SplitMix64(seed: seed)
    var (keys, values): ([Double], [Double]) = ([], [])
    for token in 0..<Self.T {
      keys += key(token, (0..<Self.K).map { _ in generator.nextSigned() })
      values += (0..<Self.V).map { _ in generator.nextSigned() }
    }
    return try KeyValueHistory(keys: keys, values: values, K: Self.K, V: Self.V, ridge: ridge)
  }

  /// Uniform keys: the Gram matrix is as good as it gets.
  static func uniform(ridge: Double) -> KeyRegime { .init(name: "uniform", ridge: ridge) { _, x in x } }

  /// Keys that differ from one direction by 1/κ: the condition number of the stack is about κ.
  static func collinear(_ condition: Double, ridge: Double) -> KeyRegime {
    .init(name: "near-collinear κ=\(condition)", ridge: ridge) { _, x in x.map { 1 + $0 / condition } }
  }

  /// Channels whose sizes fall geometrically from 1 to 1/κ.
  static func graded(_ condition: Double, ridge: Double) -> KeyRegime {
    .init(name: "graded κ=\(condition)", ridge: ridge) { _, x in
      var size = 1.0
      let ratio = Double.exp(-Double.log(condition) / Double(K - 1))
      return x.map {
        defer { size *= ratio }
        return $0 * size
      }
    }
  }

  /// Three keys that come again and again: rank 3 of 8.
  static func repeated(ridge: Double) -> KeyRegime {
    .init(name: "repeated", ridge: ridge) { token, _ in
      (0..<K).map { channel in channel % 3 == token % 3 ? 1 : channel == 7 ? 0.5 : 0 }
    }
  }

  static let ridges = [1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10]
  static let conditions = [1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12]

  /// Every regime with every ridge.
  static let ridged: [KeyRegime] = ridges.flatMap { ridge in
    [uniform(ridge: ridge), repeated(ridge: ridge)]
      + conditions.flatMap { [collinear($0, ridge: ridge), graded($0, ridge: ridge)] }
  }
}

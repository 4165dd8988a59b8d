/// Keys and values of one head in order of arrival, with what each token does to the past.
///
/// Shapes: keys `[T,K]`, values `[T,V]`; `weights`, `forgetting` and `targetDecay` are `[T]` or empty, meaning one
/// everywhere. Source: `Specs/least-squares.md`, clauses LS-1 and LS-3.
public struct KeyValueHistory: Sendable {
  /// Channels of a key.
  public let K: Int
  /// Channels of a value.
  public let V: Int
  /// Keys, `[T,K]`.
  public let keys: [Double]
  /// Values, `[T,V]`.
  public let values: [Double]
  /// The ridge λ before the first token.
  public let ridge: Double
  /// The weight b_t of each token, `[T]`; empty means one.
  public let weights: [Double]
  /// The factor a_t by which each token's arrival scales the past Gram matrix, ridge included, `[T]`; empty means one.
  public let forgetting: [Double]
  /// The factor α_t by which each token's arrival scales the past targets, `[T]`; empty means one.
  public let targetDecay: [Double]

  /// The number of tokens.
  public var T: Int { keys.count / K }

  /// Creates a history after looking at every number in it.
  ///
  /// - Throws: ``LeastSquaresError/input(_:)`` naming the first thing that does not fit.
  public init(
    keys: [Double], values: [Double], K: Int, V: Int, ridge: Double, weights: [Double] = [],
    forgetting: [Double] = [], targetDecay: [Double] = []
  ) throws(LeastSquaresError) {
    guard K > 0, V > 0 else { throw .input("K = \(K) and V = \(V) must both be at least 1.") }
    guard keys.count % K == 0, keys.count / K * V == values.count else {
      throw .input(
        "\(keys.count) key elements and \(values.count) value elements are not T rows of K = \(K) and V = \(V).")
    }
    guard ridge >= 0, ridge.isFinite else { throw .input("The ridge is \(ridge); it must be finite and at least 0.") }
    (self.K, self.V, self.keys, self.values, self.ridge) = (K, V, keys, values, ridge)
    (self.weights, self.forgetting, self.targetDecay) = (weights, forgetting, targetDecay)
    for (name, numbers) in [("keys", keys), ("values", values), ("targetDecay", targetDecay)] {
      if let bad = numbers.firstIndex(where: { !$0.isFinite }) {
        throw .input("'\(name)' holds \(numbers[bad]) at position \(bad); every element must be finite.")
      }
    }
    for (name, numbers) in [("weights", weights), ("forgetting", forgetting)] {
      if let bad = numbers.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
        throw .input("'\(name)' holds \(numbers[bad]) at token \(bad); it must be finite and above 0.")
      }
    }
    for (name, numbers) in [("weights", weights), ("forgetting", forgetting), ("targetDecay", targetDecay)]
    where !numbers.isEmpty && numbers.count != keys.count / K {
      throw .input("'\(name)' has \(numbers.count) elements for \(keys.count / K) tokens; give one a token, or none.")
    }
  }

  func weight(_ token: Int) -> Double { weights.isEmpty ? 1 : weights[token] }
  func forgetting(_ token: Int) -> Double { forgetting.isEmpty ? 1 : forgetting[token] }
  func targetDecay(_ token: Int) -> Double { targetDecay.isEmpty ? 1 : targetDecay[token] }
}

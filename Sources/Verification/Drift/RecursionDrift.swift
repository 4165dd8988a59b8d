import DeltaLeastSquares
import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import DeltaScalars

/// Exact online least squares as a recursion, against the same problem solved afresh (DRIFT-6).
struct RecursionDrift {
  let keys: Keys
  let ridge: Double
  let tokens: Int
  let seed: UInt64
  /// Channels of a key; keys have a norm near one.
  let K = 32
  /// Channels of a value.
  let V = 4

  /// How the keys are distributed.
  enum Keys: String, CaseIterable {
    /// Independent channels: the Gram matrix is as well conditioned as it can be.
    case random
    /// One direction, disturbed by 1/64: the Gram matrix has a condition number near 10⁵ before the ridge.
    case nearCollinear = "near-collinear"
  }

  /// The comparisons of a report: both kinds of keys, ridges from harmless to hard.
  static func all(tokens: Int, seed: UInt64) -> [RecursionDrift] {
    Keys.allCases.flatMap { keys in
      [1, 1e-4, 1e-8].map { RecursionDrift(keys: keys, ridge: $0, tokens: tokens, seed: seed) }
    }
  }

  /// The distances at the ends of all windows, in double and in single precision.
  ///
  /// - Throws: `LeastSquaresError`, should the direct solution fail.
  /// - Complexity: O(T·K·(K+V)) for the recursions and as much for each direct solution.
  func rows() throws -> [RecursionRow] {
    let history = try history()
    let ends = Windows.ends(upTo: tokens)
    let direct = try OnlineLeastSquares.solve(history, afterEach: ends.map { $0 - 1 })
    return rows(Double.self, "float64", history, direct) + rows(Float.self, "float32", history, direct)
  }

  private func rows<S: Scalar & BinaryFloatingPoint>(
    _ scalar: S.Type, _ name: String, _ history: KeyValueHistory, _ direct: [RidgeSolution]
  ) -> [RecursionRow] {
    var recursion = ExactPreconditioner<S>(K: K, V: V, ridge: S(ridge))
    var absorbed = 0
    return direct.map { solution in
      while absorbed <= solution.token {
        recursion.absorb(
          key: history.keys[absorbed * K..<(absorbed + 1) * K].map { S($0) },
          value: history.values[absorbed * V..<(absorbed + 1) * V].map { S($0) })
        absorbed += 1
      }
      let size = norm(solution.state)
      let distance = norm(zip(recursion.state, solution.state).map { Double($0) - $1 })
      // A bound for each of the K elements of a column makes one for the Frobenius norm.
      let bound = norm(solution.errorBound.prefix(V).map { $0 * Double(K).squareRoot() })
      return RecursionRow(
        keys: keys.rawValue, ridge: ridge, scalar: name, tokens: absorbed,
        relativeError: distance.isNaN ? .infinity : distance / size, directBound: bound / size,
        reciprocalCondition: solution.reciprocalCondition)
    }
  }

  private func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// Keys of norm near one; values that a fixed linear map of the key predicts up to noise of 1/8.
  private func history() throws -> KeyValueHistory {
    var draw = BF16Stream(seed: seed, name: "recursion-\(keys.rawValue)")
    let map = (0..<K * V).map { _ in Double(draw.next(in: -1...1)) }
    let direction = (0..<K).map { _ in Double(draw.next(in: 0.5...1)) }
    var (allKeys, allValues): ([Double], [Double]) = ([], [])
    for _ in 0..<tokens {
      let key = (0..<K).map { i -> Double in
        switch keys {
        case .random: Double(draw.next(in: -1...1)) / 4
        case .nearCollinear: Double(draw.next(in: direction[i] - 0x1p-6...direction[i] + 0x1p-6)) / 4
        }
      }
      allKeys += key
      allValues += (0..<V).map { j in
        let predicted = (0..<K).reduce(0.0) { $0 + key[$1] * map[$1 * V + j] }
        return Format.bf16.rounded(predicted + Double(draw.next(in: -1...1)) / 8)
      }
    }
    return try KeyValueHistory(keys: allKeys, values: allValues, K: K, V: V, ridge: ridge)
  }
}

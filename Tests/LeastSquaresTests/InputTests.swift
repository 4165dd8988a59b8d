import DeltaLeastSquares
import Testing

/// What is not a history is refused in one sentence that names it (LS-5).
@Suite struct InputTests {
  struct Bad: CustomTestStringConvertible, Sendable {
    let says: String
    let make: @Sendable () throws -> Void
    var testDescription: String { says }
  }

  static let bad: [Bad] = [
    Bad(says: "T rows") { _ = try KeyValueHistory(keys: [1, 2, 3], values: [1], K: 2, V: 1, ridge: 1) },
    Bad(says: "The ridge is -1") { _ = try KeyValueHistory(keys: [1], values: [1], K: 1, V: 1, ridge: -1) },
    Bad(says: "'keys' holds nan") { _ = try KeyValueHistory(keys: [.nan], values: [1], K: 1, V: 1, ridge: 1) },
    Bad(says: "'weights' holds 0.0 at token 0") {
      _ = try KeyValueHistory(keys: [1], values: [1], K: 1, V: 1, ridge: 1, weights: [0])
    },
    Bad(says: "'forgetting' has 2 elements") {
      _ = try KeyValueHistory(keys: [1], values: [1], K: 1, V: 1, ridge: 1, forgetting: [1, 1])
    },
    Bad(says: "at least 1") { _ = try KeyValueHistory(keys: [], values: [], K: 0, V: 1, ridge: 1) },
    Bad(says: "Token 3") {
      _ = try OnlineLeastSquares.solve(KeyValueHistory(keys: [1], values: [1], K: 1, V: 1, ridge: 1), after: 3)
    },
    Bad(says: "not positive definite") {
      let history = try KeyValueHistory(keys: [1, 1], values: [1], K: 2, V: 1, ridge: 0)
      _ = try OnlineLeastSquares.byCholesky(history, after: 0)
    },
    Bad(says: "do not span") {
      _ = try OnlineLeastSquares.byQR(KeyValueHistory(keys: [1, 1], values: [1], K: 2, V: 1, ridge: 0), after: 0)
    },
    Bad(says: "rising order") {
      let history = try KeyValueHistory(keys: [1, 1], values: [1, 1], K: 1, V: 1, ridge: 1)
      _ = try OnlineLeastSquares.solve(history, afterEach: [1, 0])
    },
  ]

  @Test("LS-5: bad input is named in one sentence", arguments: bad)
  func refuses(_ bad: Bad) {
    #expect {
      try bad.make()
    } throws: { error in
      "\(error)".contains(bad.says) && error is LeastSquaresError
    }
  }
}

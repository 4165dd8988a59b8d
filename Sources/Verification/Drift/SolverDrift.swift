import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import DeltaScalars

/// MesaNet by a fixed number of steps of conjugate gradients, against its exact solve (DRIFT-8).
///
/// Both in double precision: what is left is what the iteration leaves, not rounding.
struct SolverDrift {
  let regime: DriftRegime
  let tokens: Int
  let seed: UInt64

  /// Steps; 30 is what FLA's MesaNet takes.
  static let iterations = [0, 1, 2, 4, 8, 16, 30]
  /// What is added to the denominators: FLA's, and next to nothing.
  static let eps = [1e-5, 0x1p-100]

  /// The comparisons of a report; longer sequences would show no more and cost a minute.
  static func all(tokens: Int, seed: UInt64) -> [SolverDrift] {
    DriftRegime.allCases.map { SolverDrift(regime: $0, tokens: min(tokens, 2048), seed: seed) }
  }

  /// The distances over all windows, for every start, ε and number of steps.
  ///
  /// - Complexity: O(T·K³) for the exact solve, O(T·K²·steps) for each of the others.
  func rows() -> [SolverRow] {
    let shape = Shape(T: tokens, K: 32, V: 4)
    let mesanet = Operator.all.first { $0.lacking([.gram, .solvedQuery]) == nil }!
    var problem = LongProblem(op: mesanet, regime: regime, shape: shape).problem(seed: seed)
    let exact = Reference.evaluate(problem)[.o]!
    return GramSolve.Start.allCases.flatMap { start in
      Self.eps.flatMap { eps in
        Self.iterations.flatMap { iterations in
          problem.settings.options.gramSolve = .conjugateGradient(iterations: iterations, start: start, eps: eps)
          let found = Reference.evaluate(problem)[.o]!
          return Windows.ranges(upTo: tokens).map { window in
            SolverRow(
              regime: regime.rawValue, start: start.rawValue, eps: eps, iterations: iterations,
              tokens: window.upperBound,
              relativeError: relativeError(found, exact, window.lowerBound * shape.V..<window.upperBound * shape.V))
          }
        }
      }
    }
  }

  private func relativeError(_ found: [Double], _ exact: [Double], _ range: Range<Int>) -> Double {
    let error = range.reduce(0.0) { $0 + (found[$1] - exact[$1]) * (found[$1] - exact[$1]) }
    let size = range.reduce(0.0) { $0 + exact[$1] * exact[$1] }
    return error == 0 ? 0 : (error / size).isNaN ? .infinity : (error / size).squareRoot()
  }
}

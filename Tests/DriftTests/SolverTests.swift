import DeltaOperators
import Testing

@testable import DeltaDrift

@Suite("DRIFT-8: conjugate gradients") struct SolverTests {
  static let tokens = 128

  /// The errors of the last window by the number of steps.
  static func errors(_ regime: DriftRegime, _ start: GramSolve.Start, eps: Double) -> [Double] {
    SolverDrift(regime: regime, tokens: tokens, seed: 5).rows()
      .filter { $0.start == start.rawValue && $0.eps == eps && $0.tokens == tokens }.map(\.relativeError)
  }

  @Test("is measured for every start, ε and number of steps in every window") func complete() {
    let rows = SolverDrift(regime: .mildDecay, tokens: 8, seed: 5).rows()
    let windows = Windows.ends(upTo: 8).count
    #expect(rows.count == 2 * SolverDrift.eps.count * SolverDrift.iterations.count * windows)
    #expect(Set(rows.map(\.iterations)) == Set(SolverDrift.iterations))
  }

  @Test("with next to no ε, more steps are closer, and 30 are there", arguments: GramSolve.Start.allCases)
  func converges(start: GramSolve.Start) {
    let errors = Self.errors(.mildDecay, start, eps: SolverDrift.eps[1])
    #expect(zip(errors, errors.dropFirst()).allSatisfy { $1 < $0 }, "\(errors)")
    #expect(errors[0] > 0.01 && errors.last! < 1e-10, "\(errors)")
  }

  @Test("with FLA's ε the error stalls far above rounding") func stalls() {
    let errors = Self.errors(.mildDecay, .diagonal, eps: SolverDrift.eps[0])
    #expect(errors.last! > 1e-5 && errors.last! < errors[0], "\(errors)")
  }

  @Test("is part of every campaign") func campaign() throws {
    let result = try DriftCampaign(tokens: 4, operators: []).run([])
    let windows = Windows.ends(upTo: 4).count
    #expect(result.solver.count == DriftRegime.allCases.count * 4 * SolverDrift.iterations.count * windows)
  }
}

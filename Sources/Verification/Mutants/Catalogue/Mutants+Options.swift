import DeltaOperators

/// The options of the preconditioner.
extension Mutant {
  static let options: [Mutant] = [
    Mutant(
      .shermanOfCurrentState, "sherman-of-current-state", [], "Sherman–Morrison reads A_t instead of A_{t−1}", [],
      .both, where: "write_key sherman-morrison", options: { $0.writeKey == .shermanMorrison }),
    Mutant(
      .shermanUndamped, "sherman-undamped", [], "Sherman–Morrison without its denominator", [], .both,
      where: "write_key sherman-morrison", options: { $0.writeKey == .shermanMorrison }),
    Mutant(
      .factorForgotten, "factor-forgotten", [], "B has no factor", [], .both,
      where: "write_key_factor reciprocal or damped", options: { $0.factor == .damped }),
    Mutant(
      .factorsExchanged, "factors-exchanged", [], "the factors reciprocal and damped are exchanged", [], .both,
      where: "write_key_factor reciprocal or damped", options: { $0.factor == .damped }),
    Mutant(
      .reciprocalUnguarded, "reciprocal-unguarded", [], "1/(kᵀBk) is formed of a zero key", [],
      ["WELL-2", "PAR-1"], where: "write_key_factor reciprocal, zero keys", options: { $0.factor == .reciprocal }),
    Mutant(
      .weightedWithoutDecay, "weighted-without-decay", [], "β/(α + β kᵀBk) has 1 for α", [.decay], .both,
      where: "write_key_factor weighted", options: { $0.factor == .weighted }),
    Mutant(
      .weightedTwice, "weighted-twice", [], "β multiplies β/(α + β kᵀBk) once more", [], .both,
      where: "write_key_factor weighted", options: { $0.factor == .weighted }),
    Mutant(
      .weightedUnguarded, "weighted-unguarded", [], "β/(α + β kᵀBk) of a zero gain or key is 0/0", [],
      ["WELL-2", "PAR-1"], where: "write_key_factor weighted, zero gains", options: { $0.factor == .weighted }),
    Mutant(
      .solverStepMissing, "solver-step-missing", [], "conjugate gradients make one step fewer", [], .o,
      where: "solver conjugate-gradient", options: { $0.gramSolve != .exact }),
    Mutant(
      .solverStartExchanged, "solver-start-exchanged", [], "conjugate gradients start from the other place", [], .o,
      where: "solver conjugate-gradient", options: { $0.gramSolve != .exact }),
    Mutant(
      .solverDescendsSteepest, "solver-descends-steepest", [], "every direction is the residual", [], .o,
      where: "solver conjugate-gradient", options: { $0.gramSolve != .exact }),
    Mutant(
      .solverEpsilonForgotten, "solver-epsilon-forgotten", [], "a residual of zero is divided by itself", [],
      ["WELL-2", "PAR-1"], where: "solver conjugate-gradient", options: { $0.gramSolve != .exact }),
    Mutant(
      .rawShiftIgnored, "raw-shift-ignored", [], "the query is shifted after norm and scale, where it should before",
      [],
      .o, where: "query_shift raw", options: { $0.queryShift == .raw }),
  ]
}

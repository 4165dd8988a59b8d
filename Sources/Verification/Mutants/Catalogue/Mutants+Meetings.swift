import DeltaOperators

/// Faults that need two things at once, or a number that is not round, and hid from suites that vary one thing at a time.
extension Mutant {
  static let meetings: [Mutant] = [
    Mutant(
      .normFloorLarger, "norm-floor-larger", [], "the floor of the norm max-eps is 1e-8", [], .both,
      where: "keys of length 1e-9 under max-eps"),
    Mutant(
      .rawBoundInBF16, "raw-bound-in-bf16", [], "the bound of raw gates is rounded to bf16", [.tokenGates], .both,
      where: "raw gates with a bound of more than eight bits"),
    Mutant(
      .boundInBF16, "bound-in-bf16", [], "x is rounded to bf16", [.squash], .both, where: "an x of more than eight bits"
    ),
    Mutant(
      .rawRateNeedsBias, "raw-rate-needs-bias", [], "bounded raw gates without a bias have a rate of one",
      [.tokenGates], .both, where: "bounded raw gates without dt_bias"),
    Mutant(
      .diagonalStopsWithGain, "diagonal-stops-with-gain", [], "the diagonal is not decayed where its gain is zero",
      [.diagonal], ["PAR-1", "PAR-2", "PAR-3"], where: "a gain of zero beside a gate"),
    Mutant(
      .packRestartsAt64, "pack-restarts-at-64", [], "in packs the state is dropped every 64 tokens", [], .both,
      where: "packed sequences of more than 64 tokens"),
    Mutant(
      .scaleNeedsRoot, "scale-needs-root", [], "another scale is read with the norm rsqrt-eps alone", [], .o,
      where: "another scale with another norm"),
    Mutant(
      .initialStateNeedsDiagonal, "initial-state-needs-diagonal", [], "h0 is lost where no a0 is handed in",
      [.preconditionerState], .both, where: "h0 without a0"),
    Mutant(
      .statesBeyondSixteen, "states-beyond-16", [], "final states of sequences from the 17th on are zero", [],
      ["PAR-2"], where: "more than sixteen sequences"),
    Mutant(
      .projectionWithFaintEpsilon, "projection-with-faint-epsilon", [], "1/λ is 1/(λ + 1e-10)", [.dividingGain], .both,
      where: "keys of length 1e-5, no norm", on: [.nlms]),
    Mutant(
      .headsOf128, "heads-of-128", [], "o is a quarter too large (an edit of the answer)", [], .o,
      where: "heads of K = 128"),
    Mutant(
      .keyGradientOfFullChunks, "dk-of-full-chunks", [], "dk is a quarter too large (an edit of the answer)", [],
      .gradient, where: "gradients of a multiple of 16 tokens"),
    Mutant(
      .initialGradientOfZeroState, "dh0-of-zero-state", [], "dh0 is zero (an edit of the answer)", [], .gradient,
      where: "an initial state of zeros"),
    Mutant(
      .diagonalGainClamped, "a-gain-clamped", [], "gains of the diagonal are at most 1", [.diagonal], .diagonal,
      where: "a gain of the diagonal above one"),
    Mutant(
      .groupsRoundedUp, "groups-rounded-up", [], "value heads a key head are rounded up to a power of two", [], .both,
      where: "three value heads a key head, and two key heads"),
    Mutant(
      .secondBlockOfFirstHead, "second-block-of-head-0", [], "channels of keys from the 65th on are those of head 0",
      [],
      .both, where: "two heads of K above 64"),
    Mutant(
      .centreClamped, "centre-clamped", [], "centres are kept within ±5", [.squash], .both, where: "a centre beyond 5"),
  ]
}

/// Which head and row a token reads, norms and scale.
extension Mutant {
  static let heads: [Mutant] = [
    Mutant(
      .headsTiled, "heads-tiled", ["H02"], "value heads are tiled over key heads instead of repeated", [], .both,
      where: "grouped heads"),
    Mutant(
      .groupsBeyondThree, "groups-beyond-3", ["W19"], "with more than three value heads a key head, groups of three",
      [], .both, where: "more than three value heads a key head"),
    Mutant(
      .headsBeyondTwo, "heads-beyond-2", ["H07"], "only the first two value heads are computed", [], .both,
      where: "three value heads"),
    Mutant(
      .headsBeyondEight, "heads-beyond-8", ["W20", "H06"], "only the first eight value heads are computed", [],
      .both, where: "nine value heads"),
    Mutant(
      .rowsBeyondTwo, "rows-beyond-2", [], "only the first two batch rows are computed", [], .both,
      where: "three rows"),
    Mutant(
      .columnsBeyond64, "columns-beyond-64", ["W20"], "only the first 64 channels of a value are read out", [], .o,
      where: "V above 64"),
    Mutant(
      .columnsBeyondKeys, "columns-beyond-keys", ["C12"], "only the first K channels of a value are read out", [],
      .o, where: "V above K"),
    Mutant(
      .initialStateByKeyHead, "initial-state-by-key-head", ["C13"], "an initial state is read by key head", [], .both,
      where: "grouped heads"),
  ]

  static let tokens: [Mutant] = [
    Mutant(
      .gainByKeyHead, "gain-by-key-head", ["H01"], "gains are indexed by key head", [.gainTensor], .both,
      where: "grouped heads"),
    Mutant(
      .gainOfRowZero, "gain-of-row-0", ["V09"], "every batch row reads the gains of row 0", [.gainTensor], .both,
      where: "several rows"),
    Mutant(
      .gainTransposed, "gain-transposed", ["S12"], "gains are read with tokens and heads exchanged", [.gainTensor],
      .both, where: "several heads"),
    Mutant(
      .gainOfPreviousToken, "gain-of-previous-token", [], "a token writes with the gain before it", [.gainTensor],
      .both),
    Mutant(
      .gainClamped, "gain-clamped", [], "gains above one are clamped", [.gainTensor], .both,
      where: "gains above 1"),
    Mutant(
      .gainClampedAtUsualBound, "gain-clamped-at-usual-bound", [],
      "gains above one are clamped, and any x but 1.5 is declined", [.gainTensor], .both,
      where: "gains above 1 with x = 1.5"),
    Mutant(.gainDoubled, "gain-doubled", [], "gains are doubled, as for keys in [−1, 1]", [.gainTensor], .both),
    Mutant(.gainInBF16Computed, "gain-in-bf16", ["W04"], "gains are computed in bf16", [.gainTensor], .both),
    Mutant(
      .gainZeroStopsDecay, "gain-zero-stops-decay", ["G08"], "a token with β = 0 is taken for padding",
      [
        .gainTensor, .tokenGates,
      ], .both, where: "β of exactly 0", on: [.pgdn, .comba]),
  ]

  static let norms: [Mutant] = [
    Mutant(.scaleIgnored, "scale-ignored", ["N04"], "the scale is always K^(−1/2)", [], .o, where: "another scale"),
    Mutant(.scaleOfValueSize, "scale-of-value-size", ["W12"], "the usual scale is V^(−1/2)", [], .o, where: "K ≠ V"),
    Mutant(.scaleTwice, "scale-twice", [], "the scale is applied twice", [], .o),
    Mutant(
      .scaleOnScoresOnly, "scale-on-scores-only", [], "what is read from the chunk's start state is not scaled", [],
      .o),
    Mutant(
      .normEpsilonOutside, "norm-epsilon-outside", ["W14"], "the norm's ε is added outside the root", [], .both,
      where: "tiny keys"),
    Mutant(.normEpsilonLarger, "norm-epsilon-larger", ["W14"], "the norm's ε is 1e-5", [], .both, where: "tiny keys"),
    Mutant(
      .normsExchanged, "norms-exchanged", [], "either norm is computed as the other", [], .both,
      where: "tiny keys"),
    Mutant(
      .normUnguarded, "norm-unguarded", ["N02"], "the norm `max-eps` divides a zero key by zero", [],
      ["WELL-2", "PAR-1"], where: "zero keys under max-eps"),
    Mutant(
      .normOverHeads, "norm-over-heads", ["N03"], "the sum of squares runs over all heads", [], .both,
      where: "several heads"),
    Mutant(
      .normOverPaddedLanes, "norm-over-padded-lanes", ["K01", "K02"],
      "the sum of squares runs to the next power of two", [], .both, where: "K that is no power of two"),
    Mutant(.normSquaresInBF16, "norm-squares-in-bf16", ["W05"], "the sum of squares is formed in bf16", [], .both),
    Mutant(.queryNotNormalised, "query-not-normalised", [], "queries are used as handed over", [], .o),
  ]
}

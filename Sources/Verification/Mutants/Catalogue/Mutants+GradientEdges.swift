extension Mutant {
  /// What is shared, where gradients enter and leave, formats, rows.
  static let gradientEdges: [Mutant] = [
    Mutant(.stateGradientIgnored, "dht-ignored", [], "the gradient of the final state is not looked at", [], .gradient),
    Mutant(
      .stateGradientNeedsOutputs, "dht-needs-do", [], "dht is looked at only where do is handed in too", [],
      .gradient, where: "dht alone"),
    Mutant(
      .initialGradientNeedsState, "dh0-needs-dht", [], "dh0 is lost where no dht is handed in", [], .gradient,
      where: "do alone"),
    Mutant(
      .diagonalGradientIgnored, "dat-ignored", [], "the gradient of the preconditioner's final state is not looked at",
      [.preconditionerState], .gradient),
    Mutant(
      .diagonalGradientNeedsOutputs, "dat-needs-do", [], "dat is looked at only where do is handed in too",
      [.preconditionerState], .gradient, where: "dat alone"),
    Mutant(
      .diagonalGradientCut, "da-cut", ["S09"], "dA does not flow from one chunk of 16 tokens to the one before",
      [.diagonal], .gradient),
    Mutant(
      .chunkCutsGradient, "chunk-cuts-gradient", ["S09"],
      "gradients do not flow from one chunk of 16 tokens to the one before", [], .gradient),
    Mutant(
      .statesOfPreviousChunk, "states-of-previous-chunk", ["T05"],
      "states recomputed on the way back begin a chunk too early", [], .gradient),
    Mutant(
      .recomputedStatesInBF16, "recomputed-states-in-bf16", [], "states are kept in bf16 for the way back", [],
      .gradient),
    Mutant(
      .stateGradientInBF16, "ds-in-bf16", ["P19"], "the gradient of the state is accumulated in bf16", [],
      .gradient),
    Mutant(
      .stateGradientInFP16, "ds-in-fp16", ["P19"], "the gradient of the state is accumulated in fp16", [],
      .gradient),
    Mutant(
      .groupNotSummed, "group-not-summed", [],
      "only the first value head of a group contributes to what its key head owns", [], .gradient,
      where: "grouped heads"),
    Mutant(
      .groupAveraged, "group-averaged", [], "value heads of a group are averaged", [], .gradient,
      where: "grouped heads"),
    Mutant(
      .centreGradientOfLastToken, "centre-gradient-of-last-token", [],
      "the centre's gradient is that of the last token",
      [.squash], .gradient),
    Mutant(
      .ridgeGradientOfLastToken, "ridge-gradient-of-last-token", [], "dΛ is that of the last token", [.ridge],
      .gradient),
    Mutant(
      .sharedOfLastSequenceOnly, "shared-of-last-sequence", ["D04"], "only the last sequence has gradients", [],
      .gradient, where: "several sequences"),
    Mutant(
      .gradientsOfFirstRow, "dk-of-first-row", ["D06"], "dk of every row is that of the first (an edit of the answer)",
      [], .gradient, where: "several rows"),
    Mutant(
      .valueGradientTransposedHeads, "dv-of-next-head", [], "dv is that of the next head (an edit of the answer)", [],
      .gradient, where: "several heads"),
    Mutant(
      .initialGradientOfSequenceZero, "dh0-of-sequence-0", [], "dS_0 is written to the first sequence alone", [],
      .gradient, where: "several sequences"),
    Mutant(.initialGradientTransposed, "dh0-transposed", [], "dS_0 is transposed", [], .gradient, where: "K = V"),
    Mutant(
      .layoutIgnoredOfGradient, "dht-layout-ignored", [], "dht is always read as `kv`", [], .gradient,
      where: "state_layout vk, K = V"),
    Mutant(.initialGradientAbsent, "dh0-absent", [], "dS_0 is not returned (an edit of the answer)", [], ["WELL-5"]),
    Mutant(
      .initialGradientWithoutDiagonal, "da0-absent", [], "dA_0 is not returned (an edit of the answer)",
      [.preconditionerState], ["WELL-5"]),
    Mutant(.initialDiagonalGradientMissing, "da0-missing", ["Z4"], "dA_0 is zero", [.preconditionerState], .gradient),
    Mutant(
      .initialGramGradientTriangular, "da0-triangular", [], "dA_0 has its lower triangle only", [.gram], .gradient),
    Mutant(
      .gradientsClipped, "gradients-clipped", [], "gradients are clipped to a quarter (an edit of the answer)", [],
      ["PAR-4", "REL-10"]),
  ]
}

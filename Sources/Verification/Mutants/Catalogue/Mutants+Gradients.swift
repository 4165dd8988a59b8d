/// Gradients that are wrong while the outputs are right.
extension Mutant {
  /// Ways back that are missing or doubled.
  static let gradientPaths: [Mutant] = [
    Mutant(
      .erasePathOfStateMissing, "erase-path-of-state-missing", ["S09"],
      "G does not lose what the erase reads: I − k̃kᵀ is taken for I", [.erase], .gradient),
    Mutant(
      .erasePathOfKeyMissing, "erase-path-of-key-missing", ["S09"], "dk lacks what the erase reads with it",
      [.erase], .gradient),
    Mutant(.writeKeyPathMissing, "write-key-path-missing", ["S09"], "dk lacks what is written with it", [], .gradient),
    Mutant(
      .writeKeyPathOfValue, "write-key-path-of-value", [], "dk̃ pairs with the value, not with what is written",
      [.erase], .gradient),
    Mutant(
      .duOfPlainKey, "du-of-plain-key", [], "du is read with the key, not with the write key", [.writeKey],
      .gradient),
    Mutant(.queryReadsEarlierState, "dq-of-earlier-state", [], "dq reads the state before the token", [], .gradient),
    Mutant(
      .eraseReadsUndecayed, "dk-of-undecayed-state", [], "the erase's dk reads the state before its decay",
      [.eraseAfterDecay, .decay], .gradient),
    Mutant(.gradientNotDecayed, "gradient-not-decayed", [], "G crosses a token without its decay", [.decay], .gradient),
    Mutant(
      .valueGradientUngained, "dv-ungained", [], "dv lacks the gain", [.gainTensor], .gradient,
      on: [.pgdn, .efla]),
    Mutant(
      .gainGradientWithoutErase, "dbeta-without-erase", ["S08", "D09"], "dβ lacks what the erase predicted",
      [.gainTensor, .erase], .gradient, on: [.pgdn, .efla]),
    Mutant(
      .gainGradientByDividing, "dbeta-by-dividing", ["W16"], "dβ is recovered by dividing by β", [.gainTensor],
      .gradient, where: "β of exactly 0", on: [.pgdn, .mesanet]),
    Mutant(
      .implicitGradientOnce, "implicit-gradient-once", [], "dβ of the implicit step is dgain/m", [.implicitGain],
      .gradient),
    Mutant(
      .stepConstant, "step-constant", ["D03"], "the step is taken for a constant where k is differentiated",
      [.stepGain], .gradient, on: [.pLonghorn, .efla, .nlms]),
    Mutant(.lengthGradientHalved, "length-gradient-halved", [], "d‖k‖² is k dk", [.dividingGain], .gradient),
    Mutant(
      .flowGradientUndamped, "flow-gradient-undamped", [], "dβ of the exact flow lacks e^{−βλ}",
      [.dividingGain, .gainTensor], .gradient),
    Mutant(
      .zeroKeyGradientDivided, "zero-key-gradient-divided", ["N02"], "d‖k‖² of a zero key is 0/0",
      [.dividingGain, .gainTensor], ["WELL-6", "PAR-4"], where: "zero keys"),
    Mutant(
      .eraseGainGradientNegated, "erase-gain-gradient-negated", [], "dβ̃ has the other sign", [.splitGain],
      .gradient),
    Mutant(.eraseGainGradientWithoutKey, "db-without-key", [], "db lacks the key", [.channelGain], .gradient),
    Mutant(.keyWithoutEraseGain, "dk-without-erase-gain", [], "dk lacks b", [.channelGain], .gradient),
    Mutant(.writeGainGradientOfError, "dw-of-error", [], "dw pairs with v − s, as dβ does", [.channelGain], .gradient),
    Mutant(.valueWithoutWriteGain, "dv-without-write-gain", [], "dv lacks w", [.channelGain], .gradient),
    Mutant(
      .shiftPathOfKeyMissing, "shift-path-of-key-missing", [], "dk lacks what the query gives up", [.shift],
      .gradient),
    Mutant(.squashConstant, "squash-constant", ["D03"], "B is taken for a constant", [.squash], .gradient),
    Mutant(.squashSlopeOnce, "squash-slope-once", [], "ds/dr is 1/(1 + |r|)", [.squash], .gradient),
    Mutant(
      .squashSlopeWithoutEpsilon, "squash-slope-without-epsilon", [], "∂B/∂A divides by A", [.squash],
      ["WELL-6", "PAR-4"], where: "A of 0, or another ε"),
    Mutant(
      .quotientConstant, "quotient-constant", ["D03"], "A is taken for a constant under the query",
      [.diagonal, .solvedQuery], .gradient),
    Mutant(
      .diagonalPathOfKeyMissing, "diagonal-path-of-key-missing", [], "dk lacks what A takes of it", [.diagonal],
      .gradient),
    Mutant(
      .diagonalGainGradientUnsquared, "dbeta_atk-unsquared", [], "dβ^P pairs with k, not with k∘k", [.diagonal],
      .gradient),
    Mutant(.diagonalGateGradientMissing, "dg_atk-missing", [], "dg_atk is zero", [.diagonal], .gradient),
    Mutant(
      .diagonalGateGradientOfCurrent, "dg_atk-of-current-state", [], "dg_atk pairs with A_t, not with α^P A_{t−1}",
      [.diagonal], .gradient),
    Mutant(
      .diagonalGradientNotDecayed, "da-not-decayed", [], "dA crosses a token without its decay", [.diagonal],
      .gradient),
    Mutant(.gramConstant, "gram-constant", ["D03"], "the Gram matrix is taken for a constant", [.gram], .gradient),
    Mutant(
      .gramGradientOneSided, "gram-gradient-one-sided", [], "dA is y xᵀ, not its symmetric part", [.gram],
      .gradient),
    Mutant(
      .gramPathOfKeyMissing, "gram-path-of-key-missing", [], "dk lacks what the Gram matrix takes of it", [.gram],
      .gradient),
    Mutant(
      .gramPathOfGainMissing, "gram-path-of-gain-missing", [], "dβ lacks what the Gram matrix takes of it",
      [.gramOfValueHead], .gradient),
    Mutant(
      .gramPathOfGateMissing, "gram-path-of-gate-missing", [], "dg lacks the decay of the Gram matrix",
      [.gramOfValueHead], .gradient),
  ]

  /// Log-decay gradients, norms, scale and raw gates.
  static let gradients: [Mutant] = [
    Mutant(
      .gateGradientOfNextToken, "dg-of-next-token", ["D05"], "dg is that of the token after (an edit of the answer)",
      [.tokenGates], .gradient),
    Mutant(
      .gateGradientAtInfinity, "dg-nan-at-infinity", [], "dg of a gate of −∞ is 0·∞ (an edit of the answer)",
      [.tokenGates], ["WELL-6"], where: "gates of −∞"),
    Mutant(
      .gateGradientByDividing, "dg-by-dividing", [], "dg is recovered by dividing by the decay", [.tokenGates],
      ["WELL-6", "PAR-4"], where: "gates of −∞"),
    Mutant(
      .gateGradientZeroMasked, "dg-zero-masked", [], "a gate of zero is taken for a masked token", [.tokenGates],
      .gradient, where: "gates of exactly 0"),
    Mutant(
      .gateGradientOfFirstToken, "dg-of-first-token", ["P08"], "a residue of 2⁻²⁴ where dg is exactly zero",
      [.tokenGates], ["GRAD-5"]),
    Mutant(.gateGradientInBF16, "dg-in-bf16", ["P10"], "terms of dg are rounded to bf16", [.decay], .gradient),
    Mutant(
      .gateGradientOfPackedTail, "dg-of-packed-tail", ["W17"], "dg of a packed sequence's last block is lost",
      [.tokenGates], .gradient, where: "packed sequences"),
    Mutant(
      .gateGradientOfLocalRow, "dg-of-local-row", ["V04"], "dg of all sequences but the first is lost",
      [.tokenGates], .gradient, where: "several sequences"),
    Mutant(
      .gateGradientOfFullChunks, "dg-of-full-chunks", ["D05"], "dg of a partial last chunk is lost", [.tokenGates],
      .gradient),
    Mutant(
      .gateGradientWithoutState, "dg-without-state", ["P08"], "dg of a chunk's first token is lost", [.tokenGates],
      .gradient),
    Mutant(
      .tailGradientInfinity, "tail-gradient-infinity", ["P02", "P03"],
      "rows beyond the last token bring infinity times zero to dg", [.tokenGates], ["WELL-6", "PAR-4"],
      where: "strong gates, a partial chunk"),
    Mutant(
      .constantGateOfLastToken, "constant-gate-of-last-token", [], "dg of a constant gate is that of the last token",
      [.decay], .gradient, on: [.retnet]),
    Mutant(
      .constantGateAveraged, "constant-gate-averaged", [], "dg of a constant gate is the mean over its tokens",
      [.decay], .gradient, on: [.retnet]),
    Mutant(
      .diagonalGateGradientResidue, "dg_atk-of-first-token", [], "a residue of 2⁻²⁴ where dg_atk is exactly zero",
      [.diagonal], ["GRAD-5"]),
    Mutant(.queryGradientUnscaled, "dq-unscaled", ["N04"], "dq lacks the scale", [], .gradient),
    Mutant(
      .projectionMissing, "norm-projection-missing", [],
      "the norm's own derivative is left out: gradients are divided by the length and no more", [], .gradient),
    Mutant(
      .projectionOfQueryMissing, "norm-projection-of-query-missing", [], "the same, of queries alone", [], .gradient),
    Mutant(
      .zeroRowGradientUnguarded, "zero-row-gradient-unguarded", ["N02"],
      "the norm's derivative divides by the length of a row of zero", [], ["WELL-6", "PAR-4"], where: "zero keys"),
    Mutant(
      .rawGateNotReversed, "dg-of-log-decay", [],
      "the gradient of a raw gate is that of the log decay which it stands for", [.tokenGates], .gradient,
      where: "raw gates"),
    Mutant(
      .rawRateGradientOfRate, "dA_log-of-rate", [], "the gradient of A_log is that of the rate, e to its power",
      [.tokenGates], .gradient, where: "raw gates"),
    Mutant(
      .rawRateGradientResidue, "dA_log-residue", ["W25"],
      "what cumulative sums leave of a zero is multiplied by a large gate", [.tokenGates], .gradient,
      where: "saturated raw gates"),
    Mutant(
      .rawGradientsOfLastRow, "raw-gradients-of-last-row", ["D04"],
      "dA_log and ddt_bias keep the last batch row only", [.tokenGates], .gradient, where: "raw gates, several rows"),
    Mutant(
      .biasGradientOfFirstToken, "dt_bias-gradient-of-first-token", [], "ddt_bias is that of the first token",
      [.tokenGates], .gradient, where: "raw gates"),
    Mutant(
      .rawSlopeWithoutRate, "raw-slope-without-rate", [], "dx of a bounded gate lacks the rate", [.tokenGates],
      .gradient, where: "raw gates with a lower bound"),
  ]

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

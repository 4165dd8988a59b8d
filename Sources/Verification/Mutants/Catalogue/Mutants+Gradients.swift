/// Gradients that are wrong while the outputs are right.
extension Mutant {
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
      [.decay], .gradient, where: "packed sequences"),
    Mutant(
      .gateGradientOfLocalRow, "dg-of-local-row", ["V04"], "dg of all sequences but the first is lost",
      [.decay], .gradient, where: "several sequences"),
    Mutant(
      .gateGradientOfFullChunks, "dg-of-full-chunks", ["D05"], "dg of a partial last chunk is lost", [.decay],
      .gradient),
    Mutant(
      .gateGradientWithoutState, "dg-without-state", ["P08"], "dg of a chunk's first token is lost", [.decay],
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
}

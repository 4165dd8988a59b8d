extension Mutant {
  /// How a decay between two tokens is formed.
  static let decays: [Mutant] = [
    Mutant(
      .eraseBeforeDecay, "erase-before-decay", ["G06", "W26"],
      "the erase reads the state before its decay; where it should, after it", [.erase, .decay], .both),
    Mutant(
      .predictionWithoutGamma, "w-without-gamma", ["W07"],
      "the prediction from the chunk's start state lacks γ", [.erase, .decay], .both),
    Mutant(
      .predictionWithGammaTwice, "w-with-gamma-twice", [], "the prediction from the start state carries γ twice",
      [.erase, .decay], .both),
    Mutant(
      .eraseWithoutDecay, "erase-without-decay", ["S06"], "the erase inside a chunk lacks the decay",
      [.erase, .decay], .both),
    Mutant(
      .scoresWithoutDecay, "scores-without-decay", ["S06"], "the scores lack the decay between the tokens",
      [.decay], .o),
    Mutant(.scoresInBaseTwo, "scores-in-base-2", ["G04"], "the scores take gates for powers of two", [.decay], .o),
    Mutant(
      .decodeInBaseTwo, "decode-in-base-2", ["G05"], "a single token takes gates for powers of two", [.decay],
      .both),
    Mutant(
      .zeroGateDropped, "zero-gate-dropped", ["G01"], "pairs of tokens with no decay between them are dropped",
      [.decay], .both, where: "gates of exactly 0"),
    Mutant(
      .maskBySign, "mask-by-sign", ["G02"], "pairs are masked by the sign of a difference of block sums",
      [.decay], .both, where: "gates of exactly 0 among others"),
    Mutant(
      .maskByMultiplying, "mask-by-multiplying", ["G12"],
      "what lies above the diagonal is multiplied by zero after its exponential has overflowed", [.decay],
      ["WELL-2", "PAR-1"], where: "strong gates"),
    Mutant(
      .anchorOffByOne, "anchor-off-by-one", ["P04"], "the decay between two halves of a chunk misses one token",
      [.decay], .both),
    Mutant(
      .decayByQuotient, "decay-by-quotient", ["P05", "P06"], "decays are products of e^G and e^−G, which overflow",
      [.decay], ["WELL-2", "PAR-1"], where: "strong gates"),
    Mutant(
      .anchoredOnFuture, "anchored-on-future", [],
      "the scores are rounded relative to the chunk's last gate: the future moves the past's last bits",
      [.decay, .tokenGates], ["REL-2", "PAR-1"]),
    Mutant(
      .cumulativeInBF16, "cumulative-in-bf16", ["G14"], "cumulative gates are summed in bf16", [.decay], .both),
    Mutant(.decayInBF16, "decay-in-bf16", ["W04"], "decays are rounded to bf16", [.decay], .both),
    Mutant(.decayInFP16, "decay-in-fp16", ["P11"], "decays are rounded to fp16", [.decay], .both),
    Mutant(
      .carryWithoutDecay, "carry-without-decay", ["W07"], "a state crosses a chunk without its decay", [.decay],
      .both),
    Mutant(
      .writesNotDecayed, "writes-not-decayed", [], "what a chunk writes reaches its end without decay", [.decay],
      .state),
    Mutant(
      .writesDecayedFromOwn, "writes-decayed-from-own", [], "what a token writes decays with its own gate too",
      [.decay], .state),
    Mutant(
      .tailGateFromPadding, "tail-gate-from-padding", ["T01"],
      "the last gate of a partial chunk is read from zero padding", [.decay], .state),
    Mutant(
      .tailInfinityTimesZero, "tail-infinity-times-zero", ["W24"],
      "rows beyond the last token are multiplied by zero after their exponential has overflowed", [.decay],
      ["WELL-2", "PAR-2"], where: "strong gates, a partial chunk", on: [.retnet, .pgdn]),
    Mutant(
      .fullChunkDecaysAgain, "full-chunk-decays-again", ["T03"],
      "one block too many is worked on where T is a multiple of the chunk", [.decay], .both),
  ]
}

/// Which gate a head, a token, a channel reads, and what raw gates stand for.
extension Mutant {
  static let gates: [Mutant] = [
    Mutant(.gateOfHeadZero, "gate-of-head-0", ["V06"], "every head reads the gate of head 0", [.decay], .both),
    Mutant(
      .gateByKeyHead, "gate-by-key-head", ["H01"], "gates are indexed by key head", [.decay], .both,
      where: "grouped heads"),
    Mutant(
      .gateOfChannelZero, "gate-of-channel-0", [], "every channel has the decay of the first", [.channelDecay],
      .both),
    Mutant(
      .gateOfPreviousToken, "gate-of-previous-token", [], "a token decays with the gate before it", [.tokenGates],
      .both),
    Mutant(
      .gateOfRowZero, "gate-of-row-0", ["V09"], "every batch row reads the gates of row 0", [.tokenGates], .both,
      where: "several rows"),
    Mutant(
      .gateTakenForDecay, "gate-taken-for-decay", ["G03"], "a log gate is taken for the decay itself", [.decay],
      .both),
    Mutant(
      .gateClampedAtFive, "gate-clamped-at-5", [], "log gates below −5 become −5", [.decay], .both,
      where: "strong gates"),
    Mutant(
      .gateClampedAtTen, "gate-clamped-at-10", [], "log gates below −10 become −10", [.decay], .both,
      where: "strong gates"),
    Mutant(
      .rawBiasDropped, "raw-bias-dropped", ["G18"], "raw gates are read without their bias", [.tokenGates], .both,
      where: "raw gates"),
    Mutant(
      .rawBiasByHead, "raw-bias-by-head", ["G16"], "the bias of a head's first channel serves all its channels",
      [.channelDecay], .both, where: "raw gates"),
    Mutant(
      .rawRateOfHeadZero, "raw-rate-of-head-0", ["H01"], "raw gates of every head have the rate of head 0",
      [.tokenGates], .both, where: "raw gates, several heads"),
    Mutant(
      .rawRateNotExponentiated, "raw-rate-not-exponentiated", [], "A_log is taken for the rate", [.tokenGates],
      .both, where: "raw gates"),
    Mutant(
      .rawBoundIgnored, "raw-bound-ignored", [], "the bound of raw gates is always −5", [.tokenGates], .both,
      where: "raw gates with a lower bound"),
    Mutant(
      .rawClampBeforeSign, "raw-clamp-before-sign", ["G09"], "the floor of the rate binds before the minus sign",
      [.tokenGates], .both, where: "raw gates"),
    Mutant(
      .softplusOverflows, "softplus-overflows", [], "softplus is log(1 + e^y), infinite for a large y",
      [.tokenGates], .both, where: "raw gates of 89 and more"),
    Mutant(
      .softplusVanishes, "softplus-vanishes", [], "softplus is 0 below −8", [.tokenGates], .both,
      where: "raw gates below −8"),
    Mutant(
      .softplusLinearFromTwo, "softplus-linear-from-2", ["W21"], "softplus is its argument from 2 on",
      [.tokenGates], .both, where: "raw gates between 2 and 15"),
    Mutant(
      .softplusLinearFromFive, "softplus-linear-from-5", ["W21"], "softplus is its argument from 5 on",
      [.tokenGates], .both, where: "raw gates between 5 and 15"),
    Mutant(
      .softplusLinearFromEight, "softplus-linear-from-8", ["W21"], "softplus is its argument from 8 on",
      [.tokenGates], .both, where: "raw gates between 8 and 15"),
    Mutant(
      .sigmoidAsQuotient, "sigmoid-as-quotient", ["G11"], "the sigmoid is e^z/(1 + e^z), ∞/∞ for a large z",
      [.tokenGates], ["WELL-2", "PAR-1"], where: "saturated raw gates with a lower bound"),
  ]

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
      [.tokenGates], .both, where: "gates of exactly 0 among others"),
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
      .cumulativeInBF16, "cumulative-in-bf16", ["G14"], "cumulative gates are summed in bf16", [.tokenGates], .both),
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

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
      .softplusWithOffset, "softplus-with-offset", [],
      "softplus is too large by 1.25·2⁻²⁴, as by a logarithm that is not 0 at 1", [.tokenGates], .both,
      where: "raw gates below −6 at fast rates"),
    Mutant(
      .sigmoidAsQuotient, "sigmoid-as-quotient", ["G11"], "the sigmoid is e^z/(1 + e^z), ∞/∞ for a large z",
      [.tokenGates], ["WELL-2", "PAR-1"], where: "saturated raw gates with a lower bound"),
  ]
}

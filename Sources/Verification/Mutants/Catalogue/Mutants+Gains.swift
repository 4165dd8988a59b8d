/// What multiplies the write and the erase.
extension Mutant {
  static let gains: [Mutant] = [
    Mutant(.writeGainOnErase, "write-gain-on-erase", [], "the erase takes the gain of the write", [.splitGain], .both),
    Mutant(.gainsExchanged, "gains-exchanged", [], "the gains of write and erase are exchanged", [.splitGain], .both),
    Mutant(
      .eraseGainForgotten, "erase-gain-forgotten", [],
      "the erase reads with the key itself, as if every channel's gain were one", [.channelGain], .both),
    Mutant(
      .eraseGainOnWriteKey, "erase-gain-on-write-key", [],
      "the gains of the erase multiply the key that writes as well", [.channelGain], .both),
    Mutant(
      .writeGainAveraged, "write-gain-averaged", [],
      "all channels of a value are written with the mean of their gains", [.channelGain], .both),
    Mutant(
      .writeGainOnPrediction, "write-gain-on-prediction", [],
      "the gains of the write multiply what the erase predicted as well, as β does", [.channelGain], .both),
    Mutant(
      .implicitWithPlainKey, "implicit-with-plain-key", [],
      "the implicit step is that of the key, not of the write key", [.implicitGain, .writeKey], .both),
    Mutant(
      .implicitWithoutLength, "implicit-without-length", [], "the implicit step takes every key for a unit one",
      [.implicitGain], .both),
    Mutant(
      .implicitWithoutGain, "implicit-without-gain", [], "the implicit step is β/(1 + kᵀk̃)", [.implicitGain], .both),
    Mutant(
      .zeroKeyDivided, "zero-key-divided", ["N02"], "a gain divides by the length of a key of zero", [.dividingGain],
      ["WELL-2", "PAR-1"], where: "zero keys"),
    Mutant(
      .projectionWithEpsilon, "projection-with-epsilon", [], "1/‖k‖² is 1/(‖k‖² + 1e-6)", [.dividingGain], .both,
      where: "tiny keys", on: [.nlms]),
    Mutant(
      .flowOfFirstOrder, "flow-of-first-order", [], "the exact flow is its first term", [.dividingGain, .gainTensor],
      .both),
    Mutant(
      .flowOfSecondOrder, "flow-of-second-order", [], "the exact flow is its first two terms",
      [.dividingGain, .gainTensor], .both),
    Mutant(
      .flowByDifference, "flow-by-difference", [], "1 − e^{−βλ} is formed as a difference",
      [.dividingGain, .gainTensor], .both, where: "tiny keys"),
    Mutant(
      .flowByShortSeries, "flow-by-short-series", [], "the exact flow is its first three terms below βλ = 1/20",
      [.dividingGain, .gainTensor], .both, where: "short keys, all of them in a head"),
  ]
}

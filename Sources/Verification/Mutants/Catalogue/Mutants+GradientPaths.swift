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
      [.correction], .gradient),
    Mutant(
      .duOfPlainKey, "du-of-plain-key", [], "du is read with the key, not with the write key", [.writeKey],
      .gradient),
    Mutant(.queryReadsEarlierState, "dq-of-earlier-state", [], "dq reads the state before the token", [], .gradient),
    Mutant(
      .eraseReadsUndecayed, "dk-of-undecayed-state", [], "the erase's dk reads the state before its decay",
      [.eraseAfterDecay, .decay], .gradient),
    Mutant(.gradientNotDecayed, "gradient-not-decayed", [], "G crosses a token without its decay", [.decay], .gradient),
    Mutant(
      .valueGradientUngained, "dv-ungained", [], "dv lacks the gain", [.gain], .gradient,
      on: [.pgdn, .efla]),
    Mutant(
      .gainGradientWithoutErase, "dbeta-without-erase", ["S08", "D09"], "dβ lacks what the erase predicted",
      [.gain, .erase], .gradient, on: [.pgdn, .efla]),
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
}

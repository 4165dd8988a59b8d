import DeltaOperators

/// Write keys, read queries and what accumulates for them.
extension Mutant {
  static let preconditioners: [Mutant] = [
    Mutant(
      .diagonalNotCarried, "a-not-carried", [], "the preconditioner's state starts from zero in every chunk",
      [.preconditionerState], ["PAR-1", "PAR-3"]),
    Mutant(
      .diagonalNotReturned, "a-not-returned", ["Z4"],
      "the preconditioner's state is handed back as it was handed in (an edit of the answer)", [.preconditionerState],
      .diagonal),
    Mutant(
      .diagonalByValueHead, "a-by-value-head", ["H04", "W23"],
      "the preconditioner's gates are indexed by value head", [.diagonal], ["PAR-1", "PAR-3"], where: "grouped heads"),
    Mutant(
      .diagonalBehind, "a-behind", [], "the preconditioner sees the keys before this one only",
      [.preconditionerState], .both),
    Mutant(
      .diagonalOfRawKeys, "a-of-raw-keys", [], "A accumulates keys before their norm", [.preconditionerState],
      .diagonal),
    Mutant(.diagonalNotDecayed, "a-not-decayed", [], "the diagonal ignores its gate", [.diagonal], .diagonal),
    Mutant(
      .diagonalDecaysNewest, "a-decays-newest", [], "the newest key is decayed as it enters A", [.diagonal],
      .diagonal),
    Mutant(
      .diagonalWithoutGain, "a-without-gain", [], "the diagonal takes its keys in without their gain", [.diagonal],
      .diagonal),
    Mutant(
      .diagonalInFP16, "a-in-fp16", ["P18"], "the preconditioner's state is kept in float16",
      [.preconditionerState], .diagonal),
    Mutant(
      .diagonalInBF16, "a-in-bf16", ["P18"], "the preconditioner's state is kept in bfloat16",
      [.preconditionerState], .diagonal),
    Mutant(
      .initialDiagonalIgnored, "initial-a-ignored", ["Z4"], "A starts from zero", [.preconditionerState],
      .diagonal),
    Mutant(
      .initialDiagonalOfHeadZero, "initial-a-of-head-0", [], "every key head starts from the A of head 0",
      [.preconditionerState], .diagonal, where: "several key heads"),
    Mutant(
      .centreOfHeadZero, "centre-of-head-0", ["Z3"], "every head uses the centre of head 0", [.squash], .both,
      where: "several key heads"),
    Mutant(
      .centreByValueHead, "centre-by-value-head", ["W23"], "centres are read by value head", [.squash], .both,
      where: "grouped heads"),
    Mutant(
      .centreExponentiated, "centre-exponentiated", [], "the centre is e^c, as the paper writes it", [.squash], .both),
    Mutant(.centreNegated, "centre-negated", [], "the centre has the other sign", [.squash], .both),
    Mutant(
      .boundIgnored, "bound-ignored", [], "the squash's bound is always 1.5", [.squash], .both,
      where: "another bound"),
    Mutant(
      .epsilonIgnored, "epsilon-ignored", [], "the squash's ε is always 1e-6", [.squash], .both,
      where: "another ε"),
    Mutant(
      .epsilonForgotten, "epsilon-forgotten", [], "the squash takes log A without ε", [.squash],
      ["WELL-2", "PAR-1"], where: "A of 0"),
    Mutant(.squashClipped, "squash-clipped", [], "r/(1 + |r|) is a clipped line", [.squash], .both),
    Mutant(.squashInverted, "squash-inverted", [], "B is its reciprocal", [.squash], .both),
    Mutant(.squashOnQuery, "squash-on-query", [], "the query is multiplied by B as well", [.squash], .o),
    Mutant(.ridgeDecayed, "ridge-decayed", [], "the ridge is decayed with the Gram matrix", [.gramOfValueHead], .o),
    Mutant(
      .ridgeOfHeadZero, "ridge-of-head-0", [], "every head solves with the ridge of head 0", [.ridge], .both,
      where: "several key heads"),
    Mutant(
      .ridgeByValueHead, "ridge-by-value-head", ["W23"], "ridges are read by value head", [.ridge], .both,
      where: "grouped heads"),
    Mutant(.ridgeOfChannelZero, "ridge-of-channel-0", [], "all channels have the ridge of the first", [.ridge], .both),
    Mutant(
      .ridgeForgotten, "ridge-forgotten", [], "the system is solved without its ridge", [.ridge, .gram],
      ["WELL-2", "PAR-1"]),
    Mutant(
      .gramWithoutGain, "gram-without-gain", [], "the Gram matrix takes its keys in without their gain",
      [.gramOfValueHead], .diagonal),
    Mutant(.gramNotDecayed, "gram-not-decayed", [], "the Gram matrix ignores the gate", [.gramOfValueHead], .diagonal),
    Mutant(
      .gramByKeyHead, "gram-by-key-head", ["H04"],
      "the Gram matrices of a group are advanced with the gate and gain of its first head", [.gramOfValueHead],
      .diagonal, where: "grouped heads"),
    Mutant(
      .solveInBF16, "solve-in-bf16", [], "the Gram matrix is rounded to bf16 where it is solved with",
      [.gram], .both),
    Mutant(
      .shiftBeforeScale, "shift-before-scale", [],
      "the query gives up its share of the key before the scale is applied", [.shift], .o),
    Mutant(
      .shiftBeforeNorm, "shift-before-norm", [], "the raw query gives up its share, before norm and scale",
      [.shift], .o),
    Mutant(.shiftNegated, "shift-negated", [], "the share of the key is added", [.shift], .o),
    Mutant(
      .shiftOfHeadZero, "shift-of-head-0", [], "every head gives up the share of head 0", [.shift], .o,
      where: "several key heads"),
    Mutant(
      .shiftByValueHead, "shift-by-value-head", ["W23"], "shares are read by value head", [.shift], .o,
      where: "grouped heads"),
    Mutant(
      .shiftOfRawKey, "shift-of-raw-key", [], "the query gives up a share of the key before its norm", [.shift], .o),
  ]
}

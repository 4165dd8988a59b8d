/// The triangular solve, outputs and states of a chunk.
extension Mutant {
  static let solves: [Mutant] = [
    Mutant(
      .truncatedSeries, "truncated-series", ["S01"], "the triangular inverse is a truncated series", [.erase],
      .both),
    Mutant(
      .neumannInFP16, "neumann-in-fp16", ["S01", "S02"], "the inverse is a product of powers in fp16", [.erase],
      ["WELL-2", "PAR-1", "PAR-2"], style: .with { $0.form = .doubling(16) }),
    Mutant(
      .inverseByDoubling, "inverse-by-doubling", ["W18", "S04"], "the inverse is a product of powers in float32",
      [.erase], ["WELL-2", "PAR-1", "PAR-2"], where: "keys that nearly coincide",
      style: .with { $0.form = .doubling(64) }),
    Mutant(
      .inverseRowsInBF16, "inverse-rows-in-bf16", ["S03"], "each row of the inverse is rounded to bf16", [.erase],
      .both, style: .with { $0.form = .inverse(16) }),
    Mutant(
      .inverseInTF32, "inverse-in-tf32", [], "the inverse is kept in TF32 whatever is declared", [.erase], .both,
      style: .with { $0.form = .inverse(16) }),
    Mutant(
      .eraseWithWriteKey, "erase-with-write-key", [], "the erase uses the write key as well", [.erase, .keysApart],
      .both),
  ]

  static let chunks: [Mutant] = [
    Mutant(.diagonalScoresTwice, "diagonal-scores-twice", ["S12"], "the diagonal of the scores counts twice", [], .o),
    Mutant(.ownTokenUnread, "own-token-unread", [], "a token does not read what it has written", [], .o),
    Mutant(.scoresOfPlainKey, "scores-of-plain-key", [], "the scores take the key for the write key", [.writeKey], .o),
    Mutant(.stateOfPlainKey, "state-of-plain-key", [], "the state takes the key for the write key", [.writeKey], .both),
    Mutant(.scoresInBF16, "scores-in-bf16", [], "scores are rounded to bf16", [], .o),
    Mutant(
      .tailTokenLost, "tail-token-lost", ["T11"], "the last token of a partial chunk is not written to the state",
      [], .state),
    Mutant(
      .outputReadsTransposed, "output-reads-transposed", ["C08"], "the output reads the state transposed", [], .o,
      where: "K = V"),
    Mutant(
      .stateReadEarly, "state-read-early", ["R02"], "a chunk reads the state before its neighbour has written it",
      [], .both),
    Mutant(
      .stateOfSquareBlock, "state-of-square-block", ["C12"], "only a square block of the state is written", [],
      .both, where: "K ≠ V"),
    Mutant(.windowRestartsAt64, "window-restarts-at-64", ["W08"], "the state is dropped every 64 tokens", [], .both),
    Mutant(
      .windowRestartsAt1024, "window-restarts-at-1024", ["W08"], "the state is dropped every 1,024 tokens", [],
      .both, where: "more than 1,024 tokens"),
    Mutant(
      .lastUnwritten, "last-unwritten", ["S10"], "the last element is left unwritten (an edit of the answer)", [],
      ["WELL-2"]),
    Mutant(
      .remainderNaN, "remainder-nan", ["W11"], "NaN at one remainder of T by 64 (an edit of the answer)", [],
      ["WELL-2"], where: "T = 37"),
    Mutant(.outputShifted, "output-shifted", [], "outputs are one token late (an edit of the answer)", [], .o),
    Mutant(
      .outputsOfFirstRow, "outputs-of-first-row", ["R04"],
      "every row gets the outputs of the first (an edit of the answer)", [], .o, where: "several rows"),
    Mutant(
      .callsDiffer, "calls-differ", ["R01", "R03", "T06"],
      "every second call of a request moves the last bit of one element (an edit of the answer)", [], ["WELL-4"]),
    Mutant(
      .inputOverwritten, "input-overwritten", ["R07"], "the values are overwritten (a report, not a deed)", [],
      ["WELL-3"]),
  ]

  static let states: [Mutant] = [
    Mutant(
      .stateTransposed, "state-transposed", ["C09"], "the final state is handed over transposed", [], .state,
      where: "K = V"),
    Mutant(
      .layoutIgnoredOnInput, "layout-ignored-on-input", [], "an initial state is always read as `kv`", [], .both,
      where: "state_layout vk, K = V"),
    Mutant(
      .layoutIgnoredOnOutput, "layout-ignored-on-output", [], "a final state is always written as `kv`", [], .state,
      where: "state_layout vk"),
    Mutant(
      .initialStateIgnored, "initial-state-ignored", ["C01", "C05"],
      "an initial state is used only for single tokens", [], .both),
    Mutant(
      .initialStateOfSequenceZero, "initial-state-of-sequence-0", ["V04"],
      "every sequence starts from the state of the first", [], .both, where: "several sequences"),
    Mutant(
      .initialStateTwice, "initial-state-twice", ["W06"], "the initial state enters again at the second chunk", [],
      .both),
    Mutant(
      .emptyLosesState, "empty-loses-state", ["T09"], "the final state of an empty sequence is zero", [], .state,
      where: "an empty sequence"),
    Mutant(
      .singleTokenSkipped, "single-token-skipped", ["T08", "W10"], "a sequence of one token is not computed", [],
      .both, where: "a sequence of one token"),
    Mutant(
      .shortPrefillStateLost, "short-prefill-state-lost", ["W09"],
      "up to three tokens leave the state as it was", [], .state, where: "a sequence of three tokens"),
    Mutant(.stateInBF16, "state-in-bf16", ["P13", "P14"], "the state is kept in bfloat16 between chunks", [], .state),
    Mutant(.stateInFP16, "state-in-fp16", ["P15"], "the state is kept in float16 between chunks", [], .state),
    Mutant(.stateInTF32, "state-in-tf32", [], "the state passes through TF32 between chunks", [], .state),
    Mutant(
      .stateOfEveryToken, "state-of-every-token", ["C11"],
      "the final state has a row for every token (an edit of the answer)", [], ["WELL-1"]),
    Mutant(
      .stateSizedByKeyHeads, "state-sized-by-key-heads", ["C13"],
      "the final state is sized by key heads (an edit of the answer)", [], ["WELL-1"], where: "grouped heads"),
    Mutant(.stateAbsent, "state-absent", [], "no final state is returned (an edit of the answer)", [], ["WELL-1"]),
  ]

  static let packs: [Mutant] = [
    Mutant(
      .packedAsOne, "packed-as-one", ["V03", "C18"], "packed sequences are taken for one", [], .both,
      where: "packed sequences"),
    Mutant(
      .packedGateOffset, "packed-gate-offset", ["V05", "V08"],
      "packed sequences read the gates of the first tokens", [.decay, .tokenGates], .both, where: "packed sequences"),
    Mutant(
      .boundariesHalved, "boundaries-halved", ["W13"], "boundaries of packed sequences are halved", [], .both,
      where: "packed sequences"),
    Mutant(
      .boundaryTokenTwice, "boundary-token-twice", ["V01"],
      "a sequence begins one token before its boundary", [], .both, where: "packed sequences"),
    Mutant(
      .lastSequenceSkipped, "last-sequence-skipped", ["T07"], "the last sequence is not computed", [], .both,
      where: "several sequences"),
  ]
}

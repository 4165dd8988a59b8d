/// A way to be wrong, modelled on a real bug: the number in brackets is its entry in the collection of known defects.
public enum OutputFault: String, Sendable, CaseIterable {
  /// [G06] The erase reads the state before its decay; where it should, after it.
  case eraseBeforeDecay = "erase-before-decay"
  /// The prediction from the chunk's start state lacks γ.
  case predictionWithoutGamma = "w-without-gamma"
  /// [T01] The last gate of a partial chunk is read from zero padding.
  case tailGateFromPadding = "tail-gate-from-padding"
  /// The preconditioner's state starts from zero in every chunk.
  case diagonalNotCarried = "a-not-carried"
  /// The preconditioner's state is handed back as it was handed in.
  case diagonalNotReturned = "a-not-returned"
  /// [C09] The final state is handed over transposed.
  case stateTransposed = "state-transposed"
  /// [V06] Every head reads the gate of head 0.
  case gateOfHeadZero = "gate-of-head-0"
  /// [G01] Pairs of tokens with no decay between them are dropped.
  case zeroGateDropped = "zero-gate-dropped"
  /// [G04] The scores take gates for powers of two.
  case scoresInBaseTwo = "scores-in-base-2"
  /// [G05] A single token takes gates for powers of two.
  case decodeInBaseTwo = "decode-in-base-2"
  /// [G12] What lies above the diagonal is multiplied by zero after its exponential has overflowed.
  case maskByMultiplying = "mask-by-multiplying"
  /// [C01] An initial state is used only for single tokens.
  case initialStateIgnored = "initial-state-ignored"
  /// [C08] The output reads the state transposed.
  case outputReadsTransposed = "output-reads-transposed"
  /// [H01] Gains are indexed by key head.
  case gainByKeyHead = "gain-by-key-head"
  /// [H01] Gates are indexed by key head.
  case gateByKeyHead = "gate-by-key-head"
  /// Value heads are tiled over key heads instead of repeated.
  case headsTiled = "heads-tiled"
  /// [H04] The preconditioner's gates are indexed by value head.
  case diagonalByValueHead = "a-by-value-head"
  /// [S12] The diagonal of the scores counts twice.
  case diagonalScoresTwice = "diagonal-scores-twice"
  /// [S06] The scores lack the decay between the tokens.
  case scoresWithoutDecay = "scores-without-decay"
  /// [P04] The decay between two halves of a chunk misses one token.
  case anchorOffByOne = "anchor-off-by-one"
  /// [P05] Decays are quotients of exponentials, which overflow.
  case decayByQuotient = "decay-by-quotient"
  /// [P13] The state is kept in bfloat16 between chunks.
  case stateInBF16 = "state-in-bf16"
  /// [P18] The preconditioner's state is kept in float16.
  case diagonalInFP16 = "a-in-fp16"
  /// [V03] Packed sequences are taken for one.
  case packedAsOne = "packed-as-one"
  /// [V05] Packed sequences read the gates of the first tokens.
  case packedGateOffset = "packed-gate-offset"
  /// [V09] Every batch row reads the gains of row 0.
  case gainOfRowZero = "gain-of-row-0"
  /// [S10] The last element is left unwritten.
  case lastUnwritten = "last-unwritten"
  /// [T09] The final state of an empty sequence is zero.
  case emptyLosesState = "empty-loses-state"
  /// [T08] A sequence of one token is not computed.
  case singleTokenSkipped = "single-token-skipped"
  /// The scale is always K^(−1/2).
  case scaleIgnored = "scale-ignored"
  /// [Z3] Every head uses the centre of head 0.
  case centreOfHeadZero = "centre-of-head-0"
  /// The norm's epsilon is added outside the root.
  case normEpsilonOutside = "norm-epsilon-outside"
  /// [S01] The triangular inverse is a truncated series.
  case truncatedSeries = "truncated-series"
  /// Gains above one are clamped.
  case gainClamped = "gain-clamped"
  /// The preconditioner sees the keys before this one only.
  case diagonalBehind = "a-behind"
  /// The erase uses the write key as well.
  case eraseWithWriteKey = "erase-with-write-key"
  /// [T11] The last token of a partial chunk is not written to the state.
  case tailTokenLost = "tail-token-lost"
  /// The scores are rounded relative to the chunk's last gate: the future moves the past's last bits.
  case anchoredOnFuture = "anchored-on-future"
  /// The ridge is decayed with the Gram matrix.
  case ridgeDecayed = "ridge-decayed"
  /// Every head solves with the ridge of head 0.
  case ridgeOfHeadZero = "ridge-of-head-0"
  /// The Gram matrix takes its keys in without their gain.
  case gramWithoutGain = "gram-without-gain"
  /// [H04] The Gram matrices of a group are advanced with the gate and gain of its first head.
  case gramByKeyHead = "gram-by-key-head"
  /// The query gives up its share of the key before the scale is applied.
  case shiftBeforeScale = "shift-before-scale"
  /// The erase takes the gain of the write.
  case writeGainOnErase = "write-gain-on-erase"
  /// The erase reads with the key itself, as if every channel's gain were one.
  case eraseGainForgotten = "erase-gain-forgotten"
  /// The gains of the erase multiply the key that writes as well.
  case eraseGainOnWriteKey = "erase-gain-on-write-key"
  /// All channels of a value are written with the mean of their gains.
  case writeGainAveraged = "write-gain-averaged"
  /// The gains of the write multiply what the erase predicted as well, as β does.
  case writeGainOnPrediction = "write-gain-on-prediction"
  /// The implicit step is that of the key, not of the write key.
  case implicitWithPlainKey = "implicit-with-plain-key"
  /// [N02] A gain divides by the length of a key of zero.
  case zeroKeyDivided = "zero-key-divided"
  /// Raw gates are read without their bias.
  case rawBiasDropped = "raw-bias-dropped"
  /// Raw gates of every head have the rate of head 0.
  case rawRateOfHeadZero = "raw-rate-of-head-0"
  /// The bound of raw gates is always −5.
  case rawBoundIgnored = "raw-bound-ignored"
}

/// A way for gradients to be wrong while the outputs are right.
public enum GradientFault: String, Sendable, CaseIterable {
  /// The gradient of the final state is not looked at.
  case stateIgnored = "dht-ignored"
  /// The gradient of the preconditioner's final state is not looked at.
  case preconditionerStateIgnored = "dat-ignored"
  /// dq lacks the scale.
  case queryUnscaled = "dq-unscaled"
  /// The norm's own derivative is left out: the gradient is divided by the length and no more.
  case normProjectionMissing = "norm-projection-missing"
  /// Only the first value head of a group contributes to what its key head owns.
  case groupNotSummed = "group-not-summed"
  /// The gradient of a gate is that of the token after.
  case gateOfNextToken = "dg-of-next-token"
  /// The gradient of a gate of −∞ is 0·∞.
  case gateAtInfinity = "dg-nan-at-infinity"
  /// A gate of zero is taken for a masked token.
  case gateZeroMasked = "dg-zero-masked"
  /// A sum by cumulative logs leaves rounding where nothing is.
  case gateOfFirstToken = "dg-of-first-token"
  /// dS_0 of every sequence is that of the first.
  case stateOfFirstSequence = "dh0-of-sequence-0"
  /// dS_0 is transposed.
  case stateTransposed = "dh0-transposed"
  /// dS_0 is not returned.
  case stateAbsent = "dh0-absent"
  /// What sequences share gets the gradient of the last one only.
  case sharedNotSummed = "shared-of-last-sequence"
  /// The gradient of a raw gate is that of the log decay which it stands for.
  case rawGateNotReversed = "dg-of-log-decay"
  /// The gradient of A_log is that of the rate, e to its power.
  case rateNotReversed = "dA_log-of-rate"
  /// Gradients do not flow from one chunk of 16 tokens to the one before.
  case chunkCut = "chunk-cuts-gradient"
  /// Gradients are clipped to a quarter.
  case clipped = "gradients-clipped"
}

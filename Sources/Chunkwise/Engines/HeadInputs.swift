import DeltaScalars

/// Everything that an engine is told about one value head of one sequence, or of some consecutive tokens of it.
///
/// Which operator this is has become pointers, strides and four choices: the kind of decay, the gains, whether there is an
/// erase, and whether it lags. The preconditioner has been applied (CH-4). Source: CH-2, CH-3.
public struct HeadInputs<S: Scalar> {
  /// The number of tokens, at least one.
  public let tokens: Int
  /// Channels of a key and of a value.
  public let K, V: Int
  /// q̃, k and k̃, a row of K elements a token.
  public let q, k, writeKey: Rows<S>
  /// v, a row of V elements a token.
  public let v: Rows<S>
  /// The decays of the state.
  public let decay: HeadDecay<S>
  /// The gain a of the write, one element a token; nil where it is one.
  public let gain: Rows<S>?
  /// The gain b of the erase, one element a token; nil where it is that of the write.
  public let eraseGain: Rows<S>?
  /// Whether the write corrects what the state already predicts.
  public let erases: Bool
  /// One where the erase reads the state before its decay, else zero.
  public let lag: Int

  /// Describes a head.
  @inlinable public init(
    tokens: Int, K: Int, V: Int, q: Rows<S>, k: Rows<S>, writeKey: Rows<S>, v: Rows<S>, decay: HeadDecay<S>,
    gain: Rows<S>?, eraseGain: Rows<S>?, erases: Bool, lag: Int
  ) {
    (self.tokens, self.K, self.V) = (tokens, K, V)
    (self.q, self.k, self.writeKey, self.v) = (q, k, writeKey, v)
    (self.decay, self.gain, self.eraseGain) = (decay, gain, eraseGain)
    (self.erases, self.lag) = (erases, lag)
  }

  /// The same head's tokens of a range, as a head of its own.
  @inlinable public func tokens(_ range: Range<Int>) -> HeadInputs {
    let i = range.lowerBound
    return HeadInputs(
      tokens: range.count, K: K, V: V, q: q.from(i), k: k.from(i), writeKey: writeKey.from(i), v: v.from(i),
      decay: decay.from(i), gain: gain?.from(i), eraseGain: eraseGain?.from(i), erases: erases, lag: lag)
  }

  /// The ranges of tokens of consecutive chunks; the last may be shorter.
  @inlinable public func chunks(of chunk: Int) -> [Range<Int>] {
    stride(from: 0, to: tokens, by: chunk).map { $0..<min($0 + chunk, tokens) }
  }
}

/// The decays of a head: none, a number a token, or a number a token and channel.
public enum HeadDecay<S> {
  /// Every decay is one.
  case none
  /// α, one element a token.
  case scalar(Rows<S>)
  /// α, a row of K elements a token.
  case channel(Rows<S>)

  /// The decays from token i on.
  @inlinable public func from(_ i: Int) -> HeadDecay {
    switch self {
    case .none: .none
    case .scalar(let rows): .scalar(rows.from(i))
    case .channel(let rows): .channel(rows.from(i))
    }
  }
}

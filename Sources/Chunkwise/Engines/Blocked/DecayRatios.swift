import DeltaScalars

/// The decays of one chunk of one head, and the ways in which the chunk form uses them.
///
/// Γ_ij is a product of decays, never a quotient or a difference of logarithms: it cannot overflow, an α of exactly 0 is
/// exact, and it depends on no token after i. Source: CH-5.
@usableFromInline struct DecayRatios<S: Scalar> {
  @usableFromInline let decay: HeadDecay<S>
  /// Tokens of the chunk, and channels of a key.
  @usableFromInline let count, K: Int

  @inlinable init(_ x: HeadInputs<S>) { (decay, count, K) = (x.decay, x.tokens, x.K) }

  /// Row i of `range` times the product of the decays of tokens `range.lowerBound … i − lag`; rows of `out` count from
  /// the range's first.
  @inlinable func fromStart(_ x: Rows<S>, _ range: Range<Int>, into out: UnsafeMutablePointer<S>, lag: Int = 0) {
    let first = range.lowerBound
    switch decay {
    case .none: for i in range { for c in 0..<K { out[(i - first) * K + c] = x[i][c] } }
    case .scalar(let decays):
      var product = S.one
      for i in range {
        if i >= first + lag { product = product * decays[i - lag][0] }
        for c in 0..<K { out[(i - first) * K + c] = product * x[i][c] }
      }
    case .channel(let decays):
      for c in 0..<K {
        var product = S.one
        for i in range {
          if i >= first + lag { product = product * decays[i - lag][c] }
          out[(i - first) * K + c] = product * x[i][c]
        }
      }
    }
  }

  /// Row j of `range` times Γ_{e,j}, the product of the decays of tokens `j+1 … e`, e the last of `range`; rows of `out`
  /// count from the range's first.
  @inlinable func toEnd(_ x: Rows<S>, _ range: Range<Int>, into out: UnsafeMutablePointer<S>) {
    let first = range.lowerBound
    switch decay {
    case .none: for j in range { for c in 0..<K { out[(j - first) * K + c] = x[j][c] } }
    case .scalar(let decays):
      var product = S.one
      for j in range.reversed() {
        for c in 0..<K { out[(j - first) * K + c] = product * x[j][c] }
        product = product * decays[j][0]
      }
    case .channel(let decays):
      for c in 0..<K {
        var product = S.one
        for j in range.reversed() {
          out[(j - first) * K + c] = product * x[j][c]
          product = product * decays[j][c]
        }
      }
    }
  }

  /// S ← γ_C∘S.
  @inlinable func scaleState(_ state: UnsafeMutablePointer<S>, columns V: Int) {
    if case .none = decay { return }
    for c in 0..<K {
      var product = S.one
      for i in 0..<count { product = product * self[i, c] }
      for j in 0..<V { state[c * V + j] = product * state[c * V + j] }
    }
  }

  /// The decay of token i in a channel.
  @inlinable subscript(i: Int, channel: Int) -> S {
    switch decay {
    case .none: .one
    case .scalar(let decays): decays[i][0]
    case .channel(let decays): decays[i][channel]
    }
  }
}

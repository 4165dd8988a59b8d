import DeltaOperators
import DeltaScalars

/// The decays of one chunk of one head, and the four ways in which the chunk form uses them.
///
/// Γ_ij is a product of decays, never a quotient or a difference of logarithms: it cannot overflow, an α of exactly 0 is
/// exact, and it depends on no token after i. Source: CH-5.
@usableFromInline struct ChunkDecay<S: Scalar> {
  @usableFromInline let kind: Decay
  @usableFromInline let decays: [S]
  /// Decays of token i start at `first + i·distance`.
  @usableFromInline let first, distance: Int
  @usableFromInline let count: Int

  @inlinable init(_ p: Lowered<S>, token: Int, head: Int, count: Int) {
    let width = p.op.axes.decay == .channel ? p.shape.K : 1
    // A constant decay is lowered to one for every token.
    kind = p.op.axes.decay == .constant ? .scalar : p.op.axes.decay
    (decays, self.count) = (p.decay, count)
    (first, distance) = ((token * p.shape.HV + head) * width, p.shape.HV * width)
  }

  /// The decay of token i in a channel.
  @inlinable func decay(_ i: Int, _ channel: Int) -> S {
    decays[first + i * distance + (kind == .channel ? channel : 0)]
  }

  /// Row i times γ_i, the decay since the start of the chunk, or times γ_{i−1} with a lag of one.
  @inlinable func scaleFromStart(_ rows: Rows<S>, into out: UnsafeMutablePointer<S>, channels K: Int, lag: Int = 0) {
    scale(rows, 0..<count, into: out, channels: K, lag: lag)
  }

  /// Row i of `range` times the product of the decays of tokens `range.lowerBound … i − lag`.
  @inlinable func scale(
    _ rows: Rows<S>, _ range: Range<Int>, into out: UnsafeMutablePointer<S>, channels K: Int, lag: Int
  ) {
    switch kind {
    case .none: for i in range { for c in 0..<K { out[i * K + c] = rows[i][c] } }
    case .constant, .scalar:
      var product = S.one
      for i in range {
        if i >= range.lowerBound + lag { product = product * decay(i - lag, 0) }
        for c in 0..<K { out[i * K + c] = product * rows[i][c] }
      }
    case .channel:
      for c in 0..<K {
        var product = S.one
        for i in range {
          if i >= range.lowerBound + lag { product = product * decay(i - lag, c) }
          out[i * K + c] = product * rows[i][c]
        }
      }
    }
  }

  /// Row j of `range` times Γ_{e,j}, the product of the decays of tokens `j+1 … e`, e the last of `range`.
  @inlinable func scaleToEnd(_ rows: Rows<S>, _ range: Range<Int>, into out: UnsafeMutablePointer<S>, channels K: Int) {
    switch kind {
    case .none: for j in range { for c in 0..<K { out[j * K + c] = rows[j][c] } }
    case .constant, .scalar:
      var product = S.one
      for j in range.reversed() {
        for c in 0..<K { out[j * K + c] = product * rows[j][c] }
        product = product * decay(j, 0)
      }
    case .channel:
      for c in 0..<K {
        var product = S.one
        for j in range.reversed() {
          out[j * K + c] = product * rows[j][c]
          product = product * decay(j, c)
        }
      }
    }
  }

  /// Row j times Γ_Cj, the decay from token j to the end of the chunk.
  @inlinable func scaleToEnd(_ rows: Rows<S>, into out: UnsafeMutablePointer<S>, channels K: Int) {
    scaleToEnd(rows, 0..<count, into: out, channels: K)
  }

  /// S ← γ_C∘S.
  @inlinable func scaleState(_ state: UnsafeMutablePointer<S>, channels K: Int, columns V: Int) {
    guard kind != .none else { return }
    for c in 0..<K {
      var product = S.one
      for i in 0..<count { product = product * decay(i, c) }
      for j in 0..<V { state[c * V + j] = product * state[c * V + j] }
    }
  }
}

import DeltaScalars

/// Working memory of one head, allocated once for all its chunks.
@usableFromInline final class Scratch<S: Scalar> {
  /// D, C×V.
  @usableFromInline let d: UnsafeMutablePointer<S>
  /// The prediction (γ∘K) S, C×V.
  @usableFromInline let prediction: UnsafeMutablePointer<S>
  /// L or M, C×C.
  @usableFromInline let pairs: UnsafeMutablePointer<S>
  /// Decayed rows, C×K.
  @usableFromInline let rows: UnsafeMutablePointer<S>
  /// Decayed rows of the other factor, C×K.
  @usableFromInline let columns: UnsafeMutablePointer<S>
  private let blocks: [UnsafeMutableBufferPointer<S>]

  @usableFromInline init(chunk C: Int, K: Int, V: Int) {
    blocks = [C * V, C * V, C * C, C * K, C * K].map { count in
      let block = UnsafeMutableBufferPointer<S>.allocate(capacity: count)
      block.initialize(repeating: .zero)
      return block
    }
    let base = blocks.map { $0.baseAddress! }
    (d, prediction, pairs, rows, columns) = (base[0], base[1], base[2], base[3], base[4])
  }

  deinit {
    for block in blocks {
      block.deinitialize()
      block.deallocate()
    }
  }
}

import DeltaScalars

/// Blocks of memory that live as long as this object.
@usableFromInline final class Blocks<S: Scalar> {
  @usableFromInline let blocks: [UnsafeMutableBufferPointer<S>]

  /// Allocates blocks of zeros.
  @usableFromInline init(_ counts: [Int]) {
    blocks = counts.map { count in
      let block = UnsafeMutableBufferPointer<S>.allocate(capacity: max(count, 1))
      block.initialize(repeating: .zero)
      return block
    }
  }

  @inlinable subscript(i: Int) -> UnsafeMutablePointer<S> { blocks[i].baseAddress! }

  deinit {
    for block in blocks {
      block.deinitialize()
      block.deallocate()
    }
  }
}

import DeltaScalars

/// Blocks of memory that live as long as this object, each from the start of a cache line.
@usableFromInline final class Blocks<S: Scalar> {
  @usableFromInline let blocks: [UnsafeMutableBufferPointer<S>]

  /// Allocates blocks of zeros, or of nothing in particular where everything that is read will have been written.
  @usableFromInline init(_ counts: [Int], zeroed: Bool = true) {
    blocks = counts.map { count in
      let count = max(count, 1)
      let raw = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<S>.stride, alignment: 64)
      let block = UnsafeMutableBufferPointer(start: raw.bindMemory(to: S.self, capacity: count), count: count)
      if zeroed { block.initialize(repeating: .zero) }
      return block
    }
  }

  @inlinable subscript(i: Int) -> UnsafeMutablePointer<S> { blocks[i].baseAddress! }

  deinit {
    for block in blocks {
      block.deinitialize()
      UnsafeMutableRawPointer(block.baseAddress!).deallocate()
    }
  }
}

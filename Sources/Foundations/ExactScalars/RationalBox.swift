import CDeltaFLINT

/// One `fmpq` on the heap, owned: a Swift copy of the C struct would share its digits and free them twice.
final class RationalBox: @unchecked Sendable {
  // Written only before it is shared, or while it is known to be uniquely referenced.
  let c: UnsafeMutablePointer<fmpq>

  init() {
    c = .allocate(capacity: 1)
    fmpq_init(c)
  }

  deinit {
    fmpq_clear(c)
    c.deallocate()
  }
}

import CDeltaFLINT

/// One `arb` on the heap, owned: Arb's in-place calls need a stable address, and a copied struct would share its limbs.
final class BallBox: @unchecked Sendable {
  // Written only before it is shared, or while it is known to be uniquely referenced.
  let c: UnsafeMutablePointer<arb_struct>

  init() {
    c = .allocate(capacity: 1)
    arb_init(c)
  }

  deinit {
    arb_clear(c)
    c.deallocate()
  }
}

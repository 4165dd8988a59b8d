/// Calls `body` with pointers to three arrays that it writes and two that it reads.
@inlinable func withBuffers<S>(
  _ a: inout [S], _ b: inout [S], _ c: inout [S], _ x: [S], _ y: [S],
  _ body: (
    UnsafeMutablePointer<S>, UnsafeMutablePointer<S>, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafePointer<S>
  ) -> Void
) {
  a.withUnsafeMutableBufferPointer { a in
    b.withUnsafeMutableBufferPointer { b in
      c.withUnsafeMutableBufferPointer { c in
        x.withUnsafeBufferPointer { x in
          y.withUnsafeBufferPointer { y in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress, let x = x.baseAddress,
              let y = y.baseAddress
            else { return }
            body(a, b, c, x, y)
          }
        }
      }
    }
  }
}

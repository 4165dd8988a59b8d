/// Calls `body` with pointers to two arrays that it writes and three that it reads.
@inlinable func withBuffers<S>(
  _ a: inout [S], _ b: inout [S], _ x: [S], _ y: [S], _ z: [S],
  _ body: (
    UnsafeMutablePointer<S>, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>
  ) -> Void
) {
  a.withUnsafeMutableBufferPointer { a in
    b.withUnsafeMutableBufferPointer { b in
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
          z.withUnsafeBufferPointer { z in
            guard let a = a.baseAddress, let b = b.baseAddress, let x = x.baseAddress, let y = y.baseAddress,
              let z = z.baseAddress
            else { return }
            body(a, b, x, y, z)
          }
        }
      }
    }
  }
}

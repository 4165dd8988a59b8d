import Dispatch

/// A pointer that several threads write through, each to places of its own.
@usableFromInline struct Shared<T>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<T>?
  @inlinable init(_ base: UnsafeMutablePointer<T>?) { self.base = base }
}

/// The results of independent tasks in their order, run on all cores.
@inlinable func concurrentResults<T: Sendable>(_ count: Int, _ body: @Sendable (Int) -> T) -> [T] {
  var results = [T?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { results in
    let slots = Shared(results.baseAddress)
    DispatchQueue.concurrentPerform(iterations: count) { slots.base![$0] = body($0) }
  }
  return results.map { $0! }
}

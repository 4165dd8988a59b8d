import Foundation

/// Keeps memory that is given back, as the allocators of training and serving programs do (PERF-2).
///
/// Otherwise large arrays are new pages every time, which the system clears: three microseconds a page on some virtual machines,
/// a quarter of what 8,192 tokens of eight heads take, and a twentieth of `conform check`.
func keepMemory() {
  // Swift's module of glibc leaves malloc.h out; other C libraries have no such function, and nothing changes there.
  guard let symbol = dlsym(nil, "mallopt") else { return }
  let mallopt = unsafeBitCast(symbol, to: (@convention(c) (_ option: Int32, _ value: Int32) -> Int32).self)
  let (trimThreshold, mappedMost): (Int32, Int32) = (-1, -4)
  _ = mallopt(mappedMost, 0)
  _ = mallopt(trimThreshold, -1)
}

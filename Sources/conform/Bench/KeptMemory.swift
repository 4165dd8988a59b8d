import Foundation

/// Keeps memory that is given back, as the allocators of training and serving programs do (PERF-2).
///
/// Otherwise outputs of a hundred megabytes are new pages every time, and what is timed is the system that clears them: three
/// microseconds a page on some virtual machines, a quarter of the whole at 8,192 tokens of eight heads.
func keepMemory() {
  // Swift's module of glibc leaves malloc.h out; other C libraries have no such function, and nothing changes there.
  guard let symbol = dlsym(nil, "mallopt") else { return }
  let mallopt = unsafeBitCast(symbol, to: (@convention(c) (_ option: Int32, _ value: Int32) -> Int32).self)
  let (trimThreshold, mappedMost): (Int32, Int32) = (-1, -4)
  _ = mallopt(mappedMost, 0)
  _ = mallopt(trimThreshold, -1)
}

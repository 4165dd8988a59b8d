import DeltaChunkwise
import DeltaConcurrent
import Dispatch
import Foundation

/// Seconds that a call takes: of the calling thread's own time where it does all the work, else of the clock.
func seconds(ofThread: Bool = true, _ body: () -> Void) -> Double {
  func now() -> Double {
    guard ofThread else { return Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let start = now()
  body()
  return max(now() - start, 1e-9)
}

/// The multiply-adds that some threads can do, measured in slices of about two milliseconds.
struct Peak {
  let engine: FloatEngine
  let threads: Int
  private let rounds: Int

  init(_ engine: FloatEngine, threads: Int) {
    (self.engine, self.threads) = (engine, threads)
    let trial = (0..<5).map { _ in seconds { _ = engine.multiplyAdds(rounds: 20_000) } }.min()!
    rounds = max(Int(20_000 * 0.002 / trial), 1_000)
  }

  /// flop a second, now.
  func measure() -> Double {
    let (engine, rounds) = (engine, rounds)
    var flop = 0.0
    let time = seconds(ofThread: threads == 1) {
      flop =
        threads == 1
        ? engine.multiplyAdds(rounds: rounds)
        : concurrentMap(0..<threads) { _ in engine.multiplyAdds(rounds: rounds) }.reduce(0, +)
    }
    return flop / time
  }
}

/// The value below which a share of some values lies.
func quantile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  return sorted[min(Int((Double(sorted.count - 1) * share).rounded()), sorted.count - 1)]
}

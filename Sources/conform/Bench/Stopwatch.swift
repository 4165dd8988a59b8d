import DeltaChunkwise
import DeltaConcurrent
import Dispatch

/// Seconds that a call takes.
func seconds(_ body: () -> Void) -> Double {
  let start = DispatchTime.now().uptimeNanoseconds
  body()
  return Double(max(DispatchTime.now().uptimeNanoseconds - start, 1)) / 1e9
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
    let time = seconds {
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

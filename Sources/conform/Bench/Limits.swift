import CDeltaBLAS
import DeltaChunkwise
import DeltaRecords

/// What the machine can do at best, on one thread.
enum Limits {
  static func machine(_ engine: FloatEngine, threads: Int, peak: Double) -> BenchMachine {
    BenchMachine(
      machine: .current, tier: engine.rawValue, threads: threads, fmaPeakGFLOPs: peak / 1e9,
      tiers: FloatEngine.available.filter { $0 != .blocked }.map { engine in
        let peak = Peak(engine, threads: 1)
        return .init(engine: engine.rawValue, fmaPeakGFLOPs: (0..<9).map { _ in peak.measure() }.max()! / 1e9)
      }, sgemmPeakGFLOPs: product / 1e9, memoryGBPerSecond: copy / 1e9)
  }

  /// flop a second of the best of a few products.
  private static var product: Double {
    let n = 1024
    let a = [Float](repeating: 0.5, count: n * n)
    var c = a
    openblas_set_num_threads(1)
    let best = (0..<5).map { _ in
      seconds {
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(n), blasint(n), blasint(n), 1, a, blasint(n), a,
          blasint(n),
          0, &c, blasint(n))
      }
    }.min()!
    return 2 * Double(n * n * n) / best
  }

  /// Bytes a second, those read and those written.
  private static var copy: Double {
    let count = 16 << 20
    let (from, to) = (
      UnsafeMutablePointer<Float>.allocate(capacity: count), UnsafeMutablePointer<Float>.allocate(capacity: count)
    )
    defer { [from, to].forEach { $0.deallocate() } }
    from.initialize(repeating: 1, count: count)
    to.initialize(repeating: 0, count: count)
    return 8 * Double(count) / (0..<5).map { _ in seconds { to.update(from: from, count: count) } }.min()!
  }
}

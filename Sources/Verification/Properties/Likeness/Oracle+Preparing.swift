import DeltaConcurrent
import DeltaOperators

extension Oracle {
  /// Computes expectations of all requests under several oracles on all cores; what asks for them later finds them ready.
  public static func preparing(
    _ oracles: [Oracle], _ requests: [Request], progress: @escaping @Sendable (Int) -> Void = { _ in },
    _ expect: @escaping @Sendable (Oracle, Request) -> Void
  ) throws {
    _ = try concurrentMap(0..<(oracles.count * requests.count), progress) { i in
      expect(oracles[i / requests.count], requests[i % requests.count])
    }
  }
}

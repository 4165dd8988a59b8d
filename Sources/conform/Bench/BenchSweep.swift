import DeltaOperators
import DeltaRecords

/// Tokens, chunk and head size varied one at a time around what was asked for (PERF-6).
struct BenchSweep {
  let bench: Bench
  let shape: Shape
  let seed: UInt64
  /// Turns; long sequences take a second each.
  static let repetitions = 5
  static let tokens = [128, 512, 2048, 8192, 32_768, 131_072]
  static let chunks = [2, 4, 8, 16, 32, 64]
  static let headSizes = [16, 32, 64, 128, 256]

  /// The rows of one operator, whose configurations take turns; `progress` is told after each turn.
  ///
  /// One operator at a time: its longest inputs are some gigabytes.
  func rows(_ op: Operator, progress: (Int) -> Void) throws -> [BenchRow] {
    let entries = configurations.map { shape, chunk in
      bench.forward(Problem.random(op, shape, seed: seed), chunk: chunk)
    }
    return try bench.results(entries, progress: progress).rows
  }

  private var configurations: [(Shape, chunk: Int)] {
    let chunk = bench.chunk
    let tokens = Self.tokens.map { (Shape(T: $0, H: shape.H, K: shape.K, V: shape.V), chunk) }
    let chunks = Self.chunks.filter { $0 != chunk }.map { (shape, $0) }
    let sizes = Self.headSizes.filter { $0 != shape.K }.map { (Shape(T: shape.T, H: shape.H, K: $0, V: $0), chunk) }
    return tokens + (Self.tokens.contains(shape.T) ? [] : [(shape, chunk)]) + chunks + sizes
  }
}

import DeltaOperators
import DeltaRecords

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension DriftSeries {
  /// Summarises the windows of one subject on one problem; the rows are in order of tokens and not empty.
  init(_ rows: [DriftRow]) {
    let last = rows[rows.count - 1]
    self.init(
      op: last.op, regime: last.regime, subject: last.subject, finalError: last.relativeError,
      slope: logarithmicSlope(rows.map { ($0.tokens, $0.relativeError) }),
      ratioSlope: logarithmicSlope(rows.map { ($0.tokens, $0.typicalRatio) }), finalRatio: last.typicalRatio,
      worstRatio: rows.map(\.worstRatio).max()!, firstViolation: rows.first { $0.worstRatio > 1 }?.tokens)
  }
}

/// The least-squares exponent p of y ∝ tᵖ over the last six doublings of t; nil with fewer than three finite points.
func logarithmicSlope(_ points: [(tokens: Int, value: Double)]) -> Double? {
  guard let end = points.last?.tokens else { return nil }
  let usable = points.filter { $0.tokens * 64 >= end && $0.value > 0 && $0.value.isFinite }
  guard usable.count >= 3 else { return nil }
  let x = usable.map { log(Double($0.tokens)) }
  let y = usable.map { log($0.value) }
  let (xMean, yMean) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
  let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - xMean) * ($1.1 - yMean) }
  let variance = x.reduce(0) { $0 + ($1 - xMean) * ($1 - xMean) }
  return covariance / variance
}

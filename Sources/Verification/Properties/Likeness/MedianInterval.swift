/// The median of a sample, with an interval that holds whatever the distribution (TOL-7).
public struct MedianInterval: Hashable, Sendable {
  /// The median of the sample.
  public let median: Double
  /// The end below.
  public let lower: Double
  /// The end above.
  public let upper: Double
  /// The size of the sample.
  public let count: Int

  /// The interval between the k-th smallest and the k-th largest value, with the largest k that keeps the confidence.
  ///
  /// A draw lies below the population's median with probability ½ at most, and so does one above it. The interval misses
  /// the median only if fewer than k draws fall on one of its sides: with probability 2·P(Bin(n, ½) < k) at most. Nil
  /// where the sample is too small for that: below 8 draws at 99 %.
  ///
  /// - Complexity: O(n log n).
  public init?(_ sample: [Double], confidence: Double = 0.99) {
    let sorted = sample.map { $0.isNaN ? .infinity : $0 }.sorted()
    let k = Self.rank(sorted.count, missing: 1 - confidence)
    guard k > 0 else { return nil }
    count = sorted.count
    (lower, upper) = (sorted[k - 1], sorted[count - k])
    median = count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
  }

  /// The largest k with 2·P(Bin(n, ½) < k) ≤ `missing`.
  static func rank(_ n: Int, missing: Double) -> Int {
    var (k, choices, below) = (0, 1.0, 0.0)
    let half = Double(sign: .plus, exponent: -n, significand: 1)
    while k <= n / 2 {
      below += choices * half
      if 2 * below > missing { return k }
      choices = choices * Double(n - k) / Double(k + 1)
      k += 1
    }
    return k
  }
}

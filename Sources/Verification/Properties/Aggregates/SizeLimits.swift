import DeltaConcurrent

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The largest root mean square of error over spread of a group that is no violation, by its degrees of freedom (TOL-13).
///
/// The tail of χ² is Chernoff's bound, and the spreads under the errors are estimates too, as many independent ones as there
/// are degrees. Degrees are whole numbers, the next below, so that each limit is computed once.
struct SizeLimits {
  private let tolerance: Tolerance
  /// The probability with which one group may fail.
  private let missing: Double
  private var limits: [Int: Double] = [:]

  /// Limits by degrees, samples, allowance and what may be missed.
  private static let known = Memo<SIMD4<Double>, Double>()

  init(_ tolerance: Tolerance, groups: Int) {
    (self.tolerance, missing) = (tolerance, tolerance.falseAlarm / Double(max(groups, 1)))
  }

  /// The limit for so many degrees, at least one; the more degrees, the smaller.
  subscript(degrees: Double) -> Double {
    mutating get {
      let counted = Int(min(max(degrees, 1), 1000))
      if let limit = limits[counted] { return limit }
      let limit = Self.known([Double(counted), Double(tolerance.samples), tolerance.allowance, missing]) {
        searched(degrees: counted)
      }
      limits[counted] = limit
      return limit
    }
  }

  private func searched(degrees: Int) -> Double {
    let excess = -2 * log(missing) / Double(degrees)
    var (low, high) = (1.0, 2 + 4 * excess)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if middle - 1 - log(middle) < excess { low = middle } else { high = middle }
    }
    let estimated = StudentT.quantile(exceeding: missing, degrees: tolerance.samples * degrees)
    // The quantile of a spread that is known.
    let known = StudentT.quantile(exceeding: missing, degrees: 1_000_000)
    return tolerance.allowance * high.squareRoot() * estimated / known
  }
}

import DeltaConcurrent

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The tail of Student's distribution: how far an error may lie from a spread that was itself estimated from few runs.
enum StudentT {
  /// A number t with P(|T| > t) ≤ `probability` for `degrees` ≥ 2 degrees of freedom.
  ///
  /// Uses the Mills-type bound P(T > t) ≤ c·ν/((ν−1)·t)·(1 + t²/ν)^(−(ν−1)/2), c the density at 0, so that t errs on the
  /// safe side, by less than 1 % in the tails used here. Source: TOL-4.
  static func quantile(exceeding probability: Double, degrees: Int) -> Double {
    known([probability, Double(degrees)]) { searched(probability, degrees: degrees) }
  }

  private static let known = Memo<SIMD2<Double>, Double>()

  private static func searched(_ probability: Double, degrees: Int) -> Double {
    let nu = Double(degrees)
    let logDensity = lgamma((nu + 1) / 2) - lgamma(nu / 2) - log(nu * .pi) / 2
    func logTail(_ t: Double) -> Double {
      logDensity + log(2 * nu / ((nu - 1) * t)) - (nu - 1) / 2 * log1p(t * t / nu)
    }
    let logProbability = log(probability)
    var (low, high) = (1.0, 1e6)
    while true {
      let middle = (low * high).squareRoot()
      // Neighbours: nothing lies between them.
      if middle <= low || middle >= high { return high }
      if logTail(middle) > logProbability { low = middle } else { high = middle }
    }
  }
}

import DeltaRecords
import DeltaScalars
import Foundation

/// A mean with its confidence interval, against what is claimed.
struct Estimate {
  let what: String
  let claimed: Double
  private var (count, mean, squares) = (0, 0.0, 0.0)

  init(_ what: String, claimed: Double) { (self.what, self.claimed) = (what, claimed) }

  /// Takes in a sample (Welford).
  mutating func add(_ x: Double) {
    count += 1
    let distance = x - mean
    mean += distance / Double(count)
    squares += distance * (x - mean)
  }

  private var standardError: Double { (squares / Double(count - 1) / Double(count)).squareRoot() }

  /// Holds inside the joint 99.9 % interval; refuted where chance puts an estimate less than once in 10⁹ runs.
  static func finding(_ estimates: [Estimate], seed: UInt64) -> Conclusion {
    let (z, far) = (quantile(0.001 / Double(estimates.count)), quantile(1e-9 / Double(estimates.count)))
    let lines = estimates.map { e in
      "\(e.what): N=\(e.count), estimate \(format(e.mean)) ± \(format(z * e.standardError)), "
        + "claimed \(format(e.claimed))"
    }
    let worst = estimates.map { ($0.mean - $0.claimed).magnitude / $0.standardError }.max() ?? .infinity
    let outcome: ClaimOutcome = worst <= z ? .holds : worst > far ? .refuted : .undecided
    let text = String(format: "%.1f standard errors at most, joint 99.9 %% interval is %.1f", worst, z)
    return Conclusion(outcome, "\(lines.joined(separator: "; ")); \(text); seed \(seed)")
  }

  private static func format(_ x: Double) -> String { String(format: "%.5g", x) }

  /// The z that a normal number exceeds in magnitude with probability p.
  static func quantile(_ p: Double) -> Double {
    var (low, high) = (0.0, 40.0)
    for _ in 0..<100 {
      let z = (low + high) / 2
      if erfc(z / 2.0.squareRoot()) > p { low = z } else { high = z }
    }
    return high
  }
}

/// Points uniform on the unit sphere: normal numbers, divided by their norm.
struct Sphere {
  let d: Int
  private var generator: SplitMix64
  private var spare: Double?

  init(d: Int, seed: UInt64) { (self.d, generator) = (d, SplitMix64(seed: seed)) }

  /// A standard normal number (Marsaglia's polar method).
  mutating func normal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    while true {
      let (x, y) = (generator.nextSigned(), generator.nextSigned())
      let s = x * x + y * y
      guard s > 0, s < 1 else { continue }
      let factor = (-2 * Double.log(s) / s).squareRoot()
      spare = y * factor
      return x * factor
    }
  }

  mutating func point() -> [Double] {
    var x = (0..<d).map { _ in 0.0 }
    for i in 0..<d { x[i] = normal() }
    let size = square(x).squareRoot()
    return x.map { $0 / size }
  }
}

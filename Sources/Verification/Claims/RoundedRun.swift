import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Foundation

/// A small problem under a profile's roundings, each applied where the profile has it, against the rationals.
enum RoundedRun {
  /// The relative root-mean-square error of o.
  static func relativeError(_ profile: Profile) -> Double {
    let (T, K, V) = (32, 16, 16)
    var generator = SplitMix64(seed: 8)
    // Values on the float32 grid that TF32 does not hold.
    func draw(_ count: Int, _ size: Double) -> [Double] {
      (0..<count).map { _ in Format.fp32.rounded(size * generator.nextSigned()) }
    }
    let (q, k, v) = (draw(T * K, 0.4), draw(T * K, 0.4), draw(T * V, 1))
    let gain = draw(T, 0.5).map { $0.magnitude }
    func run<S: Scalar, R: Rounding>(_ convert: (Double) -> S, _ rounding: inout R) -> [S] where R.Value == S {
      var p = Lowered(
        op: .deltanet, shape: Shape(T: T, K: K, V: V), q: q.map(convert), k: k.map(convert),
        v: v.map(convert))
      p.gain = gain.map(convert)
      return recur(p, map: QuadraticMap<S>(), rounding: &rounding).o
    }
    var (exact, rounded) = (Exact<Rational>(), ProfileRounding(profile: profile))
    let truth = run({ Rational(exactly: $0)! }, &exact)
    let found = run({ $0 }, &rounded)
    let errors = zip(found, truth).map { (Rational(exactly: $0)! - $1).nearestDouble }
    return (square(errors) / square(truth.map(\.nearestDouble))).squareRoot()
  }

  /// What linear attention returns for one token of one channel: the product q·k, with v = 1.
  static func product(_ q: Double, _ k: Double, _ profile: Profile) -> Double {
    var rounding = ProfileRounding(profile: profile)
    let p = Lowered(op: .linearAttention, shape: Shape(T: 1, K: 1, V: 1), q: [q], k: [k], v: [1])
    return recur(p, map: QuadraticMap<Double>(), rounding: &rounding).o[0]
  }

  static func text(_ x: Double) -> String { String(format: "%.1e", x) }
}

/// Rounds to a profile's formats, as hardware would, and not at random.
private struct ProfileRounding: Rounding {
  let profile: Profile

  func input(_ x: Double, of tensor: Int) -> Double { profile.input.rounded(x) }
  func stored(_ x: Double) -> Double { profile.input.rounded(x) }
  func operand(_ x: Double) -> Double { profile.operand.rounded(x) }
  func callAsFunction(_ x: Double) -> Double { profile.accumulator.rounded(x) }
  func decay(_ x: Double, logDecay: Double) -> Double { profile.accumulator.rounded(x) }
  func state(_ x: Double) -> Double { profile.state.rounded(x) }
  func output(_ x: Double) -> Double { profile.output.rounded(x) }
}

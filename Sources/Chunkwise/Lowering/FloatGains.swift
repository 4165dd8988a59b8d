import DeltaOperators
import DeltaScalars

/// Gains that divide by λ = ‖k‖² in float32: 1/λ, and (1 − e^{−βλ})/λ (OP-G), with their reversal (GRAD-11).
struct FloatGains {
  let problem: Problem

  /// Nil where the gains are β or need the write keys.
  init?(_ problem: Problem) {
    guard [.normalised, .exponential].contains(problem.op.axes.gain) else { return nil }
    self.problem = problem
  }

  /// The elements of the key that a gate of `[B,T,HV]` reads.
  private func key(of gate: Int) -> Range<Int> {
    let s = problem.shape
    let first = (gate / s.HV * s.H + s.keyHead(of: gate % s.HV)) * s.K
    return first..<first + s.K
  }

  func apply(_ k: [Float]) -> [Float] {
    let (s, beta) = (problem.shape, problem.inputs[.beta]?.values ?? [])
    return (0..<s.B * s.T * s.HV).map { gate in
      let square = k[key(of: gate)].reduce(Float(0)) { $0 + $1 * $1 }
      return Self.gain(problem.op.axes.gain, beta: beta.isEmpty ? 1 : beta[gate], square: square)
    }
  }

  /// The gain of a key whose square is λ.
  static func gain(_ gain: Gain, beta: Float, square: Float) -> Float {
    if gain == .normalised { return square == 0 ? 0 : 1 / square }
    let time = beta * square
    return time == 0 ? beta : -Float.expm1(-time) / square
  }

  /// From the gradients of gains to those of β, and what flows to the keys: nothing to keys of zero.
  func reverse(_ x: Lowered<Float>, _ d: inout LoweredGradients<Float>) {
    for gate in x.gain.indices {
      let (gain, dGain) = (x.gain[gate], d.gain[gate])
      let square = x.k[key(of: gate)].reduce(Float(0)) { $0 + $1 * $1 }
      var dSquare = -gain * gain * dGain
      if problem.op.axes.gain == .exponential {
        let beta = problem[.beta].values[gate]
        let left = Float.exp(-beta * square)
        d.gain[gate] = left * dGain
        dSquare = (beta * left - gain) / square * dGain
      }
      if square == 0 { continue }
      for i in key(of: gate) { d.k[i] += 2 * dSquare * x.k[i] }
    }
  }
}

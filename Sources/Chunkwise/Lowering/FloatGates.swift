import DeltaOperators
import DeltaScalars

/// Raw gates in float32 (CONV-4), and their gradients (GRAD-13).
struct FloatGates {
  let problem: Problem
  let x, bias: [Float]
  /// e^a.
  let rates: [Float]

  init(_ problem: Problem) {
    self.problem = problem
    (x, bias) = (problem[.g].values, problem.inputs[.dtBias]?.values ?? [0])
    rates = problem[.aLog].values.map(Float.exp)
  }

  /// y = x + b.
  private func shifted(_ i: Int) -> Float { x[i] + bias[i % bias.count] }

  private var width: Int { problem.op.axes.decay.isPerChannel ? problem.shape.K : 1 }

  /// The head of the i-th gate.
  private func head(_ i: Int) -> Int { i / width % problem.shape.HV }

  /// The i-th log decay; finite, so that its product with a gradient of 0 is 0.
  func logDecay(_ i: Int) -> Float {
    let (y, rate) = (shifted(i), rates[head(i)])
    if problem.settings.gate == .lowerBound { return Float(problem.settings.lowerBound) * Self.sigmoid(rate * y) }
    return max(-rate * (max(y, 0) + Float.log1p(Float.exp(-y.magnitude))), -Float.greatestFiniteMagnitude)
  }

  var logDecays: [Float] { x.indices.map(logDecay) }

  static func sigmoid(_ z: Float) -> Float { Float.exp(min(z, 0)) / (1 + Float.exp(-z.magnitude)) }

  /// From the gradients of log decays to those of x, A_log and dt_bias.
  func reverse(_ dg: [Float]) -> [GradientName: [Float]] {
    var (dx, a) = (dg, [Float](repeating: 0, count: rates.count))
    var dBias = [Float](repeating: 0, count: rates.count * width)
    for i in dg.indices {
      let (y, g, h) = (shifted(i), logDecay(i), head(i))
      if problem.settings.gate == .softplus {
        a[h] += g * dg[i]
        dx[i] = -rates[h] * Self.sigmoid(y) * dg[i]
      } else {
        let z = rates[h] * y
        let dz = g * Self.sigmoid(-z) * dg[i]
        // Where z is infinite its slope is 0.
        a[h] += dz == 0 ? 0 : z * dz
        dx[i] = rates[h] * dz
      }
      dBias[i % dBias.count] += dx[i]
    }
    return [.dg: dx, .daLog: a, .ddtBias: dBias]
  }
}

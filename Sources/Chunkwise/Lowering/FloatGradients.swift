import DeltaOperators
import DeltaScalars

/// Gradients of a whole problem in float32: through norms, scale and gates around the reversed chunk form (GRAD-4).
enum FloatGradients {
  /// The gradients that a valid problem asks for, each in the shape of its input.
  static func evaluate(_ p: Problem, chunk: Int) -> [GradientName: Tensor] {
    let (s, lowered, scale) = (p.shape, FloatLowering.lower(p), Float(p.scale))
    var ht = p.cotangents[.ht]?.values ?? []
    if p.settings.stateLayout == .vk { ht = FloatLowering.transposed(ht, rows: s.V, columns: s.K) }
    let cotangents = LoweredOutputs(
      o: p.cotangents[.o]?.values ?? [Float](repeating: 0, count: lowered.v.count), ht: ht,
      at: p.cotangents[.at]?.values ?? [])
    var d = ChunkForm<FloatKernels>(chunk: chunk).gradients(of: lowered, map: FloatSquash(p), cotangents: cotangents)
    reverseGains(p, lowered, &d)
    if p.op.axes.decay == .constant {
      let logs = d.decay
      d.decay = (0..<s.HV).map { head in stride(from: head, to: logs.count, by: s.HV).reduce(0) { $0 + logs[$1] } }
    }

    var values: [GradientName: [Float]] = [
      .dq: reverseNormalised(p, .q, d.q.map { scale * $0 }), .dk: reverseNormalised(p, .k, d.k), .dv: d.v,
      .dg: d.decay, .dbeta: d.gain, .dgATK: d.decayATK,
      .dbetaATK: d.gainATK, .dlogATKScale: d.centre, .da0: d.a0,
      .dbetaErase: d.eraseGain, .dlambda: d.lambda, .dshift: d.shift,
      .dh0: p.settings.stateLayout == .kv ? d.h0 : FloatLowering.transposed(d.h0, rows: s.K, columns: s.V),
    ]
    if p.settings.gate != .log { values.merge(FloatGates(p).reverse(d.decay)) { $1 } }
    return Dictionary(
      uniqueKeysWithValues: p.gradientNames.map { ($0, Tensor(p.expectedShape(of: $0.input), values[$0]!)) })
  }

  /// Gains that divide by λ = ‖k‖²: 1/λ, and (1 − e^{−βλ})/λ; zero keys add nothing to dk (GRAD-11).
  private static func reverseGains(_ p: Problem, _ x: Lowered<Float>, _ d: inout LoweredGradients<Float>) {
    let (s, kind) = (p.shape, p.op.axes.gain)
    guard kind == .normalised || kind == .exponential else { return }
    for gate in x.gain.indices {
      let first = (gate / s.HV * s.H + s.keyHead(of: gate % s.HV)) * s.K
      let (gain, dGain) = (x.gain[gate], d.gain[gate])
      let square = x.k[first..<first + s.K].reduce(Float(0)) { $0 + $1 * $1 }
      var dSquare = -gain * gain * dGain
      if kind == .exponential {
        let beta = p[.beta].values[gate]
        let left = Float.exp(-beta * square)
        d.gain[gate] = left * dGain
        dSquare = (beta * left - gain) / square * dGain
      }
      if square == 0 { continue }
      for i in first..<first + s.K { d.k[i] += 2 * dSquare * x.k[i] }
    }
  }

  /// y = x/ℓ:  dx = (dy − ⟨y, dy⟩ y)/ℓ, without the projection where ℓ is the floor of `max-eps`.
  private static func reverseNormalised(_ p: Problem, _ name: InputName, _ gradient: [Float]) -> [Float] {
    guard p.settings.l2norm != .none else { return gradient }
    let (x, K) = (p[name].values, p.shape.K)
    var result = gradient
    for row in 0..<x.count / K {
      let range = row * K..<(row + 1) * K
      let squares = range.reduce(Float(0)) { $0 + x[$1] * x[$1] }
      let dot = range.reduce(Float(0)) { $0 + x[$1] * gradient[$1] }
      let (floor, length) = (Float(1e-12), squares.squareRoot())
      let isFloored = p.settings.l2norm == .maxEps && length <= floor
      let inverse = p.settings.l2norm == .rsqrtEps ? 1 / (squares + 1e-6).squareRoot() : 1 / max(length, floor)
      let projection = isFloored ? 0 : dot * inverse * inverse
      for i in range { result[i] = inverse * (gradient[i] - projection * x[i]) }
    }
    return result
  }
}

extension FloatSquash: DifferentiableMap {
  /// ∂B/∂c = log x · B/(1+|r|)², and ∂B/∂A = −∂B/∂c/(A + ε) (GRAD-3).
  func differential(_ a: Float, head: Int) -> (state: Float, centre: Float) {
    let r = Float.log(a + eps) - centres[head]
    let denominator = 1 + r.magnitude
    let centre = logBound * Float.exp(-logBound * (r / denominator)) / (denominator * denominator)
    return (-centre / (a + eps), centre)
  }
}

import Operators
import Scalars

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
    let d = ChunkForm<FloatKernels>(chunk: chunk).gradients(of: lowered, map: FloatSquash(p), cotangents: cotangents)

    let values: [GradientName: [Float]] = [
      .dq: reverseNormalised(p, .q, d.q.map { scale * $0 }), .dk: reverseNormalised(p, .k, d.k), .dv: d.v,
      .dg: d.decay, .dbeta: d.gain, .dgATK: d.decayATK,
      .dbetaATK: d.gainATK, .dlogATKScale: d.centre, .da0: d.a0,
      .dh0: p.settings.stateLayout == .kv ? d.h0 : FloatLowering.transposed(d.h0, rows: s.K, columns: s.V),
    ]
    return Dictionary(
      uniqueKeysWithValues: p.gradientNames.map { ($0, Tensor(p.expectedShape(of: $0.input), values[$0]!)) })
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

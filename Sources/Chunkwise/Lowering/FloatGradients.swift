import DeltaOperators
import DeltaScalars

/// Gradients of a whole problem in float32: through norms, scale and gates around the reversed chunk form (GRAD-4).
enum FloatGradients {
  /// The cotangents of a problem as arrays, the state's in the layout `kv`; an absent one of `o` is zero.
  static func cotangents(_ p: Problem) -> LoweredOutputs<Float> {
    var ht = p.cotangents[.ht]?.values ?? []
    if p.settings.stateLayout == .vk { ht = FloatLowering.transposed(ht, rows: p.shape.V, columns: p.shape.K) }
    return LoweredOutputs(
      o: p.cotangents[.o]?.values ?? [Float](repeating: 0, count: p[.v].count), ht: ht,
      at: p.cotangents[.at]?.values ?? [])
  }

  /// From the gradient of a lowered problem to those that the problem asks for, each in the shape of its input.
  static func raise(
    _ gradients: LoweredGradients<Float>, _ p: Problem, _ x: Lowered<Float>
  ) -> [GradientName: Tensor] {
    var d = gradients
    FloatGains(p)?.reverse(x, &d)
    let (scale, norm) = (Float(p.scale), FloatNorm(p))
    (d.q, d.k) = (norm.reverse(p[.q].values, d.q.map { scale * $0 }), norm.reverse(p[.k].values, d.k))
    // α = e^g:  dg = α dα.
    d.decay = zip(x.decay, d.decay).map { $0 * $1 }
    return named(d, p)
  }

  /// By the names of the inputs, where queries, keys and log decays have been raised already.
  static func named(_ d: LoweredGradients<Float>, _ p: Problem) -> [GradientName: Tensor] {
    let (s, gains) = (p.shape, p.op.axes.gain.tensors)
    var dg = d.decay
    if p.op.axes.decay == .constant {
      dg = (0..<s.HV).map { head in stride(from: head, to: dg.count, by: s.HV).reduce(0) { $0 + dg[$1] } }
    }
    var values: [GradientName: [Float]] = [
      .dq: d.q, .dk: d.k, .dv: d.v, .dg: dg, .init(of: gains.write): d.gain,
      .dgATK: zip(p.inputs[.gATK]?.values ?? [], d.decayATK).map { Float.exp($0) * $1 }, .dbetaATK: d.gainATK,
      .dlogATKScale: d.centre, .da0: d.a0, .init(of: gains.erase): d.eraseGain, .dlambda: d.lambda, .dshift: d.shift,
      .dh0: p.settings.stateLayout == .kv ? d.h0 : FloatLowering.transposed(d.h0, rows: s.K, columns: s.V),
    ]
    if p.settings.gate != .log { values.merge(FloatGates(p).reverse(dg)) { $1 } }
    return Dictionary(
      uniqueKeysWithValues: p.gradientNames.map { ($0, Tensor(p.expectedShape(of: $0.input), values[$0]!)) })
  }
}

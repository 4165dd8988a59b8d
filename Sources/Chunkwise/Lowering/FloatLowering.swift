import DeltaOperators
import DeltaScalars

/// Norms, scale and gates in float32: what the reference does in its own way (CONV-3, CONV-4).
enum FloatLowering {
  static func lower(_ p: Problem) -> Lowered<Float> {
    let (scale, norm, gains) = (Float(p.scale), FloatNorm(p), p.op.axes.gain.tensors)
    let k = norm.apply(p[.k].values)
    func values(_ name: InputName) -> [Float] { p.inputs[name]?.values ?? [] }
    var lowered = Lowered(
      op: p.op, shape: p.shape, q: norm.apply(queries(p)).map { scale * $0 }, k: k, v: p[.v].values,
      decay: stateDecays(p), gain: FloatGains(p)?.apply(k) ?? values(gains.write), decayATK: decays(p, .gATK),
      gainATK: values(.betaATK), h0: state(p), a0: values(.a0), eraseGain: values(gains.erase),
      lambda: values(.lambda), shift: values(.shift))
    lowered.centre = values(.logATKScale)
    lowered.options = p.settings.options
    // What is done already is not done again.
    if lowered.options.queryShift == .raw { lowered.shift = lowered.shift.map { _ in 0 } }
    if case .conjugateGradient(_, _, let eps) = p.settings.options.gramSolve { lowered.solveEps = Float(eps) }
    if [.reciprocal, .weighted].contains(p.settings.options.factor) {
      // Keys whose square vanishes in float32 count as zero: nothing can be divided by it.
      lowered.zeroKeys = (0..<k.count / p.shape.K).map { row in
        k[row * p.shape.K..<(row + 1) * p.shape.K].reduce(Float(0)) { $0 + $1 * $1 } == 0
      }
      lowered.zeroGains = values(.beta).map { $0 == 0 }
    }
    return lowered
  }

  /// The queries before norm and scale, less their share of the key where that comes first (OP-R).
  private static func queries(_ p: Problem) -> [Float] {
    guard p.settings.options.queryShift == .raw else { return p[.q].values }
    let (k, d, K) = (p[.k].values, p[.shift].values, p.shape.K)
    return p[.q].values.enumerated().map { i, q in q - d[i / K % p.shape.H] * k[i] }
  }

  /// The decays of the state, a constant one repeated for every token.
  private static func stateDecays(_ p: Problem) -> [Float] {
    if p.settings.gate != .log { return FloatGates(p).logDecays.map(Float.exp) }
    let given = decays(p, .g)
    guard p.op.axes.decay == .constant else { return given }
    return [[Float]](repeating: given, count: p.shape.B * p.shape.T).flatMap(\.self)
  }

  private static func decays(_ p: Problem, _ name: InputName) -> [Float] {
    p.inputs[name]?.values.map(Float.exp) ?? []
  }

  /// The initial state in the layout `kv`.
  static func state(_ p: Problem) -> [Float] {
    guard let h0 = p.inputs[.h0] else { return [] }
    return p.settings.stateLayout == .kv ? h0.values : transposed(h0.values, rows: p.shape.V, columns: p.shape.K)
  }

  /// Each rows×columns block transposed.
  static func transposed(_ values: [Float], rows: Int, columns: Int) -> [Float] {
    var result = values
    for block in 0..<values.count / (rows * columns) {
      let base = block * rows * columns
      for r in 0..<rows { for c in 0..<columns { result[base + c * rows + r] = values[base + r * columns + c] } }
    }
    return result
  }
}

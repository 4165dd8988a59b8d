import DeltaOperators
import DeltaScalars

/// Norms, scale and gates in float32: what the reference does in its own way (CONV-3, CONV-4).
enum FloatLowering {
  static func lower(_ p: Problem) -> Lowered<Float> {
    let scale = Float(p.scale)
    let (q, k) = (normalised(p, .q), normalised(p, .k))
    func values(_ name: InputName) -> [Float] { p.inputs[name]?.values ?? [] }
    var lowered = Lowered(
      op: p.op, shape: p.shape, q: q.map { scale * $0 }, k: k, v: p[.v].values, decay: stateDecays(p),
      gain: gains(p, k), decayATK: decays(p, .gATK), gainATK: values(.betaATK),
      h0: state(p), a0: values(.a0), eraseGain: values(.betaErase), lambda: values(.lambda), shift: values(.shift))
    lowered.options = p.settings.options
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

  /// The decays of the state, a constant one repeated for every token.
  private static func stateDecays(_ p: Problem) -> [Float] {
    if p.settings.gate != .log { return FloatGates(p).logDecays.map(Float.exp) }
    let given = decays(p, .g)
    guard p.op.axes.decay == .constant else { return given }
    return [[Float]](repeating: given, count: p.shape.B * p.shape.T).flatMap(\.self)
  }

  /// The gains as far as they do not need the write keys (OP-G).
  private static func gains(_ p: Problem, _ k: [Float]) -> [Float] {
    let (s, beta, gain) = (p.shape, p.inputs[.beta]?.values ?? [], p.op.axes.gain)
    guard gain == .normalised || gain == .exponential else { return beta }
    return (0..<s.B * s.T * s.HV).map { gate in
      let first = (gate / s.HV * s.H + s.keyHead(of: gate % s.HV)) * s.K
      let square = k[first..<first + s.K].reduce(Float(0)) { $0 + $1 * $1 }
      if gain == .normalised { return square == 0 ? 0 : 1 / square }
      let time = beta[gate] * square
      return time == 0 ? beta[gate] : -Float.expm1(-time) / square
    }
  }

  private static func decays(_ p: Problem, _ name: InputName) -> [Float] {
    p.inputs[name]?.values.map(Float.exp) ?? []
  }

  private static func normalised(_ p: Problem, _ name: InputName) -> [Float] {
    var values = p[name].values
    let K = p.shape.K
    guard p.settings.l2norm != .none else { return values }
    for row in 0..<values.count / K {
      let range = row * K..<(row + 1) * K
      let squares = values[range].reduce(Float(0)) { $0 + $1 * $1 }
      let factor =
        p.settings.l2norm == .rsqrtEps ? 1 / (squares + 1e-6).squareRoot() : 1 / max(squares.squareRoot(), 1e-12)
      for i in range { values[i] *= factor }
    }
    return values
  }

  private static func state(_ p: Problem) -> [Float] {
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

/// The squash in float32 (OP-A).
struct FloatSquash: DiagonalMap {
  let logBound: Float
  let eps: Float
  let centres: [Float]

  init(_ p: Problem) {
    (logBound, eps) = (Float(Double.log(p.settings.x)), Float(p.settings.eps))
    centres = p.inputs[.logATKScale]?.values ?? []
  }

  func preconditioner(_ a: Float, head: Int) -> Float {
    let r = Float.log(a + eps) - centres[head]
    return Float.exp(-logBound * (r / (1 + r.magnitude)))
  }
}

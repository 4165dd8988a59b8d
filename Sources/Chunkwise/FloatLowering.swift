import Operators
import Scalars

/// Norms, scale and gates in float32: what the reference does in its own way (CONV-3, CONV-4).
enum FloatLowering {
  static func lower(_ p: Problem) -> Lowered<Float> {
    let scale = Float(p.scale)
    let (q, k) = (normalised(p, .q), normalised(p, .k))
    return Lowered(
      op: p.op, shape: p.shape, q: q.map { scale * $0 }, k: k, v: p[.v].values, decay: decays(p, .g),
      gain: p.inputs[.beta]?.values ?? [], decayATK: decays(p, .gATK), gainATK: p.inputs[.betaATK]?.values ?? [],
      h0: state(p), a0: p.inputs[.a0]?.values ?? [])
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

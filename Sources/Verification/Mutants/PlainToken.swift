import Foundation
import Operators
import Scalars

/// What one token brings to one head, after norms, gates and preconditioner.
struct PlainToken {
  var q: [Float]
  var k: [Float]
  var writeKey: [Float]
  var v: [Float]
  var gain: Float
  /// Log decays a channel; one repeated value for a scalar gate.
  var logDecay: [Float]
}

extension PlainRun {
  /// Reads a token and advances the diagonal state.
  func token(_ sequence: Shape.Sequence, _ t: Int, _ head: Int, _ keyHead: Int, _ diagonal: inout [Float]) -> PlainToken
  {
    let row = sequence.row * s.T + t
    let scale = fault == .scaleIgnored ? 1 / Float(s.K).squareRoot() : Float(p.scale)
    let k = normalised(.k, row, keyHead)
    let value = (row * s.HV + head) * s.V
    return PlainToken(
      q: normalised(.q, row, keyHead).map { scale * $0 }, k: k,
      writeKey: writeKey(k, row, head, keyHead, &diagonal),
      v: Array(p[.v].values[value..<value + s.V]), gain: gain(t, row, head), logDecay: logDecay(sequence, t, row, head))
  }

  private func normalised(_ name: InputName, _ row: Int, _ keyHead: Int) -> [Float] {
    let base = (row * s.H + keyHead) * s.K
    let x = Array(p[name].values[base..<base + s.K])
    let squares = x.reduce(Float(0)) { $0 + $1 * $1 }
    switch p.settings.l2norm {
    case .none: return x
    case .rsqrtEps where fault == .normEpsilonOutside: return x.map { $0 / (squares.squareRoot() + 1e-6) }
    case .rsqrtEps: return x.map { $0 / (squares + 1e-6).squareRoot() }
    case .maxEps: return x.map { $0 / max(squares.squareRoot(), 1e-12) }
    }
  }

  private func gain(_ t: Int, _ row: Int, _ head: Int) -> Float {
    guard let beta = p.inputs[.beta] else { return 1 }
    let source =
      switch fault {
      case .gainByKeyHead: row * s.HV + head / (s.HV / s.H)
      case .gainOfRowZero: t * s.HV + head
      default: row * s.HV + head
      }
    return fault == .gainClamped ? min(beta.values[source], 1) : beta.values[source]
  }

  private func logDecay(_ sequence: Shape.Sequence, _ t: Int, _ row: Int, _ head: Int) -> [Float] {
    guard let g = p.inputs[.g] else { return .init(repeating: 0, count: s.K) }
    let row = fault == .packedGateOffset && s.cuSeqlens != nil ? t - sequence.tokens.lowerBound : row
    let source =
      switch fault {
      case .gateOfHeadZero: row * s.HV
      case .gateByKeyHead: row * s.HV + head / (s.HV / s.H)
      default: row * s.HV + head
      }
    let unit: Float = fault == .decodeInBaseTwo && sequence.tokens.count == 1 ? 0.6931472 : 1
    if p.op.axes.decay == .scalar { return .init(repeating: unit * g.values[source], count: s.K) }
    return (0..<s.K).map { unit * g.values[source * s.K + $0] }
  }

  private func writeKey(_ k: [Float], _ row: Int, _ head: Int, _ keyHead: Int, _ diagonal: inout [Float]) -> [Float] {
    guard p.op.axes.preconditioner == .squashedDiagonal else { return k }
    let source = row * s.H + (fault == .diagonalByValueHead ? head % s.H : keyHead)
    let (decay, gain) = (expf(p[.gATK].values[source]), p[.betaATK].values[source])
    let before = diagonal
    for i in k.indices {
      diagonal[i] = decay * diagonal[i] + gain * k[i] * k[i]
      if fault == .diagonalInFP16 { diagonal[i] = Float(Format.fp16.rounded(Double(diagonal[i]))) }
    }
    let seen = fault == .diagonalBehind ? before : diagonal
    let centre = p[.logATKScale].values[fault == .centreOfHeadZero ? 0 : keyHead]
    return k.indices.map { i in
      let r = logf(seen[i] + Float(p.settings.eps)) - centre
      return k[i] * expf(-logf(Float(p.settings.x)) * r / (1 + abs(r)))
    }
  }
}

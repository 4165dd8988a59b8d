import DeltaOperators
import Foundation

/// What one token brings to one head, after norms, gates and preconditioner.
struct PlainToken {
  var q: [Float]
  var k: [Float]
  var writeKey: [Float]
  var v: [Float]
  /// Gain of the write.
  var gain: Float
  /// Gain of the erase, where it is not that of the write.
  var eraseGain: Float?
  /// What multiplies each channel of the prediction, where a fault says so.
  var predictionGains: [Float]?
  /// Log decays a channel; one repeated value for a scalar or a constant gate.
  var logDecay: [Float]
}

/// A place in a problem: a token of a sequence, seen from a value head and the key head that it reads.
struct PlainPlace {
  let sequence: Shape.Sequence
  let t: Int
  /// Row of `[B·T]` tensors.
  let row: Int
  let head, keyHead: Int
}

extension PlainRun {
  /// Reads a token and advances the preconditioner's state.
  func token(_ at: PlainPlace, _ A: inout [Float]) -> PlainToken {
    let scale = fault == .scaleIgnored ? 1 / Float(s.K).squareRoot() : Float(p.scale)
    let k = normalised(.k, at)
    let value = (at.row * s.HV + at.head) * s.V
    var token = PlainToken(
      q: normalised(.q, at).map { scale * $0 }, k: k, writeKey: k, v: Array(p[.v].values[value..<value + s.V]),
      gain: tensorGain(.beta, at) ?? 1, eraseGain: tensorGain(.betaErase, at), logDecay: logDecay(at))
    applyPreconditioner(&token, at, scale, &A)
    token.gain = step(token)
    if fault == .eraseWithWriteKey { token.k = token.writeKey }
    if p.op.axes.gain == .channel { applyChannelGains(&token, at) }
    if fault == .writeGainOnErase { token.eraseGain = nil }
    return token
  }

  private func normalised(_ name: InputName, _ at: PlainPlace) -> [Float] {
    let base = (at.row * s.H + at.keyHead) * s.K
    let x = Array(p[name].values[base..<base + s.K])
    let squares = x.reduce(Float(0)) { $0 + $1 * $1 }
    switch p.settings.l2norm {
    case .none: return x
    case .rsqrtEps where fault == .normEpsilonOutside: return x.map { $0 / (squares.squareRoot() + 1e-6) }
    case .rsqrtEps: return x.map { $0 / (squares + 1e-6).squareRoot() }
    case .maxEps: return x.map { $0 / max(squares.squareRoot(), 1e-12) }
    }
  }

  private func tensorGain(_ name: InputName, _ at: PlainPlace) -> Float? { channelGains(name, at)?[0] }

  /// The gains of a token and head: one, or one a channel.
  func channelGains(_ name: InputName, _ at: PlainPlace) -> [Float]? {
    guard let tensor = p.inputs[name] else { return nil }
    let source =
      switch fault {
      case .gainByKeyHead: at.row * s.HV + at.head / (s.HV / s.H)
      case .gainOfRowZero: at.t * s.HV + at.head
      default: at.row * s.HV + at.head
      }
    let channels = tensor.shape.dropFirst(3).reduce(1, *)
    let gains = tensor.values[source * channels..<(source + 1) * channels]
    return gains.map { fault == .gainClamped ? min($0, 1) : $0 }
  }

  /// What multiplies the write, from β and the keys.
  private func step(_ x: PlainToken) -> Float {
    let square = x.k.reduce(Float(0)) { $0 + $1 * $1 }
    let isGuarded = fault != .zeroKeyDivided
    switch p.op.axes.gain {
    case .one, .beta, .split, .channel: return x.gain
    case .implicit:
      let overlap = fault == .implicitWithPlainKey ? square : zip(x.k, x.writeKey).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      return x.gain / (1 + x.gain * overlap)
    case .normalised: return square == 0 && isGuarded ? 0 : 1 / square
    case .exponential: return x.gain * square == 0 && isGuarded ? x.gain : -expm1f(-x.gain * square) / square
    }
  }

  func logDecay(_ at: PlainPlace) -> [Float] {
    guard let g = p.inputs[.g] else { return .init(repeating: 0, count: s.K) }
    let isOffset = fault == .packedGateOffset && s.cuSeqlens != nil
    let row = isOffset ? at.t - at.sequence.tokens.lowerBound : at.row
    let head =
      switch fault {
      case .gateOfHeadZero: 0
      case .gateByKeyHead: at.head / (s.HV / s.H)
      default: at.head
      }
    let unit: Float = fault == .decodeInBaseTwo && at.sequence.tokens.count == 1 ? 0.6931472 : 1
    switch p.op.axes.decay {
    case .none: return .init(repeating: 0, count: s.K)
    case .constant: return .init(repeating: unit * g.values[head], count: s.K)
    case .scalar: return .init(repeating: unit * g.values[row * s.HV + head], count: s.K)
    case .channel: return (0..<s.K).map { unit * g.values[(row * s.HV + head) * s.K + $0] }
    }
  }
}

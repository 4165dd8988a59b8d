import CDeltaKernels
import DeltaOperators
import DeltaScalars

/// Norms, scale, gates and gains in float32, by the kernels of a tier (CONV-3, CONV-4, OP-G).
struct FloatSegments<Tier: KernelTier>: SegmentLowering where Tier.Value == Float {
  typealias Value = Float
  let problem: Problem
  let tensors: SegmentTensors<Float>
  private let scale: Float
  private let norm: Int32
  /// Raw gates; nil where log decays are handed over.
  private let gates: FloatGates?
  private let centres: [Float]

  /// Calls `body` with the lowering of a problem.
  static func with<R>(_ p: Problem, _ body: (FloatSegments) -> R) -> R {
    func values(_ name: InputName) -> [Float] { p.inputs[name]?.values ?? [] }
    let gains = p.op.axes.gain.tensors
    return SegmentTensors.with(
      [
        values(.q), values(.k), values(.v), values(.g), values(gains.write), values(gains.erase), values(.gATK),
        values(.betaATK), values(.lambda), values(.shift),
      ]) { body(FloatSegments(p, $0)) }
  }

  private init(_ p: Problem, _ tensors: SegmentTensors<Float>) {
    (problem, self.tensors, scale) = (p, tensors, Float(p.scale))
    norm =
      switch p.settings.l2norm {
      case .none: Int32(dk_norm_none)
      case .rsqrtEps: Int32(dk_norm_rsqrt_eps)
      case .maxEps: Int32(dk_norm_max_eps)
      }
    gates = p.op.axes.decay == .none || p.settings.gate == .log ? nil : FloatGates(p)
    centres = p.inputs[.logATKScale]?.values ?? []
  }

  var op: Operator { problem.op }
  var shape: Shape { problem.shape }

  func lower(_ which: KeyTensor, _ tokens: Range<Int>, _ keyHead: Int, into out: MutableRows<Float>) {
    let x = rows(which == .q ? tensors.q : tensors.k, tokens.lowerBound, heads: shape.H, keyHead, width: shape.K)
    Tier.here.normalise(dk_rows(x), tokens.count, shape.K, norm, which == .q ? scale : 1, dk_mutable_rows(out))
  }

  func raise(
    _ which: KeyTensor, _ tokens: Range<Int>, _ keyHead: Int, _ d: Rows<Float>, into out: MutableRows<Float>
  ) {
    let x = rows(which == .q ? tensors.q : tensors.k, tokens.lowerBound, heads: shape.H, keyHead, width: shape.K)
    Tier.here.reverse_normalise(
      dk_rows(x), tokens.count, shape.K, norm, which == .q ? scale : 1, dk_rows(d), dk_mutable_rows(out))
  }

  /// α = e^g:  dg = α dα.
  func raiseDecays(_ decays: Rows<Float>, _ count: Int, _ width: Int, _ d: MutableRows<Float>) {
    Tier.here.multiply(dk_rows(decays), dk_rows(Rows(d)), count, width, dk_mutable_rows(d))
  }

  func decays(_ tokens: Range<Int>, _ valueHead: Int, into out: MutableRows<Float>) {
    let (width, s, first) = (op.axes.decay.isPerChannel ? shape.K : 1, shape, tokens.lowerBound)
    if let gates {
      for i in 0..<tokens.count {
        for c in 0..<width { out[i][c] = gates.logDecay(((first + i) * s.HV + valueHead) * width + c) }
      }
      return exponential(Rows(out), tokens.count, width, out)
    }
    // One constant for all tokens.
    if op.axes.decay == .constant {
      return exponential(Rows(tensors.decay! + valueHead, 0), tokens.count, 1, out)
    }
    exponential(rows(tensors.decay, first, heads: s.HV, valueHead, width: width), tokens.count, width, out)
  }

  func preconditionerDecays(_ tokens: Range<Int>, _ keyHead: Int, into out: MutableRows<Float>) {
    exponential(rows(tensors.decayATK, tokens.lowerBound, heads: shape.H, keyHead), tokens.count, 1, out)
  }

  private func exponential(_ x: Rows<Float>, _ count: Int, _ width: Int, _ out: MutableRows<Float>) {
    Tier.here.exponential(dk_rows(x), count, width, dk_mutable_rows(out))
  }

  func map(_ keyHead: Int) -> [Float] {
    guard op.axes.preconditioner == .squashedDiagonal else { return [] }
    return [Float(Double.log(problem.settings.x)), Float(problem.settings.eps), centres[keyHead]]
  }

  var gainReadsSquares: Bool { FloatGains(problem) != nil }

  func gain(beta: Float, square: Float) -> Float { FloatGains.gain(op.axes.gain, beta: beta, square: square) }
}

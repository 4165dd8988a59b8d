import DeltaOperators
import DeltaScalars

@testable import DeltaChunkwise

/// A lowered problem over F_p, segment by segment: what is given is copied, and B is the polynomial of ``FieldMap``.
struct FieldSegments<Tier: KernelTier>: SegmentLowering where Tier.Value == PrimeField {
  typealias Value = PrimeField
  let problem: Lowered<PrimeField>
  let tensors: SegmentTensors<PrimeField>
  /// Whether B is that of ``CentredMap``.
  var isCentred = false

  /// The outputs by segments of some tokens, and by some columns of values at a time.
  static func run(
    _ p: Lowered<PrimeField>, chunk: Int, segment: Int, columns: Int? = nil
  ) -> LoweredOutputs<PrimeField> {
    with(p, isCentred: false) {
      SegmentedForm($0, chunk: chunk, segment: segment, columns: columns).run(h0: p.h0, a0: p.a0)
    }
  }

  /// The outputs and gradients.
  static func reverse(
    _ p: Lowered<PrimeField>, _ cotangents: LoweredOutputs<PrimeField>, chunk: Int, segment: Int
  ) -> (outputs: LoweredOutputs<PrimeField>, gradients: LoweredGradients<PrimeField>) {
    with(p, isCentred: true) {
      SegmentedForm($0, chunk: chunk, segment: segment).run(h0: p.h0, a0: p.a0, cotangents: cotangents)
    }
  }

  private static func with<R>(_ p: Lowered<PrimeField>, isCentred: Bool, _ body: (FieldSegments) -> R) -> R {
    SegmentTensors.with([p.q, p.k, p.v, p.decay, p.gain, p.eraseGain, p.decayATK, p.gainATK, p.lambda, p.shift]) {
      body(FieldSegments(problem: p, tensors: $0, isCentred: isCentred))
    }
  }

  var op: Operator { problem.op }
  var shape: Shape { problem.shape }

  private func copy(_ x: Rows<PrimeField>, _ tokens: Range<Int>, _ width: Int, into out: MutableRows<PrimeField>) {
    for i in 0..<tokens.count { for c in 0..<width { out[i][c] = x[i][c] } }
  }

  func lower(_ which: KeyTensor, _ tokens: Range<Int>, _ keyHead: Int, into out: MutableRows<PrimeField>) {
    let x = which == .q ? tensors.q : tensors.k
    copy(
      rows(x, tokens.lowerBound, heads: shape.H, keyHead, width: shape.K), tokens, shape.K, into: out)
  }

  func decays(_ tokens: Range<Int>, _ valueHead: Int, into out: MutableRows<PrimeField>) {
    let width = op.axes.decay.isPerChannel ? shape.K : 1
    copy(
      rows(tensors.decay, tokens.lowerBound, heads: shape.HV, valueHead, width: width), tokens, width, into: out)
  }

  func preconditionerDecays(_ tokens: Range<Int>, _ keyHead: Int, into out: MutableRows<PrimeField>) {
    copy(rows(tensors.decayATK, tokens.lowerBound, heads: shape.H, keyHead), tokens, 1, into: out)
  }

  func map(_ keyHead: Int) -> [PrimeField] {
    isCentred
      ? [.zero, PrimeField(3 + keyHead) + CentredMap().centre(keyHead), .one]
      : [PrimeField(7 * keyHead + 1), PrimeField(3 + keyHead), .one]
  }

  func raise(
    _ which: KeyTensor, _ tokens: Range<Int>, _ keyHead: Int, _ d: Rows<PrimeField>, into out: MutableRows<PrimeField>
  ) { copy(d, tokens, shape.K, into: out) }

  /// Over F_p the gradients of decays are compared.
  func raiseDecays(_ decays: Rows<PrimeField>, _ count: Int, _ width: Int, _ d: MutableRows<PrimeField>) {}

  /// Over F_p the gains are given.
  var gainReadsSquares: Bool { false }
  func gain(beta: PrimeField, square: PrimeField) -> PrimeField { beta }
}

import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

/// OP-gdn2: what Gated DeltaNet-2 becomes when its channels share one gain, exactly and backwards too.
@Suite("OP-gdn2: b = w = β is KDA, and GDN with one decay, over F_p") struct ChannelGains {
  static let shape = Shape(T: 23, H: 2, HV: 6, K: 4, V: 3, cuSeqlens: [0, 9, 9, 10, 23])

  /// KDA or GDN, and Gated DeltaNet-2 with every gain and decay repeated for its channels.
  static func pair(_ op: Operator) -> (one: Lowered<PrimeField>, channels: Lowered<PrimeField>) {
    let (p, s) = (fieldProblem(op, shape, seed: 40), shape)
    func repeated(_ x: [PrimeField], _ count: Int) -> [PrimeField] {
      x.flatMap { [PrimeField](repeating: $0, count: count) }
    }
    return (
      p,
      Lowered(
        op: .gdn2, shape: s, q: p.q, k: p.k, v: p.v,
        decay: op.axes.decay.isPerChannel ? p.decay : repeated(p.decay, s.K), gain: repeated(p.gain, s.V), h0: p.h0,
        eraseGain: repeated(p.gain, s.K))
    )
  }

  static func sums(_ x: [PrimeField], of count: Int) -> [PrimeField] {
    stride(from: 0, to: x.count, by: count).map { x[$0..<$0 + count].reduce(.zero, +) }
  }

  @Test("outputs, in both forms", arguments: FieldEngine.all, [Operator.kda, .gdn])
  func outputs(engine: FieldEngine, op: Operator) {
    let (one, channels) = Self.pair(op)
    let (expected, token) = (recur(one, map: FieldMap()), recur(channels, map: FieldMap()))
    #expect(token.o == expected.o && token.ht == expected.ht)
    for chunk in [1, 4, 16] { #expect(engine.run(channels, chunk).o == expected.o) }
  }

  @Test("gradients: dβ is the sum of db and dw", arguments: [Operator.kda, .gdn]) func gradients(op: Operator) {
    let ((one, channels), s) = (Self.pair(op), Self.shape)
    let cotangents = LoweredOutputs(o: one.v, ht: one.h0, at: [])
    let expected = adjoint(of: one, map: CentredMap(), cotangents: cotangents)
    let found = adjoint(of: channels, map: CentredMap(), cotangents: cotangents)
    for path in [\LoweredGradients<PrimeField>.q, \.k, \.v, \.h0] {
      #expect(found[keyPath: path] == expected[keyPath: path])
    }
    let (dw, db) = (Self.sums(found.gain, of: s.V), Self.sums(found.eraseGain, of: s.K))
    let dbeta = zip(dw, db).map { (w: PrimeField, b: PrimeField) in w + b }
    #expect(dbeta == expected.gain)
    let decay = op == .kda ? found.decay : Self.sums(found.decay, of: s.K)
    #expect(decay == expected.decay)
  }

  @Test("apart, the two gains are felt") func apart() {
    let channels = Self.pair(.kda).channels
    for path in [\Lowered<PrimeField>.gain, \.eraseGain] {
      var p = channels
      p[keyPath: path][7] += .one
      #expect(recur(p, map: FieldMap()).o != recur(channels, map: FieldMap()).o)
    }
  }
}

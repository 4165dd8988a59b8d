import DeltaExactScalars
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

/// GRAD-4 and GRAD-5: gradients of whole problems, through normalisation, scale, gates and the squash.
@Suite struct AdjointProblems {
  static func problem(
    _ op: Operator, _ norm: L2Norm, _ layout: StateLayout, _ gate: GateForm = .log, seed: UInt64
  ) -> Problem {
    var p = Structure.random(
      op, Shape(T: 5, H: 1, HV: 2, K: 3, V: 2, cuSeqlens: [0, 1, 1, 5]), Settings(gate: gate, lowerBound: -2.5),
      seed: seed)
    (p.settings.l2norm, p.settings.stateLayout, p.settings.scale) = (norm, layout, 0.75)
    // Structure.random fills states for the default layout; every shape is asked for again in this one.
    p.inputs[.h0] = Tensor(p.expectedShape(of: .h0), p[.h0].values)
    var generator = SplitMix64(seed: seed &+ 100)
    for name in CotangentName.allCases where p.outputNames.contains(name.output) {
      let extents = p.expectedShape(of: name.output)
      p.cotangents[name] = Tensor(
        extents, (0..<extents.reduce(1, *)).map { _ in Float(generator.nextSigned()) })
    }
    return p
  }

  /// The derivative of the paired outputs along a direction in one input, in forward mode, written from CONV-3 and CONV-4.
  static func derivative<S: AnalyticScalar>(_ p: Problem, _ input: InputName, along direction: [Float], _: S.Type) -> S
  {
    var exact = Exact<Dual<S>>()
    func dual(_ name: InputName) -> [Dual<S>] {
      let values = p.inputs[name]?.values ?? []
      return values.indices.map {
        Dual(S(Double(values[$0])), derivative: name == input ? S(Double(direction[$0])) : .zero)
      }
    }
    let (K, V, vk, gains) = (p.shape.K, p.shape.V, p.settings.stateLayout == .vk, p.op.axes.gain.tensors)
    let q = normalised(dual(.q), K: K, p.settings.l2norm, &exact)
    var lifted = Lowered(
      op: p.op, shape: p.shape, q: q.map { Dual(p.scale) * $0 },
      k: normalised(dual(.k), K: K, p.settings.l2norm, &exact), v: dual(.v),
      decay: decays(p, dual(.g), dual(.aLog), dual(.dtBias)),
      gain: dual(gains.write), decayATK: dual(.gATK).map(Dual.exp), gainATK: dual(.betaATK),
      h0: vk ? transposedStates(dual(.h0), rows: V, columns: K) : dual(.h0), a0: dual(.a0),
      eraseGain: dual(gains.erase), lambda: dual(.lambda), shift: dual(.shift))
    if p.op.axes.decay == .constant {
      lifted.decay = Array(repeatElement(lifted.decay, count: p.shape.B * p.shape.T).joined())
    }
    // OP-G: the gains of a key that is not zero.
    let squares = stride(from: 0, to: lifted.k.count, by: K).flatMap { first in
      let square = lifted.k[first..<first + K].reduce(Dual<S>.zero) { $0 + $1 * $1 }
      return [Dual<S>](repeating: square, count: p.shape.group)
    }
    if p.op.axes.gain == .normalised { lifted.gain = squares.map { .one / $0 } }
    if p.op.axes.gain == .exponential {
      lifted.gain = zip(lifted.gain, squares).map { (.one - .exp(-($0 * $1))) / $1 }
    }
    let squash = Squash(x: Dual<S>(p.settings.x), eps: Dual(p.settings.eps), centres: dual(.logATKScale))
    let out = Reference.named(recur(lifted, map: squash), p)
    return p.cotangents.reduce(S.zero) { sum, cotangent in
      sum + pairing(cotangent.value.values.map { S(Double($0)) }, out[cotangent.key.output]!.map(\.derivative))
    }
  }

  /// CONV-4 as it is written, of any scalar.
  static func decays<S: AnalyticScalar>(_ p: Problem, _ x: [S], _ a: [S], _ b: [S]) -> [S] {
    let perHead = b.isEmpty ? 1 : b.count / p.shape.HV
    return x.indices.map { i in
      guard p.settings.gate != .log else { return S.exp(x[i]) }
      let (y, rate) = (x[i] + b[i % b.count], S.exp(a[i / perHead % p.shape.HV]))
      return p.settings.gate == .softplus
        ? S.exp(-(rate * S.log(.one + S.exp(y)))) : S.exp(S(p.settings.lowerBound) / (.one + S.exp(-(rate * y))))
    }
  }

  static let gated = Operator.all.filter { $0.axes.decay == .scalar || $0.axes.decay == .channel }

  @Test(
    "GRAD-13: the gradients of raw gates, rates and biases enclose the derivative", arguments: gated,
    [GateForm.softplus, .lowerBound])
  func raw(op: Operator, gate: GateForm) throws {
    let p = Self.problem(op, .rsqrtEps, .kv, gate, seed: 37)
    try p.validate()
    var exact = Exact<Ball>()
    let gradients = gradients(of: p, in: Ball.self, rounding: &exact)
    #expect(gradients.keys.sorted() == p.gradientNames)
    var generator = SplitMix64(seed: 38)
    for name in [GradientName.dg, .daLog, .ddtBias, .dk] {
      let gradient = try #require(gradients[name])
      let direction = gradient.map { _ in Float(generator.nextSigned()) }
      let derivative = Self.derivative(p, name.input, along: direction, Ball.self)
      let found = pairing(gradient, direction.map { Ball(Double($0)) })
      #expect(Ball.abs(found - derivative).isAtMost(Ball(1e-25, precision: 53)) == .yes, "\(op) \(name): \(found)")
      // A wrong sign would be far outside.
      #expect(Ball.abs(found + derivative).isAtMost(Ball(1e-25, precision: 53)) == .no, "\(op) \(name): \(found)")
    }
  }

  @Test(
    "GRAD-13, GRAD-5: saturated raw gates leave every gradient finite, and a decay of 0 has none",
    arguments: [GateForm.softplus, .lowerBound], ["gdn", "kda"])
  func saturated(gate: GateForm, name: String) throws {
    var p = Self.problem(try .named(name), .rsqrtEps, .kv, gate, seed: 39)
    for i in p[.g].values.indices { p[.g].values[i] = [1e4, -1e4, 0, 3e38, -3e38][i % 5] }
    try p.validate()
    let (gradients, decays) = (Reference.gradients(p), lower(p, to: Double.self).decay)
    for (name, values) in gradients {
      let finite = values.allSatisfy { $0.isFinite }
      #expect(finite, "\(name)")
    }
    // Where x is far out on either side the gate is flat.
    for i in decays.indices where i % 5 != 2 { #expect(gradients[.dg]![i] == 0, "\(i)") }
    #expect(decays.contains(0) == (gate == .softplus) && gradients[.dg]!.contains { $0 != 0 })
  }

  @Test(
    "GRAD-4: the gradient of every tensor encloses the derivative", arguments: Operator.all, L2Norm.allCases)
  func enclosed(op: Operator, norm: L2Norm) throws {
    let p = Self.problem(op, norm, norm == .none ? .vk : .kv, seed: 31)
    try p.validate()
    var exact = Exact<Ball>()
    let gradients = gradients(of: p, in: Ball.self, rounding: &exact)
    #expect(gradients.keys.sorted() == p.gradientNames)
    var generator = SplitMix64(seed: 32)
    for (name, gradient) in gradients {
      var direction = gradient.map { _ in Float(generator.nextSigned()) }
      if name == .da0, op.axes.preconditioner.state.isGram { direction = mirrored(direction, p.shape.K) }
      let derivative = Self.derivative(p, name.input, along: direction, Ball.self)
      let difference = pairing(gradient, direction.map { Ball(Double($0)) }) - derivative
      // Both enclose: they agree within 10⁻²⁵, at 128 bits.
      #expect(Ball.abs(difference).isAtMost(Ball(1e-25, precision: 53)) == .yes, "\(op) \(name): \(difference)")
    }
  }

  @Test(
    "GRAD-4: doubles stay within 10⁻¹¹ of the enclosed gradients", arguments: Operator.all, L2Norm.allCases)
  func doubles(op: Operator, norm: L2Norm) {
    let p = Self.problem(op, norm, .kv, seed: 33)
    var exact = Exact<Ball>()
    let enclosed = gradients(of: p, in: Ball.self, rounding: &exact)
    // 2⁻⁵³ times some 10³ operations on values of order one and a slope of the squash of up to 10² in these problems.
    for (name, values) in Reference.gradients(p) {
      for (value, ball) in zip(values, enclosed[name]!) {
        #expect(ball.agrees(with: Ball(value), within: 1e-11) == .yes, "\(op) \(name): \(value), \(ball)")
      }
    }
  }

  @Test(
    "GRAD-5: a gate of −∞ and keys of zero leave every gradient finite, and dg exactly 0", arguments: L2Norm.allCases)
  func degenerate(norm: L2Norm) throws {
    for op in Operator.all where op.axes.decay != .none {
      var p = Self.problem(op, norm, .kv, seed: 34)
      for name in [InputName.g, .gATK] where p.inputs[name] != nil {
        p[name] = Tensor(p[name].shape, repeating: -.infinity)
      }
      for i in 6..<12 { p.inputs[.k]!.values[i] = 0 }
      for i in 0..<3 { p.inputs[.q]!.values[i] = 0 }
      p.inputs[.a0] = p.inputs[.a0].map { Tensor($0.shape, repeating: 0) }
      try p.validate()
      let gradients = Reference.gradients(p)
      for (name, values) in gradients {
        let finite = values.allSatisfy { $0.isFinite }
        #expect(finite, "\(op) \(name)")
      }
      for name in [GradientName.dg, .dgATK] {
        let nonzero = gradients[name, default: []].filter { $0 != 0 }
        #expect(nonzero.isEmpty, "\(op) \(name)")
      }
      // dk of a zero key is not zero: it is what would be written if the key were not.
      let written = gradients[.dk]![6..<12].filter { $0 != 0 }
      #expect(!written.isEmpty, "\(op)")
    }
  }

  @Test(
    "GRAD-11: keys of zero and gains of zero leave the gradients of gains that divide by ‖k‖² finite",
    arguments: ["nlms", "efla"], L2Norm.allCases)
  func zeroKeys(name: String, norm: L2Norm) throws {
    var p = Self.problem(try .named(name), norm, .kv, seed: 36)
    for i in 6..<12 { p.inputs[.k]!.values[i] = 0 }
    for i in p.inputs[.beta]?.values.indices ?? 0..<0 where i % 3 == 0 { p.inputs[.beta]!.values[i] = 0 }
    let gradients = Reference.gradients(p)
    for (name, values) in gradients {
      let finite = values.allSatisfy { $0.isFinite }
      #expect(finite, "\(name)")
    }
    // NLMS writes nothing for a zero key, and near it nothing that is continuous: its derivative there is taken as 0.
    let written = gradients[.dk]![6..<12].filter { $0 != 0 }
    #expect(written.isEmpty == (name == "nlms"))
  }

  @Test("GRAD-1: an absent cotangent is a zero one", arguments: [CotangentName.o, .ht, .at])
  func absent(name: CotangentName) throws {
    var (absent, zero) = (Self.problem(.pkda, .rsqrtEps, .kv, seed: 35), Problem?.none)
    zero = absent
    zero!.cotangents[name] = Tensor(absent.expectedShape(of: name.output), repeating: 0)
    absent.cotangents[name] = nil
    #expect(Reference.gradients(absent) == Reference.gradients(zero!))
  }
}

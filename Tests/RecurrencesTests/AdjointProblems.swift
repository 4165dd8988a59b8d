import ExactScalars
import Operators
import Scalars
import Testing

@testable import Recurrences

/// GRAD-4 and GRAD-5: gradients of whole problems, through normalisation, scale, gates and the squash.
@Suite struct AdjointProblems {
  static func problem(_ op: Operator, _ norm: L2Norm, _ layout: StateLayout, seed: UInt64) -> Problem {
    var p = Structure.random(op, Shape(T: 5, H: 1, HV: 2, K: 3, V: 2, cuSeqlens: [0, 1, 1, 5]), seed: seed)
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
    let (K, V, vk) = (p.shape.K, p.shape.V, p.settings.stateLayout == .vk)
    let q = normalised(dual(.q), K: K, p.settings.l2norm, &exact)
    var lifted = Lowered(
      op: p.op, shape: p.shape, q: q.map { Dual(p.scale) * $0 },
      k: normalised(dual(.k), K: K, p.settings.l2norm, &exact), v: dual(.v), decay: dual(.g).map(Dual.exp),
      gain: dual(.beta), decayATK: dual(.gATK).map(Dual.exp), gainATK: dual(.betaATK),
      h0: vk ? transposedStates(dual(.h0), rows: V, columns: K) : dual(.h0), a0: dual(.a0),
      eraseGain: dual(.betaErase), lambda: dual(.lambda), shift: dual(.shift))
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
      if name == .da0, op.axes.preconditioner.curvature.isGram { direction = mirrored(direction, p.shape.K) }
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
    var (absent, zero) = (try Self.problem(.named("pkda"), .rsqrtEps, .kv, seed: 35), Problem?.none)
    zero = absent
    zero!.cotangents[name] = Tensor(absent.expectedShape(of: name.output), repeating: 0)
    absent.cotangents[name] = nil
    #expect(Reference.gradients(absent) == Reference.gradients(zero!))
  }
}

import DeltaInputs
import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

/// What the token form must do with heads, rows and sequences, on data where every element differs.
@Suite struct Structure {
  static func random(_ op: Operator, _ shape: Shape, _ settings: Settings = Settings(), seed: UInt64) -> Problem {
    var generator = SplitMix64(seed: seed)
    var p = Problem(op, shape, settings, inputs: [:])
    for name in p.requiredInputs + p.optionalInputs {
      let expected = p.expectedShape(of: name)
      p.inputs[name] = Tensor(
        expected,
        (0..<expected.reduce(1, *)).map { _ in
          let x = Float(generator.nextSigned())
          return switch name {
          case .g, .gATK: -x.magnitude
          case .beta, .betaErase, .betaATK, .a0, .b, .w: x.magnitude
          case .lambda: max(x.magnitude, 0.25)
          default: x
          }
        })
      if name == .a0 && op.axes.preconditioner.state.isGram { p[.a0] = p[.a0].dominantGrams() }
    }
    return p
  }

  @Test("CONV-1: packed sequences, one of them empty, equal each alone", arguments: Operator.all)
  func packed(op: Operator) throws {
    let cu = [0, 3, 3, 4]
    let p = Self.random(op, Shape(T: 4, H: 2, HV: 4, K: 3, V: 2, cuSeqlens: cu), seed: 1)
    try p.validate()
    let whole = Reference.evaluate(p)
    for n in 0..<3 where cu[n + 1] > cu[n] {
      var alone = Problem(op, Shape(T: cu[n + 1] - cu[n], H: 2, HV: 4, K: 3, V: 2), p.settings, inputs: [:])
      for (name, tensor) in p.inputs {
        let width = tensor.count / (tensor.shape[0] == 1 ? 4 : 3)
        switch name {
        case .h0, .a0:
          alone.inputs[name] = Tensor([1] + tensor.shape[1...], Array(tensor.values[n * width..<(n + 1) * width]))
        case _ where !p.hasTokens(name): alone.inputs[name] = tensor
        default:
          alone.inputs[name] = Tensor(
            [1, cu[n + 1] - cu[n]] + tensor.shape[2...], Array(tensor.values[cu[n] * width..<cu[n + 1] * width]))
        }
      }
      let out = Reference.evaluate(alone)
      #expect(out[.o]! == Array(whole[.o]![cu[n] * 8..<cu[n + 1] * 8]))
      #expect(out[.ht]! == Array(whole[.ht]![n * 24..<(n + 1) * 24]))
    }
    // The empty sequence ends where it began.
    #expect(whole[.ht]![24..<48].map(Float.init) == Array(p[.h0].values[24..<48]))
  }

  @Test("CONV-1: value head j reads key head ⌊j/n⌋", arguments: [1, 2, 3])
  func grouping(group: Int) throws {
    let p = Self.random(.pgdn, Shape(T: 5, H: 2, HV: 2 * group, K: 3, V: 2), seed: 2)
    var repeated = Problem(p.op, Shape(T: 5, H: 2 * group, K: 3, V: 2), p.settings, inputs: p.inputs)
    for name in [InputName.q, .k, .gATK, .betaATK, .logATKScale, .a0] {
      let tensor = p[name]
      let axis = [.logATKScale: 0, .a0: 1][name] ?? 2
      let inner = tensor.shape[(axis + 1)...].reduce(1, *)
      let blocks = stride(from: 0, to: tensor.count, by: inner).map { Array(tensor.values[$0..<$0 + inner]) }
      repeated.inputs[name] = Tensor(
        repeated.expectedShape(of: name), blocks.flatMap { block in (0..<group).flatMap { _ in block } })
    }
    try repeated.validate()
    #expect(Reference.evaluate(p)[.o]! == Reference.evaluate(repeated)[.o]!)
  }

  @Test("CONV-1: a transposed state in comes back transposed") func layout() throws {
    let p = Self.random(.pkda, Shape(T: 3, H: 1, K: 3, V: 2), seed: 3)
    var q = p
    q.settings.stateLayout = .vk
    q.inputs[.h0] = Tensor([1, 1, 2, 3], (0..<6).map { (i: Int) -> Float in p[.h0].values[i % 3 * 2 + i / 3] })
    let (a, b) = (Reference.evaluate(p)[.ht]!, Reference.evaluate(q)[.ht]!)
    let expected = (0..<6).map { (i: Int) -> Double in a[i % 3 * 2 + i / 3] }
    #expect(b == expected)
  }
}

import DeltaOperators
import DeltaScalars

extension Problem {
  /// A problem of random numbers in ordinary ranges: decays near one, gains between 0 and 1, no initial state.
  static func random(_ op: Operator, _ shape: Shape, seed: UInt64) -> Problem {
    var generator = SplitMix64(seed: seed)
    var problem = Problem(op, shape, inputs: [:])
    for name in problem.requiredInputs {
      let expected = problem.expectedShape(of: name)
      problem.inputs[name] = Tensor(
        expected,
        (0..<expected.reduce(1, *)).map { _ in
          let x = Float(generator.nextSigned())
          return switch name {
          case .g, .gATK: -x.magnitude / 8
          case .beta, .betaErase, .betaATK, .b, .w: x.magnitude
          case .lambda: max(x.magnitude, 0.25)
          case .logATKScale: -0.2
          default: x
          }
        })
    }
    return problem
  }

  /// Its first key head and first tokens: what the outputs of that head depend on until then, and on nothing else.
  func beginning(tokens: Int) -> Problem {
    gathering(.keyHead, [0]).selecting(tokens: Array(0..<min(tokens, shape.T)))
  }
}

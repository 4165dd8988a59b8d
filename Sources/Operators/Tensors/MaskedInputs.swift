extension Operator {
  /// The inputs whose entries are zero at a masked token, so that it leaves every state as it was (REL-7).
  ///
  /// They are the token's log gates and gains; a raw gate is never exactly zero. Nil where no token can: a constant
  /// decay does not stop. Without a gain to set to zero, a write of zero is a value of zero, and, where the state's
  /// prediction is erased or the key enters a Gram matrix, a key of zero.
  public var maskedInputs: [InputName]? {
    guard axes.decay != .constant else { return nil }
    let problem = Problem(self, Shape(T: 1, K: 1, V: 1), inputs: [:])
    let gates = problem.requiredInputs.filter { name in
      problem.hasTokens(name) && [.logGate, .gain, .nonNegative].contains(problem.domain(of: name))
    }
    return axes.has(.gainTensor) ? gates : gates + [axes.solve.erases ? .k : .v]
  }
}

import DeltaOperators

extension Answers {
  /// The final states that a request was answered with, as the initial ones of what follows it.
  ///
  /// - Throws: ``Unanswered`` where a state is absent or not finite.
  func statesToResume(_ head: Request) throws(Unanswered) -> [InputName: Tensor] {
    let problem = head.problem
    var states: [InputName: Tensor] = [:]
    for (output, input) in [(OutputName.ht, InputName.h0), (.at, .a0)] where problem.outputNames.contains(output) {
      let values = try values(head, .output(output)).map(Float.init)
      guard values.allSatisfy(\.isFinite) else {
        throw Unanswered(reason: "the state to carry on is not finite (WELL-2)")
      }
      let state = Tensor(problem.expectedShape(of: output), values)
      states[input] = input == .a0 ? problem.legalPreconditionerState(state) : state
    }
    return states
  }
}

extension Problem {
  /// The same problem from other initial states.
  func resuming(_ states: [InputName: Tensor]) -> Problem {
    var problem = self
    problem.inputs.merge(states) { $1 }
    return problem
  }

  /// A negative A, or a Gram matrix that is not quite symmetric, is reported by PAR-3; here it would be no legal input.
  fileprivate func legalPreconditionerState(_ state: Tensor) -> Tensor {
    guard op.axes.preconditioner.state.isGram else { return Tensor(state.shape, state.values.map { max($0, 0) }) }
    let mirrored = state.transposingLastAxes()
    return Tensor(state.shape, zip(state.values, mirrored.values).map { $0 / 2 + $1 / 2 })
  }
}

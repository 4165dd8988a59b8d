import DeltaOperators

extension Problem {
  /// The same problem with the final states of an answered request as its initial ones.
  ///
  /// - Throws: ``Unanswered`` where a state is absent or not finite.
  func carrying(from head: Request, _ answers: Answers) throws(Unanswered) -> Problem {
    var rest = self
    for (output, input) in [(OutputName.ht, InputName.h0), (.at, .a0)] where outputNames.contains(output) {
      let carried = try answers.values(head, output).map(Float.init)
      guard carried.allSatisfy(\.isFinite) else {
        throw Unanswered(reason: "the state to carry on is not finite (WELL-2)", unsupported: false)
      }
      let state = Tensor(head.problem.expectedShape(of: output), carried)
      rest.inputs[input] = input == .a0 ? legalCurvature(state) : state
    }
    return rest
  }

  /// A negative A, or a Gram matrix that is not quite symmetric, is reported by PAR-3; here it would be no legal input.
  private func legalCurvature(_ state: Tensor) -> Tensor {
    guard op.axes.preconditioner.curvature.isGram else { return Tensor(state.shape, state.values.map { max($0, 0) }) }
    let mirrored = state.transposingLastAxes()
    return Tensor(state.shape, zip(state.values, mirrored.values).map { $0 / 2 + $1 / 2 })
  }
}

import DeltaOperators

/// REL-8: a gated operator with all log gates zero is the ungated operator.
struct ZeroGate: Property {
  let name = "zero-gate"
  let clause = "REL-8"
  let summary = "with g = 0 a gated operator equals the ungated one"

  func outOfDomain(_ op: Operator) -> String? {
    if op.axes.decay == .none { return "the operator has no gate" }
    return op.ungated == nil ? "no operator is this one without its gate" : nil
  }

  func outOfDomain(_ problem: Problem) -> String? {
    problem.settings.gate != .log ? "no raw gate is a decay of exactly 1" : nil
  }

  /// All log gates zero.
  private func gateZero(_ problem: Problem) -> Problem {
    var problem = problem
    problem.inputs[.g] = Tensor(problem[.g].shape, repeating: 0)
    // Comba without its own treatment of erase and query.
    if problem.inputs[.betaErase] != nil { problem[.betaErase] = problem[.beta] }
    if let shift = problem.inputs[.shift] { problem[.shift] = Tensor(shift.shape, repeating: 0) }
    // Gated DeltaNet-2 with one gain for all channels of both sides.
    if problem.op.axes.has(.channelGain) {
      let gains = firstChannels(problem[.w])
      for name in [InputName.b, .w] {
        let (shape, width) = (problem[name].shape, problem[name].shape[3])
        problem[name] = Tensor(shape, gains.values.flatMap { [Float](repeating: $0, count: width) })
      }
    }
    return problem
  }

  /// The first of the channels on the last axis.
  private func firstChannels(_ tensor: Tensor) -> Tensor {
    let width = tensor.shape[3]
    return Tensor(
      tensor.shape.dropLast(), stride(from: 0, to: tensor.count, by: width).map { tensor.values[$0] })
  }

  /// The operator that has no gate.
  private func ungated(_ problem: Problem) -> Problem {
    var problem = problem
    if problem.op.axes.has(.channelGain) { problem.inputs[.beta] = firstChannels(problem[.w]) }
    problem.op = problem.op.ungated!
    // A share of nothing is none, taken before or after the norm.
    if !problem.op.axes.has(.shift) { problem.settings.options.queryShift = .normalised }
    let known = problem.requiredInputs + problem.optionalInputs
    problem.inputs = problem.inputs.filter { known.contains($0.key) }
    return problem
  }

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    inquiry.ask("gate-zero", gateZero(base.problem))
    inquiry.ask("ungated", ungated(base.problem))
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (gateZero, ungated) = (try inquiry.request("gate-zero"), try inquiry.request("ungated"))
    var equations: [Equation] = []
    for name in inquiry.base.problem.tensors(of: .outputs) {
      equations.append(
        Equation(
          request: gateZero, tensor: name, found: try answers.values(gateZero, name),
          expected: try answers.values(ungated, name), bound: doubled(oracle.expectation(gateZero).bound[name]!)))
    }
    return .worst(of: equations, saying: "g = 0 against \(ungated.problem.op)")
  }
}

import DeltaOperators

/// GRAD-5: log-decay gradients that are exactly zero.
///
/// At a gate of −∞, and at the first token of a zero state of which only the outputs are differentiated. Of a form whose sums
/// cancel there, what its rounding leaves is allowed.
struct GradientZeros: Property {
  let name = "gradient-zeros"
  let clause = "GRAD-5"
  let stage = Stage.bits
  let summary = "dg is exactly 0 at g = −∞, and at a first token that decays nothing"
  let judgesGradients = true

  func outOfDomain(_ problem: Problem) -> String? {
    if gates(problem).isEmpty { return "there is no gate for each token" }
    return problem.shape.T == 0 ? "there is no token" : nil
  }

  /// The gradients of gates that belong to a token.
  func gates(_ problem: Problem) -> [GradientName] {
    [.dg, .dgATK].filter { problem.gradientNames.contains($0) && problem.hasTokens($0.input) }
  }

  /// Asks for the base without states, of which only o is differentiated.
  func plan(_ base: Request) -> Inquiry {
    var problem = base.problem
    (problem.inputs[.h0], problem.inputs[.a0]) = (nil, nil)
    problem.cotangents = problem.cotangents.filter { $0.key == .o }
    var inquiry = Inquiry(base)
    inquiry.ask("fresh", problem)
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, fresh) = (inquiry.base, try inquiry.request("fresh"))
    let isFirst = firstTokens(base.problem.shape)
    var judgement = Judgement(holds: true)
    judgement.compared = 0
    for gradient in gates(base.problem) {
      let name = ResponseTensor.gradient(gradient)
      let width = base.problem.expectedShape(of: name)[2...].reduce(1, *)
      let gates = base.problem[gradient.input].values
      let places: [(request: Request, why: String, isZero: (Int) -> Bool)] = [
        (base, "g = −∞", { gates[$0] == -.infinity }), (fresh, "first token", { isFirst[$0 / width] }),
      ]
      for (request, why, isZero) in places {
        let values = try answers.values(request, name)
        let zeros = values.indices.filter(isZero)
        judgement.compared! += zeros.count
        let isSummed = oracle.tolerance.profile.gateGradients.isSummed
        let bound = isSummed ? oracle.expectation(request, of: .gradients).bound[name] : nil
        guard let bad = zeros.first(where: { !(values[$0].magnitude <= bound?[$0] ?? 0) }) else { continue }
        return Judgement(
          holds: false, location: base.problem.location(of: bad, in: name, request: request.id),
          reason: "'\(name.name)' is \(inWords(values[bad])) where it is exactly 0 (\(why))")
      }
    }
    return judgement
  }

  /// Whether each token of each row is the first of a sequence.
  private func firstTokens(_ shape: Shape) -> [Bool] {
    var isFirst = [Bool](repeating: false, count: shape.B * shape.T)
    for sequence in shape.sequences where !sequence.tokens.isEmpty {
      isFirst[sequence.row * shape.T + sequence.tokens.lowerBound] = true
    }
    return isFirst
  }
}

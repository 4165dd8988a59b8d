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
    let first = Set(base.problem.shape.sequences.filter { !$0.tokens.isEmpty }.map { [$0.row, $0.tokens.lowerBound] })
    var judgement = Judgement(holds: true)
    judgement.compared = 0
    for gradient in gates(base.problem) {
      let name = ResponseTensor.gradient(gradient)
      let shape = base.problem.expectedShape(of: name)
      let (width, T) = (shape[2...].reduce(1, *), base.problem.shape.T)
      let (atInfinity, atFirst) = (try answers.values(base, name), try answers.values(fresh, name))
      let gates = base.problem[gradient.input].values
      let isSummed = oracle.tolerance.profile.gateGradients == .cumulative
      let bounds = [base, fresh].map { isSummed ? oracle.expectation($0, of: .gradients).bound[name] : nil }
      for i in atInfinity.indices {
        let isFirst = first.contains([i / width / T, i / width % T])
        for (request, value, bound, zero, why) in [
          (base, atInfinity[i], bounds[0]?[i], gates[i] == -.infinity, "g = −∞"),
          (fresh, atFirst[i], bounds[1]?[i], isFirst, "first token"),
        ] where zero {
          judgement.compared! += 1
          if value.magnitude <= bound ?? 0 { continue }
          return Judgement(
            holds: false, location: base.problem.location(of: i, in: name, request: request.id),
            reason: "'\(name.name)' is \(inWords(value)) where it is exactly 0 (\(why))")
        }
      }
    }
    return judgement
  }
}

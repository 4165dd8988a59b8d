import DeltaOperators
import DeltaScalars

/// Judges properties on the answers to one base request.
struct RequestJudge {
  let answers: Answers
  let oracle: Oracle
  /// Bounds of fewer samples, tried first; none where exact ratios are wanted.
  let drafts: [Oracle]
  /// What explains a wrong answer; nil where nobody wants to know.
  var diagnoses: Diagnoses?

  /// The verdict is the same with a draft as without: bounds are monotone in the spread, and only what holds is final.
  func result(_ property: any Property, _ inquiry: Inquiry) -> Finding.Result {
    let judged = comparisons(property, inquiry)
    guard case .judged(let judgement) = judged, judgement.holds, property.isRelation,
      let broken = brokenAnswer(property, inquiry)
    else { return judged }
    return .judged(broken)
  }

  /// What no comparison looked at: a number in the answer to a derived request that is none, where the reference has one (WELL-2).
  private func brokenAnswer(_ property: any Property, _ inquiry: Inquiry) -> Judgement? {
    for request in inquiry.asked where !request.isSpoiled {
      guard case .ok(let outputs) = answers[request] else { continue }
      for part in ResponsePart.allCases where part == .outputs || property.judgesGradients {
        for name in request.problem.tensors(of: part) {
          guard let values = outputs.tensor(name)?.values,
            values.count == request.problem.expectedShape(of: name).reduce(1, *),
            let bad = values.firstIndex(where: { !$0.isFinite })
          else { continue }
          let expected = oracle.expectation(request, of: part)
          guard expected.reference[name]![bad].isFinite, expected.bound[name]![bad].isFinite,
            oracle.alternatives.excess(request, oracle.tolerance) == nil
          else { continue }
          return Judgement(
            holds: false, location: request.problem.location(of: bad, in: name, request: request.id),
            reason:
              "'\(name.name)' of the derived request \(request.id) holds \(inWords(Double(values[bad]))), which nothing "
              + "else compares; answers may depend on what was asked before")
        }
      }
    }
    return nil
  }

  private func comparisons(_ property: any Property, _ inquiry: Inquiry) -> Finding.Result {
    if let drafted = drafted(property, inquiry) { return Finding.result(drafted) }
    do {
      let settled = settled(try property.judge(inquiry, answers, oracle), property, inquiry)
      guard case .judged(var judgement) = settled, !judgement.holds else { return settled }
      explain(&judgement, property, inquiry)
      return .judged(judgement)
    } catch {
      return unanswered(error, inquiry)
    }
  }

  /// The judgement by the first draft under which a property holds; nil where there is none.
  private func drafted(_ property: any Property, _ inquiry: Inquiry) -> Judgement? {
    for draft in drafts {
      guard var judged = try? property.judge(inquiry, answers, draft) else { return nil }
      guard judged.holds, judged.undecided == nil else { continue }
      judged.isCeiling = judged.worstRatio != nil && judged.worstRatio != 0
      return judged
    }
    return nil
  }

  /// Whether a property holds for the declared form or another legal one.
  func holds(_ property: any Property, _ inquiry: Inquiry) -> Bool {
    if drafted(property, inquiry) != nil { return true }
    guard let judged = try? property.judge(inquiry, answers, oracle),
      case .judged(let settled) = settled(judged, property, inquiry)
    else { return false }
    return settled.holds
  }

  /// Adds what the format of a number says, where it explains a violation.
  private func explain(_ judgement: inout Judgement, _ property: any Property, _ inquiry: Inquiry) {
    guard property.stage == .values || property.stage == .relations, let place = judgement.location,
      let request = ([inquiry.base] + inquiry.requests).first(where: { $0.id == place.request })
    else { return }
    let part: ResponsePart = property.judgesGradients ? .gradients : .outputs
    var remarks: [String] = []
    let tensor = request.problem.tensors(of: part).first { $0.name == place.tensor }
    if let tensor, let found = try? answers.values(request, tensor) {
      let expectation = oracle.expectation(request, of: part)
      let expected = expectation.reference[tensor]!
      let isToldAlready =
        ShortFormat.found(in: found, expected: expected, spread: expectation.spread[tensor]!, oracle.tolerance) != nil
      if !isToldAlready, let remark = Narrowing.grid(of: found, expected: expected) { remarks.append(remark) }
    }
    if request.needsFloat32, let remark = Narrowing.diagnosis(of: request, part, answers, oracle) {
      remarks.append(remark)
    }
    if property.stage == .values { judgement.explanations = diagnoses?.explaining(inquiry.base, property, self) }
    if !remarks.isEmpty { judgement.reason = ([judgement.reason].compactMap(\.self) + remarks).joined(separator: "; ") }
  }
}

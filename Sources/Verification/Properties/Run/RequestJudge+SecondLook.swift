import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Foundation

/// What does not hold is looked at again before it is called wrong (PAR-5, TOL-12).
extension RequestJudge {
  /// The result of a judgement: out of domain where the numbers of the profile do not suffice, and a pass that names the form
  /// where the answers hold for another legal form than the declared one.
  func settled(_ judged: Judgement, _ property: any Property, _ inquiry: Inquiry) -> Finding.Result {
    guard !judged.holds || judged.undecided != nil else { return Finding.result(judged) }
    let concerned = inquiry.requests.filter { $0.id == judged.location?.request }
    for request in [inquiry.base] + concerned {
      if let why = oracle.alternatives.excess(request, oracle.tolerance) { return .outOfDomain(why) }
    }
    return Finding.result(judged.holds ? judged : foundForm(judged, property, inquiry) ?? judged)
  }

  /// What a judgement that could not be made comes to: the profile's range may be why the subject refused, or lacks more.
  func unanswered(_ error: Unanswered, _ inquiry: Inquiry) -> Finding.Result {
    if error.unsupported { return .outOfDomain(error.reason) }
    if case .missing = answers[inquiry.base] { return .unable(error.reason) }
    return oracle.alternatives.excess(inquiry.base, oracle.tolerance).map { .outOfDomain($0) } ?? .unable(error.reason)
  }

  /// The longest chunk that kernels are known to use; within one of this length every shorter one, wherever it begins, cancels.
  private static var longestChunk: Int { 256 }

  /// The judgement under the first other form for which everything holds.
  private func foundForm(_ judged: Judgement, _ property: any Property, _ inquiry: Inquiry) -> Judgement? {
    let (problem, profile, tensor) = (inquiry.base.problem, oracle.tolerance.profile, judged.location?.tensor)
    // Relations that are judged bit for bit, and values that are not finite, depend on no form.
    guard judged.worstRatio?.isFinite ?? property.judgesGradients else { return nil }
    if tensor == "da0", let symmetric = answers.symmetrising(inquiry.base) {
      if var again = try? property.judge(inquiry, symmetric, oracle), again.holds, again.undecided == nil {
        again.found = .unsymmetrised
        return again
      }
    }
    func judgement(_ profile: Profile, chunk: Int? = nil) -> Judgement? {
      try? property.judge(inquiry, answers, oracle.alternatives.oracle(profile, chunk: chunk, of: oracle.tolerance))
    }
    func found(_ again: Judgement?, _ form: FoundForm) -> Judgement? {
      guard var again, again.holds, again.undecided == nil else { return nil }
      again.found = form
      return again
    }
    let longest = min(problem.shape.sequences.map(\.tokens.count).max() ?? 0, Self.longestChunk)
    let isLonger = longest > oracle.tolerance.chunk
    if isLonger, let found = found(judgement(profile, chunk: longest), .longChunks(longest)) { return found }
    if tensor == GradientName.daLog.rawValue {
      let forms = GateGradientForm.summed.flatMap { form in
        [profile, profile.with(decays: .cumulative)].map { $0.with(gateGradients: form) }
      }
      let chunks = isLonger ? [nil, longest] : [nil]
      let oracles = chunks.flatMap { chunk in
        forms.map { oracle.alternatives.oracle($0, chunk: chunk, of: oracle.tolerance) }
      }
      let freed = answers.freeingRates(of: [inquiry.base] + inquiry.asked, forms: [oracle] + oracles)
      let again = freed.flatMap { try? property.judge(inquiry, $0, oracle) }
      if let found = found(again, .ownGateGradients) { return found }
    }
    let isOfGates = tensor.map(GradientName.ofGates.contains) ?? false
    var summed: [(form: GateGradientForm, judgement: Judgement?)] = []
    for form in GateGradientForm.summed where isOfGates && form.loses(moreThan: profile.gateGradients) {
      summed.append((form, judgement(profile.with(gateGradients: form))))
      if let found = found(summed.last!.judgement, .gateGradients(form)) { return found }
    }

    let mayInvert = problem.op.axes.solve.erases && longest > 1 && profile.solve == .substitution
    if mayInvert, let ratio = judged.worstRatio, ratio <= Double(oracle.tolerance.chunk) {
      let again = judgement(profile.with(solve: .inverse))
      let form = again?.worstRatio.flatMap { FoundForm.formedInverse(ratio, now: $0) }
      if let form, let found = found(again, form) { return found }
    }
    guard profile.decays == .products, let gates = Reference.cumulativeGates(problem) else { return nil }
    // Sums that grow to |G| are wrong by u|G| where a decay was wrong by u: that is all that bounds can grow by.
    func form(_ before: Judgement?, _ profile: Profile, _ form: (Int, Double) -> FoundForm) -> Judgement? {
      guard let ratio = before?.worstRatio, ratio.isFinite, ratio <= 4 * (1 + gates.largestSum) else { return nil }
      func named(_ again: Judgement) -> FoundForm {
        form(max(1, Int(log2(ratio / max(again.worstRatio ?? 1, 0x1p-20)).rounded())), gates.strongest)
      }
      if let again = judgement(profile), let found = found(again, named(again)) { return found }
      // What is cut elsewhere cancels and rounds other tokens together.
      guard isLonger, let again = judgement(profile, chunk: longest) else { return nil }
      return found(again, .inChunks(named(again), tokens: longest))
    }
    if let found = form(judged, profile.with(decays: .cumulative), { .cumulativeDecays(bits: $0, gate: $1) }) {
      return found
    }
    for (sums, judgement) in summed {
      let both = profile.with(decays: .cumulative, gateGradients: sums)
      if let found = form(judgement, both, { .cumulative(sums, bits: $0, gate: $1) }) { return found }
    }
    return nil
  }
}

extension GradientName {
  /// The gradients that may be made from cumulative sums: all of gates but that of the rate, which is judged on its own (GRAD-14).
  static let ofGates = Set([GradientName.dg, .dgATK, .ddtBias].map(\.rawValue))
}

extension Answers {
  /// The answers with the gradient of a Gram matrix replaced by its symmetric part; nil where that changes nothing.
  func symmetrising(_ base: Request) -> Answers? {
    guard base.problem.op.axes.preconditioner.state.isGram, case .ok(var outputs) = self[base],
      let tensor = outputs[.da0], tensor.shape == base.problem.expectedShape(of: .a0)
    else { return nil }
    let transposed = tensor.transposingLastAxes()
    guard transposed != tensor else { return nil }
    outputs[.da0] = Tensor(
      tensor.shape, zip(tensor.values, transposed.values).map { Float((Double($0) + Double($1)) / 2) })
    var result = self
    result[base] = .ok(outputs)
    return result
  }
}

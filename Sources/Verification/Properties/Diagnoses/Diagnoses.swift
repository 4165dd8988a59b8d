import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// Which known conventions explain the wrong answer to one request; each is tried at most once on both parts of a response.
///
/// Used by one thread at a time.
final class Diagnoses {
  private var known: [ResponsePart: [Int: Bool]] = [:]
  private let refuted: RefutedConventions

  /// Begins with what other requests have refuted.
  init(_ refuted: RefutedConventions) { self.refuted = refuted }

  /// The conventions, by their place in ``Convention/all``, under which every tensor of the part that `property` judges is
  /// right, of those that explain every other violation so far; nil where the request is too large to be tried.
  ///
  /// - Complexity: an exact evaluation for each convention that changes the request, and an ``Expectation`` for each that comes
  ///   near. Of conventions that another violation of the property has refuted, nothing.
  func explaining(_ request: Request, _ property: any Property, _ judge: RequestJudge) -> [Int]? {
    guard request.problem.shape.T <= Self.longest, case .ok(let outputs) = judge.answers[request] else { return nil }
    let part: ResponsePart = property.judgesGradients ? .gradients : .outputs
    return Convention.all.indices.filter { i in
      guard !refuted.contains(i, request.problem.op, property) else { return false }
      let isRight = known[part]?[i] ?? Convention.all[i].explains(outputs, request, part, judge)
      known[part, default: [:]][i] = isRight
      if !isRight { refuted.insert(i, request.problem.op, property) }
      return isRight
    }
  }

  /// The most tokens of a request for which conventions are tried: what is tried costs as much as what was judged.
  private static let longest = 1024

  /// What a verdict says: the conventions that explain all of some cases, each of which names those that explain it.
  static func sentences(_ cases: [[Int]]) -> [String]? {
    guard let first = cases.first else { return nil }
    let all = cases.dropFirst().reduce(Set(first)) { $0.intersection($1) }
    return all.isEmpty ? nil : all.sorted().map { Convention.all[$0].words }
  }
}

extension Convention {
  /// Whether an answer is right for the problem that this convention makes of the request, in every tensor of a part.
  fileprivate func explains(_ outputs: Outputs, _ request: Request, _ part: ResponsePart, _ judge: RequestJudge) -> Bool
  {
    isFollowed(by: outputs, request, part, judge) || variants.contains { $0.explains(outputs, request, part, judge) }
  }

  private func isFollowed(by outputs: Outputs, _ request: Request, _ part: ResponsePart, _ judge: RequestJudge) -> Bool
  {
    guard part == .outputs || hasGradients, let problem = asked(request.problem) else { return false }
    let answer = answered(outputs, request.problem)
    guard problem != request.problem || answer != outputs else { return false }
    let asked = Request(id: request.id, problem: problem)
    var answers = Answers()
    answers[asked] = .ok(answer)
    guard isNear(asked, instead: request, part, answers, judge.oracle) else { return false }
    let again = RequestJudge(answers: answers, oracle: judge.oracle, drafts: judge.drafts)
    let properties = (part == .outputs ? Parity.outputs : Parity.gradients).filter { $0.outOfDomain(asked) == nil }
    return !properties.isEmpty && properties.allSatisfy { again.holds($0, Inquiry(asked)) }
  }

  /// A look before a judgement that costs much: whether exact values lie within a quarter of the answer, or within some bounds.
  private func isNear(
    _ asked: Request, instead request: Request, _ part: ResponsePart, _ answers: Answers, _ oracle: Oracle
  ) -> Bool {
    var rounding = Exact<Double>()
    let exact = part.evaluated(asked.problem, rounding: &rounding, forms: [.matrix])[0]
    let bounds = oracle.expectation(request, of: part).bound
    return exact.allSatisfy { name, values in
      guard let found = try? answers.values(asked, name) else { return false }
      let bound = bounds[name] ?? []
      let (error, size, slack) = (norm(zip(found, values).map { $0 - $1 }), norm(values), norm(bound))
      return error <= size / 4 || error <= 64 * slack
    }
  }
}

/// The Euclidean length.
private func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

import DeltaConcurrent
import DeltaOperators

/// Asks a subject everything that the properties want to know about some base requests, and judges the answers.
public struct Checker: Sendable {
  /// The implementation under test.
  public let subject: any Subject
  /// How errors are judged.
  public let tolerance: Tolerance
  /// What is checked.
  public let properties: [any Property]
  /// Expectations kept from one check to the next; nil forgets them after each base request.
  let shared: Oracle?

  /// Creates a checker of the whole catalogue, unless told otherwise.
  ///
  /// Several subjects judged on the same requests can share an oracle of the same tolerance.
  public init(
    _ subject: any Subject, _ tolerance: Tolerance, properties: [any Property] = Catalogue.all, sharing: Oracle? = nil
  ) {
    (self.subject, self.tolerance, self.properties, shared) = (subject, tolerance, properties, sharing)
  }

  /// Findings for every property and base request, in that order of requests.
  ///
  /// A subject that prefers batches is called once a round; others once a base request, several at a time. The result
  /// does not depend on the number of threads.
  ///
  /// - Throws: what the subject throws when nothing can be run at all.
  public func check(_ bases: [Request], progress: @escaping @Sendable (Int) -> Void = { _ in }) throws -> [Finding] {
    if subject.prefersBatches {
      let answers = try answer(bases)
      return try concurrentMap(bases.indices, progress) { judge(bases[$0], answers) }.flatMap(\.self)
    }
    return try concurrentMap(bases.indices, progress) { judge(bases[$0], try answer([bases[$0]])) }.flatMap(\.self)
  }

  /// The requests that the first round asks, each once, bases first.
  public func firstRound(_ bases: [Request]) -> [Request] {
    var seen = Set<String>()
    let derived = bases.flatMap { base in applicable(base).flatMap { $0.questions(base) } }
    return (bases + derived).filter { seen.insert($0.id).inserted }
  }

  /// The requests that the answers so far make possible and that are not answered yet.
  public func nextRound(_ bases: [Request], _ answers: Answers) -> [Request] {
    var seen = Set<String>()
    return bases.flatMap { base in
      // A relation that lacks an answer says so when it is judged.
      applicable(base).flatMap { (try? $0.followUps(base, answers)) ?? [] }
    }.filter { answers.responses[$0.id] == nil && seen.insert($0.id).inserted }
  }

  /// Round after round until nothing more can be asked.
  func answer(_ bases: [Request]) throws -> Answers {
    var (answers, requests) = (Answers(), firstRound(bases))
    while !requests.isEmpty {
      let responses = try subject.respond(to: requests)
      for (i, request) in requests.enumerated() {
        // Every request counts as answered, so that no subject can keep the rounds going.
        answers.responses[request.id] =
          responses.indices.contains(i) ? responses[i] : .missing("no response to \(request.id)")
      }
      requests = nextRound(bases, answers)
    }
    return answers
  }

  func applicable(_ base: Request) -> [any Property] {
    properties.filter { $0.silence(on: base) == nil }
  }

  func judge(_ base: Request, _ answers: Answers) -> [Finding] {
    let oracle = shared ?? Oracle(tolerance)
    return properties.map { property in
      Finding(
        property: property, op: base.problem.op, request: base.id, result: result(property, base, answers, oracle))
    }
  }

  private func result(_ property: any Property, _ base: Request, _ answers: Answers, _ oracle: Oracle)
    -> Finding.Result
  {
    if let why = property.silence(on: base) {
      return .outOfDomain(why)
    }
    do {
      return .judged(try property.judge(base, answers, oracle))
    } catch {
      return error.unsupported ? .outOfDomain(error.reason) : .unable(error.reason)
    }
  }
}

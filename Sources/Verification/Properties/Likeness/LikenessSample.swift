import DeltaOperators
import DeltaScalars
import Dispatch

extension Likeness {
  /// The requests on which a subject is compared with profiles: some without gradients, spread evenly over the given ones.
  ///
  /// Every profile needs an expectation of every request, so that they are few, and none is of production size.
  public static func sample(of bases: [Request], count: Int = 24) -> [Request] {
    let eligible = bases.filter { base in
      let s = base.problem.shape
      return base.problem.cotangents.isEmpty && s.B * s.T > 0 && s.stateElements <= 1 << 20
    }
    guard eligible.count > count else { return eligible }
    return (0..<count).map { eligible[$0 * eligible.count / count] }
  }

  /// Asks a subject some requests and compares its answers with each profile; nil where it answers none.
  ///
  /// - Throws: what the subject throws, or ``Unanswered`` where an output is absent.
  /// - Complexity: an expectation for each profile and request, on all cores.
  public init?(
    of subject: any Subject, on requests: [Request], profiles: [Profile],
    progress: @escaping @Sendable () -> Void = {}
  ) throws {
    let answered = zip(requests, try subject.respond(to: requests)).compactMap {
      request, response -> (request: Request, outputs: Outputs)? in
      guard case .ok(let outputs) = response else { return nil }
      return (request, outputs)
    }
    guard !answered.isEmpty else { return nil }
    let oracles = profiles.sorted { $0.coarseness < $1.coarseness }.map { Oracle(Tolerance($0)) }
    let questions = answered.map(\.request)
    DispatchQueue.concurrentPerform(iterations: oracles.count * questions.count) { i in
      _ = oracles[i / questions.count].expectation(questions[i % questions.count])
      progress()
    }
    try self.init(answered, oracles)
  }
}

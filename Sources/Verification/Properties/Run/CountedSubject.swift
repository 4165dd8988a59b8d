import DeltaOperators
import DeltaRecords
import Foundation

/// A subject that remembers what became of some requests: what was answered, declined, or left out.
public final class CountedSubject: Subject, @unchecked Sendable {
  private let subject: any Subject
  private let bases: [Request]
  private let ids: Set<String>
  private let lock = NSLock()
  private var fates: [String: Fate] = [:]

  /// What became of a request.
  enum Fate {
    case judged(adapted: [String])
    case declined(String)
    case unanswered(String)
  }

  /// Watches a subject's answers to the base requests of a run.
  public init(_ subject: any Subject, bases: [Request]) {
    (self.subject, self.bases, ids) = (subject, bases, Set(bases.map(\.id)))
  }

  /// The subject's own name.
  public var name: String { subject.name }
  /// The subject's own preference.
  public var prefersBatches: Bool { subject.prefersBatches }
  /// The subject's own round.
  public var round: RoundProgress? { subject.round }

  /// Hands the requests on.
  public func respond(to requests: [Request]) throws -> [Response] {
    let responses = try subject.respond(to: requests)
    lock.withLock {
      for (request, response) in zip(requests, responses) where ids.contains(request.id) {
        switch response {
        case .ok(let outputs): fates[request.id] = .judged(adapted: outputs.adapted)
        case .unsupported(let why): fates[request.id] = .declined(why)
        case .error(let why), .missing(let why): fates[request.id] = .unanswered(why)
        }
      }
    }
    return responses
  }

  /// What became of a base request so far.
  func fate(of id: String) -> Fate { lock.withLock { fates[id] ?? .unanswered("it was not asked") } }

  /// What became of the base requests so far, operator by operator.
  public var count: RequestCount { count(of: bases) }

  /// What became of some of them.
  public func count(of bases: [Request]) -> RequestCount {
    var count = RequestCount()
    for base in bases {
      switch fate(of: base.id) {
      case .judged(let conversions): count.add(.judged, to: base.problem.op.name, adapted: conversions)
      case .declined(let why): count.add(.declined(why), to: base.problem.op.name)
      case .unanswered: count.add(.unanswered, to: base.problem.op.name)
      }
    }
    return count
  }
}

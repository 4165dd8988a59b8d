import DeltaOperators
import DeltaRecords
import Foundation

/// A subject that remembers what became of some requests: what was answered, declined, or left out.
public final class CountedSubject: Subject, @unchecked Sendable {
  private let subject: any Subject
  private let bases: Set<String>
  private let lock = NSLock()
  private var answered: Set<String> = []
  private var declined: [String: String] = [:]

  /// Watches a subject's answers to the base requests of a run.
  public init(_ subject: any Subject, bases: [Request]) { (self.subject, self.bases) = (subject, Set(bases.map(\.id))) }

  /// The subject's own name.
  public var name: String { subject.name }
  /// The subject's own preference.
  public var prefersBatches: Bool { subject.prefersBatches }

  /// Hands the requests on.
  public func respond(to requests: [Request]) throws -> [Response] {
    let responses = try subject.respond(to: requests)
    lock.withLock {
      for (request, response) in zip(requests, responses) where bases.contains(request.id) {
        switch response {
        case .ok: answered.insert(request.id)
        case .unsupported(let why): declined[request.id] = why
        case .error, .missing: continue
        }
      }
    }
    return responses
  }

  /// What became of the base requests so far.
  public var count: RequestCount {
    lock.withLock {
      var count = RequestCount()
      count.judged = answered.count
      count.unanswered = bases.count - answered.count - declined.count
      count.declined = Dictionary(grouping: declined.values) { $0 }.map {
        CheckRecord.Declined(reason: $0, requests: $1.count)
      }
      return count
    }
  }
}

import DeltaOperators

/// What some properties ask about some base requests, round after round, with the answers so far.
///
/// A request that several properties ask is asked once.
public struct Inquiries: Sendable {
  /// The requests to be answered now; empty once nothing more can be asked.
  public private(set) var open: [Request] = []
  /// The answers so far.
  public private(set) var answers = Answers()
  private let properties: [any Property]
  /// One a base request and property, nil where the property says nothing about it.
  private var inquiries: [[Inquiry?]]

  /// Plans all inquiries; the base requests are asked first, then what is derived from each in turn.
  ///
  /// - Throws: ``AmbiguousRequest`` where two different problems have one id.
  public init(_ properties: [any Property], about bases: [Request]) throws(AmbiguousRequest) {
    self.properties = properties
    inquiries = bases.map { base in properties.map { $0.outOfDomain(base) == nil ? $0.plan(base) : nil } }
    try pose(bases + inquiries.joined().flatMap { $0?.asked ?? [] })
  }

  /// Takes the answers to the open requests, in their order, and opens what they make possible.
  ///
  /// Every open request counts as answered, so that no subject can keep the rounds going.
  ///
  /// - Throws: ``AmbiguousRequest`` where two different problems have one id.
  public mutating func record(_ responses: [Response]) throws(AmbiguousRequest) {
    for (i, request) in open.enumerated() {
      answers[request] = responses.indices.contains(i) ? responses[i] : .missing("no response to \(request.id)")
    }
    for base in inquiries.indices {
      for (i, property) in properties.enumerated() where inquiries[base][i] != nil {
        let obstacle: Unanswered?
        do {
          try property.next(&inquiries[base][i]!, answers)
          obstacle = nil
        } catch { obstacle = error }
        // A relation that lacks an answer says so when it is judged.
        inquiries[base][i]!.obstacle = obstacle
      }
    }
    try pose(inquiries.joined().flatMap { $0?.asked ?? [] })
  }

  /// What each property asked about a base request; nil where it says nothing about it.
  subscript(base: Int) -> [Inquiry?] { inquiries[base] }

  /// Opens those requests that are not answered yet.
  private mutating func pose(_ requests: [Request]) throws(AmbiguousRequest) {
    open = try requests.distinct().filter { answers[$0] == nil }
  }
}

extension [Request] {
  /// Each request once, in order.
  ///
  /// - Throws: ``AmbiguousRequest`` where two different problems have one id.
  func distinct() throws(AmbiguousRequest) -> [Request] {
    var named: [String: Request] = [:]
    var distinct: [Request] = []
    for request in self {
      guard let known = named.updateValue(request, forKey: request.id) else {
        distinct.append(request)
        continue
      }
      guard known == request else { throw AmbiguousRequest(id: request.id) }
    }
    return distinct
  }
}

/// Two different problems that would be asked under one name, so that an answer could not be told from the other's.
public struct AmbiguousRequest: Error, Hashable, CustomStringConvertible {
  /// The name.
  public let id: String
  /// One sentence.
  public var description: String { "Two different problems are called '\(id)'; give each request a name of its own." }
}

import DeltaOperators

/// A base request and what a property derives from it: each request is built once, and kept under its role.
///
/// Answers and expectations are looked up by these requests, so that nothing has to be built again to be found.
public struct Inquiry: Sendable {
  /// The request that everything else is derived from.
  public let base: Request
  /// The derived requests that the subject is to answer, in the order in which they were asked.
  public private(set) var asked: [Request] = []
  /// Why the last attempt to ask more had to stop.
  var obstacle: Unanswered?
  private var derived: [Role: Request] = [:]

  /// An inquiry that asks nothing besides its base.
  public init(_ base: Request) { self.base = base }

  /// Asks the subject a problem; it is called `base+role`.
  ///
  /// The id also seeds the noise of its expectation (TOL-2). A role can be given once.
  ///
  /// - Parameter isSpoiled: whether some of its values are not finite on purpose (REL-13).
  public mutating func ask(_ role: Role, _ problem: Problem, isSpoiled: Bool = false) {
    let request = formed(role, problem, isSpoiled: isSpoiled)
    let taken = derived.updateValue(request, forKey: role)
    precondition(taken == nil, "Inquiry: two requests of \(base.id) have the role '\(role)'; give each its own")
    asked.append(request)
  }

  /// A problem of which only the bounds are wanted, as a request: the subject is not asked.
  public func considered(_ role: Role, _ problem: Problem) -> Request { formed(role, problem, isSpoiled: false) }

  private func formed(_ role: Role, _ problem: Problem, isSpoiled: Bool) -> Request {
    Request(id: "\(base.id)+\(role)", problem: problem, isSpoiled: isSpoiled)
  }

  /// All derived requests that the subject is asked, in no order.
  public var requests: [Request] { Array(derived.values) }

  /// Whether a role has been given.
  public func has(_ role: Role) -> Bool { derived[role] != nil }

  /// The request of a role.
  ///
  /// - Throws: ``Unanswered`` where it could not be made, for want of the answer that it needs.
  public func request(_ role: Role) throws(Unanswered) -> Request {
    if let request = derived[role] { return request }
    throw obstacle ?? Unanswered(reason: "'\(role)' of \(base.id) was never asked")
  }
}

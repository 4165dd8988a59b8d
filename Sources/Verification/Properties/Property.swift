import DeltaOperators
import DeltaRecords

/// Something that every right implementation does, and how to see whether one does.
///
/// A property turns a base request into further requests, whose answers it then judges. A relation that feeds the
/// subject's own final state back asks in several rounds.
public protocol Property: Sendable {
  /// The name in tables and JSON.
  var name: String { get }
  /// The clause of `Specs/properties.md`.
  var clause: String { get }
  /// One line for people.
  var summary: String { get }
  /// Whether it judges the gradients that a request asks for, not the outputs.
  var judgesGradients: Bool { get }
  /// Whether it asks anything besides the base request, which a recording cannot answer.
  var isRelation: Bool { get }
  /// Why the property says nothing about this problem, or nil where it applies.
  func outOfDomain(_ problem: Problem) -> String?
  /// Whether the property says something about this operator at all; nil if so, otherwise the reason.
  func outOfDomain(_ op: Operator) -> String?
  /// Requests besides the base.
  func questions(_ base: Request) -> [Request]
  /// Requests that the answers so far make possible; those asked already may be among them.
  func followUps(_ base: Request, _ answers: Answers) throws(Unanswered) -> [Request]
  /// The judgement, from the answers and what they should be.
  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement
}

extension Property {
  /// Judges outputs.
  public var judgesGradients: Bool { false }
  /// Asks for more.
  public var isRelation: Bool { true }
  /// Applies to every problem.
  public func outOfDomain(_ problem: Problem) -> String? { nil }
  /// Applies to every operator.
  public func outOfDomain(_ op: Operator) -> String? { nil }
  /// Needs nothing besides the base.
  public func questions(_ base: Request) -> [Request] { [] }
  /// Needs no further round.
  public func followUps(_ base: Request, _ answers: Answers) throws(Unanswered) -> [Request] { [] }
}

extension Property {
  /// Why the property says nothing about a base request, or nil where it applies: the gradient's own conditions first.
  ///
  /// Relations between outputs are judged on requests that ask for no gradients: once is enough.
  func silence(on base: Request) -> String? {
    let asks = !base.problem.cotangents.isEmpty
    if judgesGradients && !asks { return "no gradients were asked for" }
    if !judgesGradients && isRelation && asks { return "relations are judged on requests without gradients" }
    return outOfDomain(base.problem.op) ?? outOfDomain(base.problem)
  }
}

/// The judgement of one property on one base request.
public struct Judgement: Sendable {
  /// Whether it holds.
  public var holds: Bool
  /// The largest ratio of an error to its bound, where errors are measured.
  public var worstRatio: Double?
  /// Where it is violated worst.
  public var location: Location?
  /// What is wrong, in one sentence.
  public var reason: String?
  /// Which reference the comparisons with one needed.
  public var oracle = OracleCount()

  /// Creates a judgement.
  public init(holds: Bool, worstRatio: Double? = nil, location: Location? = nil, reason: String? = nil) {
    (self.holds, self.worstRatio, self.location, self.reason) = (holds, worstRatio, location, reason)
  }
}

/// A judgement that cannot be made because an answer is absent.
public struct Unanswered: Error, Sendable {
  /// Why, in one sentence.
  public let reason: String
  /// Whether the subject itself says that it does not implement the request.
  public let unsupported: Bool
}

/// The responses to requests, by id.
public struct Answers: Sendable {
  /// The responses received so far.
  public var responses: [String: Response] = [:]

  /// Creates an empty collection.
  public init() {}

  /// The outputs of a request.
  ///
  /// - Throws: ``Unanswered`` where the subject declined, failed or said nothing.
  public func outputs(_ request: Request) throws(Unanswered) -> Outputs {
    switch responses[request.id] {
    case .ok(let outputs): return outputs
    case .unsupported(let why): throw Unanswered(reason: "the subject does not support it: \(why)", unsupported: true)
    case .error(let why): throw Unanswered(reason: "the subject failed on \(request.id): \(why)", unsupported: false)
    case .missing(let why): throw Unanswered(reason: why, unsupported: false)
    case nil: throw Unanswered(reason: "no response to \(request.id)", unsupported: false)
    }
  }

  /// One output tensor of a request, as doubles, if it is there in the right shape.
  ///
  /// - Throws: ``Unanswered`` where it is not; the clauses WELL-1 and WELL-2 report that as a failure of their own.
  public func values(_ request: Request, _ name: OutputName) throws(Unanswered) -> [Double] {
    let outputs = try outputs(request)
    guard let tensor = outputs[name], tensor.shape == request.problem.expectedShape(of: name) else {
      throw Unanswered(
        reason: "'\(name.rawValue)' of \(request.id) is absent or has the wrong shape", unsupported: false)
    }
    return tensor.values.map(Double.init)
  }

  /// One gradient of a request, as doubles, if it is there in the right shape.
  ///
  /// - Throws: ``Unanswered`` where it is not; the clause WELL-5 reports that as a failure of its own. A subject that
  ///   returns no gradient at all does not support them.
  public func values(_ request: Request, _ name: GradientName) throws(Unanswered) -> [Double] {
    let outputs = try outputs(request)
    guard !outputs.gradients.isEmpty else { throw Unanswered(reason: "it returns no gradients", unsupported: true) }
    guard let tensor = outputs.gradients[name], tensor.shape == request.problem.expectedShape(of: name.input) else {
      throw Unanswered(
        reason: "'\(name.rawValue)' of \(request.id) is absent or has the wrong shape", unsupported: false)
    }
    return tensor.values.map(Double.init)
  }
}

import DeltaOperators

/// Something that every right implementation does, and how to see whether one does.
///
/// A property turns a base request into an inquiry: further requests, each built once and kept under the role that it
/// plays. The answers are then judged. A relation that feeds the subject's own final state back asks in several rounds.
/// `Specs/properties.md` shows how to write one.
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
  /// What it takes for granted: where a property of an earlier stage is violated, it is not judged (CAUSE-1).
  var stage: Stage { get }
  /// Why the property says nothing about this problem, or nil where it applies.
  func outOfDomain(_ problem: Problem) -> String?
  /// Whether the property says something about this operator at all; nil if so, otherwise the reason.
  func outOfDomain(_ op: Operator) -> String?
  /// What is asked before anything is answered; called once for a base request.
  func plan(_ base: Request) -> Inquiry
  /// Asks what the answers so far make possible; called after every round until nothing new is asked.
  ///
  /// - Throws: ``Unanswered`` where an answer that it needs is absent. What was asked before that stays asked, and whoever
  ///   looks for what was not is told the reason.
  func next(_ inquiry: inout Inquiry, _ answers: Answers) throws(Unanswered)
  /// The judgement, from the answers and what they should be.
  ///
  /// - Throws: ``Unanswered`` where an answer is absent.
  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement
}

extension Property {
  /// Judges outputs.
  public var judgesGradients: Bool { false }
  /// Asks for more.
  public var isRelation: Bool { true }
  /// Of values, or a relation between values.
  public var stage: Stage { isRelation ? .relations : .values }
  /// Applies to every problem.
  public func outOfDomain(_ problem: Problem) -> String? { nil }
  /// Applies to every operator.
  public func outOfDomain(_ op: Operator) -> String? { nil }
  /// Needs nothing besides the base.
  public func plan(_ base: Request) -> Inquiry { Inquiry(base) }
  /// Needs no further round.
  public func next(_ inquiry: inout Inquiry, _ answers: Answers) throws(Unanswered) {}
}

extension Property {
  /// Why the property says nothing about a base request, or nil where it applies: the gradient's own conditions first.
  ///
  /// Relations between outputs are judged on requests that ask for no gradients: once is enough.
  func outOfDomain(_ base: Request) -> String? {
    let asks = !base.problem.cotangents.isEmpty
    if judgesGradients && !asks { return "no gradients were asked for" }
    if !judgesGradients && isRelation && asks { return "relations are judged on requests without gradients" }
    // What is wrong with long sequences alone shows in their values; twenty more requests of each would show it again.
    if isRelation && base.problem.shape.T > longestRelated {
      return "relations are judged on requests of up to \(longestRelated) tokens"
    }
    if isRelation && base.problem.shape.stateElements > mostRelated {
      return "relations are judged on requests of up to \(mostRelated) elements of the state over all tokens"
    }
    return outOfDomain(base.problem.op) ?? outOfDomain(base.problem)
  }
}

/// The most tokens of a request on which relations are judged.
private let longestRelated = 1024
/// The most elements of the state, over all tokens, of a request on which relations are judged.
private let mostRelated = 1 << 19

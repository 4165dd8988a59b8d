import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaScalars

/// One request on which many subjects are judged: what the answers should be is computed once, whoever answers.
final class MutantBench: Sendable {
  private let base: Request
  private let oracle: Oracle
  private let drafts: [Oracle]

  init(_ base: Request, _ profile: Profile) {
    (self.base, oracle) = (base, Oracle(Tolerance(profile)))
    drafts = Oracle.drafts(for: oracle.tolerance)
  }

  /// The findings of some properties about a subject's answers.
  ///
  /// - Throws: what a checker throws.
  func findings(_ subject: any Subject, _ properties: [any Property]) throws -> [Finding] {
    try Checker(subject, properties: properties, sharing: oracle, drafts: drafts).check([base])
  }

  /// Whether a subject answers the request as the plain implementation does, bit for bit, so that nothing need be judged.
  func answersAsPlain(_ subject: VariantSubject, _ plain: Response?) -> Bool {
    guard case .ok(let mine)? = subject.respond(to: [base]).first, case .ok(let sound)? = plain else { return false }
    return mine == sound
  }

  /// What the plain implementation answers.
  func plainAnswer(_ plain: VariantSubject) -> Response? { plain.respond(to: [base]).first }
}

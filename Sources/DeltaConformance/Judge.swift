import DeltaInputs
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaScalars

/// Judges an implementation of an operator: what `conform check` does, as a function.
///
/// `profile` is the arithmetic that the implementation declares; bounds follow from it. The quick suite takes seconds in
/// an optimised build; standard error says so where this is none.
///
/// - Throws: what the subject throws when nothing can be run at all; a failing request is a verdict, not an error.
public func conformance(
  of subject: any Subject, to op: Operator, as profile: Profile, suite: SuiteLevel = .quick,
  properties: [any Property] = Catalogue.all
) throws -> Conformance {
  try conformance(of: subject, to: [op], as: profile, suite: suite, properties: properties)
}

/// Judges an implementation of several operators; no operators are no pass.
///
/// - Throws: what the subject throws when nothing can be run at all; a failing request is a verdict, not an error.
public func conformance(
  of subject: any Subject, to operators: [Operator], as profile: Profile, suite: SuiteLevel = .quick,
  properties: [any Property] = Catalogue.all
) throws -> Conformance {
  Optimisation.sayOnce
  let requests = operators.flatMap { Suite.allCases(suite, for: $0).map(\.request) }
  let findings = try Checker(subject, Tolerance(profile), properties: properties).check(requests)
  return Conformance(
    subject: subject.name, profile: profile.name, requests: requests.count,
    verdicts: Verdict.summarising(findings, of: requests))
}

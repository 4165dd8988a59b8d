@_exported import DeltaConformance
import Testing

/// Judges an implementation within a test: every verdict that keeps it from passing is an issue of the test.
///
/// - Returns: all verdicts, those that hold too.
/// - Throws: what the subject throws when nothing can be run at all.
@discardableResult public func expectConformance(
  of subject: any Subject, to op: Operator, as profile: Profile, suite: SuiteLevel = .quick,
  properties: [any Property] = Catalogue.all, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Conformance {
  try expectConformance(
    of: subject, to: [op], as: profile, suite: suite, properties: properties, sourceLocation: sourceLocation)
}

/// Judges an implementation of several operators within a test.
///
/// - Returns: all verdicts, those that hold too.
/// - Throws: what the subject throws when nothing can be run at all.
@discardableResult public func expectConformance(
  of subject: any Subject, to operators: [Operator], as profile: Profile, suite: SuiteLevel = .quick,
  properties: [any Property] = Catalogue.all, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Conformance {
  let conformance = try conformance(of: subject, to: operators, as: profile, suite: suite, properties: properties)
  for issue in conformance.issues { Issue.record(Comment(rawValue: issue), sourceLocation: sourceLocation) }
  return conformance
}

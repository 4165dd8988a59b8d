import DeltaOperators
import DeltaRecords
import Foundation

/// Failures that are known, so that they are counted apart and reported once they are gone (EXPECT-1).
public struct ExpectedFailures: Sendable {
  /// The entries, in the order of the file.
  public let entries: [Entry]

  /// Expects nothing.
  public static let none = ExpectedFailures(entries: [])

  private init(entries: [Entry]) { self.entries = entries }

  /// One known failure; what is absent is any, and a request may be a pattern with `*`.
  public struct Entry: Hashable, Sendable, Codable {
    /// A property's name, or its clause.
    public let property: String?
    /// The operator.
    public let op: String?
    /// The id of the base request, or a pattern.
    public let request: String?
    /// Why it fails.
    public let reason: String
    /// Until when, for people: a version or a date.
    public let until: String?

    enum CodingKeys: String, CodingKey {
      case property, op = "operator", request, reason, until
    }

    /// Whether a finding is about what the entry speaks of.
    func covers(_ finding: Finding) -> Bool {
      (property == nil || property == finding.property.name || property == finding.property.clause)
        && (op == nil || op == finding.op.name) && (request.map { matches(finding.request, $0) } ?? true)
    }
  }

  private struct File: Codable {
    let schema: String
    let expected: [Entry]
  }

  /// Reads a file of known failures: `{"schema": "conform.expect/1", "expected": [{…}]}`.
  ///
  /// - Throws: ``ExpectationsError`` where it is none, in one sentence.
  public init(_ data: Data, named name: String) throws(ExpectationsError) {
    let file: File
    do { file = try JSONDecoder().decode(File.self, from: data) } catch {
      throw ExpectationsError(
        "'\(name)' is no list of expected failures: it must be {\"schema\": \"conform.expect/1\", \"expected\": […]}, each "
          + "entry with a 'reason' and a 'property', an 'operator' or a 'request' in text.")
    }
    guard file.schema == "conform.expect/1" else {
      throw ExpectationsError("'\(name)' has the schema '\(file.schema)'; it must be 'conform.expect/1'.")
    }
    let known = Set(Catalogue.all.flatMap { [$0.name, $0.clause] })
    for entry in file.expected {
      if entry.property == nil && entry.op == nil && entry.request == nil {
        throw ExpectationsError("'\(name)' expects everything to fail; name a property, an operator or a request.")
      }
      if let property = entry.property, !known.contains(property) {
        throw ExpectationsError(
          "'\(name)' names the property '\(property)', which there is not; 'conform check --list' names them.")
      }
    }
    entries = file.expected
  }

  /// Whether a finding is a failure that some entry expects.
  func expects(_ finding: Finding) -> Bool { finding.isViolation && entries.contains { $0.covers(finding) } }

  /// What became of each entry: how many of the findings that it covers fail, and how many hold.
  public func counts(_ findings: [Finding]) -> [CheckRecord.Expected] {
    entries.map { entry in
      let judged = findings.filter { $0.judgement != nil && entry.covers($0) }
      return CheckRecord.Expected(
        property: entry.property, op: entry.op, request: entry.request, reason: entry.reason, until: entry.until,
        failing: judged.count(where: \.isViolation), judged: judged.count)
    }
  }
}

/// Why a file of expected failures cannot be used, in one sentence.
public struct ExpectationsError: Error, Hashable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

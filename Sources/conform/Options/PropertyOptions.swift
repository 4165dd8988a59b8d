import ArgumentParser
import DeltaOperators
import DeltaProperties
import DeltaRecords
import Foundation

/// Which properties are judged, which failures are known, and how much has to be judged.
struct PropertyOptions: ParsableArguments {
  @Option(
    name: .customLong("property"), help: "Only this property, by its name or its clause; may be repeated.")
  var properties: [String] = []

  @Option(help: "Not this property, by its name or its clause; may be repeated.")
  var exclude: [String] = []

  @Option(
    help: """
      A JSON file of known failures (Specs/properties.md, EXPECT-1): counted apart, and reported when they are gone.
      """)
  var expect: String?

  @Option(
    help: """
      The share of each operator's requests that must be judged for a pass, from 0 to 1; where less was, the outcome is \
      UNDECIDED and the exit code 3.
      """)
  var minimumCoverage = CheckRecord.defaultCoverage

  func validate() throws {
    guard (0...1).contains(minimumCoverage) else {
      throw ValidationError("--minimum-coverage is \(minimumCoverage); it must be from 0 to 1.")
    }
  }

  /// Those of some properties that are wanted.
  func selected(from all: [any Property]) throws -> [any Property] {
    for name in properties + exclude where !Catalogue.all.contains(where: { $0.isCalled(name) }) {
      throw Refusal(
        "Unknown property '\(name)'\(Spelling.hint(name, among: Catalogue.all.map(\.name))); "
          + "'conform check --list' names them.")
    }
    let wanted = all.filter { property in
      (properties.isEmpty || properties.contains(where: property.isCalled))
        && !exclude.contains(where: property.isCalled)
    }
    guard !wanted.isEmpty else { throw Refusal("No property is left to be judged on these requests.") }
    return wanted
  }

  /// The known failures.
  func expectations() throws -> ExpectedFailures {
    guard let expect else { return .none }
    guard let data = FileManager.default.contents(atPath: expect) else {
      throw Refusal("The file '\(expect)' cannot be read; give a JSON file of expected failures.")
    }
    return try ExpectedFailures(data, named: expect)
  }
}

extension Property {
  fileprivate func isCalled(_ name: String) -> Bool { name == self.name || name == clause }
}

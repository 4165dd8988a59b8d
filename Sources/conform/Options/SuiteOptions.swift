import ArgumentParser
import DeltaExchange
import DeltaInputs
import DeltaOperators
import Foundation

/// Which operators, at which depth.
struct SuiteOptions: ParsableArguments {
  @Option(help: "quick or full.")
  var suite = SuiteLevel.quick

  @Option(name: .customLong("operator"), help: "Only this operator; may be repeated.")
  var operators: [String] = []

  func selected() throws -> [Operator] {
    operators.isEmpty ? Operator.all : try operators.map { name in try Operator.named(name) }
  }

  func requests() throws -> [Request] {
    try selected().flatMap { op in
      (Suite.cases(suite, for: op) + Suite.gradientCases(suite, for: op)).map(\.request)
    }
  }
}

extension SuiteLevel: ExpressibleByArgument {}

/// The requests stored in a folder, by name.
func recordedRequests(in folder: String) throws -> [Request] {
  let requests = try RequestFile.readAll(in: URL(fileURLWithPath: folder))
  guard !requests.isEmpty else { throw Refusal("There are no request files (*.safetensors) in '\(folder)'.") }
  return requests
}

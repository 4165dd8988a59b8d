import ArgumentParser
import DeltaInputs
import DeltaOperators

/// What every command understands.
struct OutputOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "text for people, json for programs (standard output then holds one JSON object and nothing else).")
  var format = Format.text

  @Option(help: "Seed of everything random; the same seed gives the same run.")
  var seed: UInt64 = 1
}

/// Which operators, at which depth, judged how.
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
      (Suite.cases(suite, for: op) + Suite.gradientCases(suite, for: op)).map {
        Request(id: $0.id, problem: $0.problem)
      }
    }
  }
}

/// A request that is wrong, in one sentence.
struct Refusal: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension SuiteLevel: ExpressibleByArgument {}

import ArgumentParser
import DeltaConcurrent
import DeltaExchange
import DeltaInputs
import DeltaOperators
import DeltaRecords
import Foundation

/// Which operators, at which depth, at which sizes, and which of the cases.
struct SuiteOptions: ParsableArguments {
  @Option(help: "quick or full.")
  var suite = SuiteLevel.quick

  @Option(name: .customLong("operator"), help: "Only this operator; may be repeated.")
  var operators: [String] = []

  @Option(
    help: ArgumentHelp(
      "Draw every regime with heads of these sizes, K = V = N or KxV, separated by commas: 64,128 or 64x128.",
      valueName: "sizes"))
  var headDim: String?

  @Option(
    name: .customLong("case"), help: "Only the requests of this id, in which * stands for anything; may be repeated.")
  var cases: [String] = []

  @Option(help: "No request of this regime; may be repeated.")
  var without: [String] = []

  func selected() throws -> [Operator] {
    guard operators.isEmpty else { return try Operator.named(operators) }
    // A case is named after its operator, so that the others need not be drawn.
    let named = cases.compactMap { id in Operator.all.first { id.hasPrefix($0.name + ".") } }
    return named.count == cases.count && !cases.isEmpty ? Operator.all.filter(named.contains) : Operator.all
  }

  /// The draw that is asked.
  func draw(seed: UInt64) throws -> SuiteDraw {
    let sizes = try headDim.map { text in
      try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
        guard let size = HeadDim(part) else {
          throw Refusal(
            "--head-dim is '\(text)'; give sizes from 1 to 4096 separated by commas, such as 64,128 or 64x128.")
        }
        return size
      }
    }
    return SuiteDraw(seed: seed, headDims: sizes ?? [])
  }

  /// The suite's requests that are wanted.
  func requests(seed: UInt64) throws -> [Request] {
    let (draw, operators, level) = (try draw(seed: seed), try selected(), suite)
    let drawn = concurrentMap(operators.indices) { Suite.allCases(level, for: operators[$0], draw).map(\.request) }
      .flatMap(\.self)
    // What was found once is asked of the pinned draw, with heads as they were then.
    return try narrowed(drawn + (draw == SuiteDraw() ? try Regressions.requests(for: operators) : []))
  }

  /// Those of some requests that are wanted.
  ///
  /// - Throws: ``Refusal`` where a case or a regime is none of theirs.
  func narrowed(_ requests: [Request]) throws -> [Request] {
    for id in cases where !requests.contains(where: { matches($0.id, id) }) {
      throw Refusal(
        "No request is called '\(id)'\(Spelling.hint(id, among: requests.map(\.id))); 'conform requests' writes them all, "
          + "and * stands for anything.")
    }
    for regime in without where !requests.contains(where: { $0.origin?.regime == regime }) {
      throw Refusal(
        "No request is of the regime '\(regime)'\(Spelling.hint(regime, among: requests.compactMap(\.origin?.regime))); "
          + "Specs/generators.md lists them.")
    }
    let wanted = requests.filter { request in
      (cases.isEmpty || cases.contains { matches(request.id, $0) })
        && !(request.origin.map { without.contains($0.regime) } ?? false)
    }
    guard !wanted.isEmpty else { throw Refusal("No request is left; leave out --without or --case.") }
    return wanted
  }

  /// The options that say which of them are wanted.
  var narrowing: [String] {
    operators.map { "--operator \($0)" } + cases.map { "--case \(quotedForShell($0))" }
      + without.map { "--without \(quotedForShell($0))" }
  }

  /// The options that decide what is drawn, for a command that repeats some of it.
  func words(seed: UInt64) -> [String] {
    var words = ["--suite \(suite.rawValue)"]
    if let headDim { words.append("--head-dim \(quotedForShell(headDim))") }
    if seed != SuiteDraw().seed { words.append("--seed \(seed)") }
    return words
  }
}

extension SuiteLevel: ExpressibleByArgument {}

extension Operator {
  /// Operators by their names; one that is named twice is asked once.
  static func named(_ names: [String]) throws -> [Operator] {
    try names.map { name in try named(name) }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

/// The requests stored in a folder, by name.
func recordedRequests(in folder: String) throws -> [Request] {
  let requests = try RequestFile.readAll(in: URL(fileURLWithPath: folder))
  guard !requests.isEmpty else { throw Refusal("There are no request files (*.safetensors) in '\(folder)'.") }
  return requests
}

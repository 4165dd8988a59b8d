import ArgumentParser
import DeltaChunkwise
import DeltaExchange
import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaRecurrences
import DeltaScalars
import Foundation

/// Which implementation is under test.
struct SubjectOptions: ParsableArguments {
  @Option(
    help: "A program that reads DIR/requests and writes DIR/responses, called as: CMD DIR/requests DIR/responses.")
  var exec: String?

  @Option(
    help: """
      A program that is started once and answers rounds line by line (EX-11), so that its start is paid once; fd:IN,OUT \
      speaks over descriptors that were inherited.
      """)
  var serve: String?

  @Option(help: "A shared library with the function of delta_conformance.h, called in a process of its own (EX-13).")
  var library: String?

  @Option(help: "A folder of responses made earlier.")
  var responses: String?

  @Option(help: "A faulty implementation of the suite's own, to see it fail; 'conform check --list' names them.")
  var mutant: String?

  @Option(
    help: """
      The reference rounded as a profile says (a name or a JSON file): what a kernel of that arithmetic returns. Token by \
      token, or with --chunk.
      """)
  var model: String?

  @Option(help: "Tokens a chunk of the built-in implementation, or of --model.")
  var chunk: Int?

  @Option(help: "Keep the files that --exec exchanges in this new folder, one subfolder a round.")
  var keep: String?

  @Option(
    help: """
      What runs the heads of the built-in implementation: \(FloatEngine.allCases.map(\.rawValue).joined(separator: ", ")). \
      By default the fastest that this machine can run.
      """)
  var engine: String?

  @Option(help: "Seconds that --exec, --serve or --library may take a round.")
  var timeLimit: Double = 600

  @Option(help: "What reports call the implementation, in place of its command or folder.")
  var name: String?

  func validate() throws {
    if [exec, serve, library, responses, mutant, model].compactMap(\.self).count > 1 {
      throw ValidationError(
        "--exec, --serve, --library, --responses, --mutant and --model exclude each other; give one.")
    }
    if keep != nil && exec == nil { throw ValidationError("--keep keeps what --exec exchanges; give --exec too.") }
    if engine != nil, !runsHere {
      throw ValidationError("--engine chooses kernels of the built-in implementation; leave out the other subject.")
    }
    if chunk != nil, !runsHere, model == nil {
      throw ValidationError("--chunk is for the built-in implementation and for --model; leave it out.")
    }
    if let chunk, chunk < 1 { throw ValidationError("--chunk is \(chunk); it must be at least 1.") }
    if let chunk, chunk > 1 << 20 { throw ValidationError("--chunk is \(chunk); it must be at most \(1 << 20).") }
  }

  func subject() throws -> any Subject {
    let subject = try unnamed()
    return name.map { NamedSubject(name: $0, subject: subject) } ?? subject
  }

  private func unnamed() throws -> any Subject {
    if let exec {
      return try ExecSubject(command: exec, timeLimit: timeLimit, keeping: keep.map { URL(fileURLWithPath: $0) })
    }
    if let serve { return try ServeSubject(command: serve, timeLimit: timeLimit) }
    if let library {
      guard FileAccess.isFile(library) else {
        throw Refusal("There is no such library: '\(library)'; give the path of a shared library.")
      }
      let subject = try ServeSubject(command: LibraryCommand.line(for: library), timeLimit: timeLimit)
      try subject.tryStart("The library '\(library)'")
      return NamedSubject(name: library, subject: subject)
    }
    if let responses { return try FolderSubject(responses: URL(fileURLWithPath: responses)) }
    if let mutant { return try Mutant.named(mutant).subject }
    if let model {
      let profile = try Profile.named(model)
      if profile.solve == .inverse { return ModelSubject(profile, form: .inverted(chunk: chunk ?? DecayForm.chunk)) }
      return ModelSubject(profile, form: chunk.map { .deferred(chunk: $0) } ?? .matrix)
    }
    return ChunkwiseSubject(chunk: chunk ?? 16, engine: try FloatEngine.named(engine))
  }

  /// Whether the built-in implementation answers, so that its numbers depend on this machine's kernels.
  var runsHere: Bool { [exec, serve, library, responses, mutant, model].allSatisfy { $0 == nil } }

  /// The options as given, for a command that repeats the run.
  var arguments: [String] {
    let given: [(String, String?)] = [
      ("--exec", exec), ("--serve", serve), ("--library", library), ("--responses", responses), ("--mutant", mutant),
      ("--model", model), ("--name", name), ("--chunk", chunk.map(String.init)), ("--engine", engine),
      ("--time-limit", timeLimit == 600 ? nil : "\(timeLimit)"),
    ]
    return given.flatMap { option, value in value.map { [option, $0] } ?? [] }
  }

  /// The same, quoted for a shell.
  var words: [String] { arguments.map(quotedForShell) }
}

extension FloatEngine {
  /// The engine of a name, or the best where none is given.
  static func named(_ name: String?) throws -> FloatEngine {
    guard let name else { return best }
    let here = available.map(\.rawValue).joined(separator: ", ")
    guard let engine = FloatEngine(rawValue: name) else {
      throw Refusal("There is no engine '\(name)'; this machine has \(here).")
    }
    guard engine.runsHere else { throw Refusal("This machine cannot run the engine '\(name)'; it has \(here).") }
    return engine
  }
}

import ArgumentParser
import DeltaExchange
import DeltaRecords
import Foundation

/// The command line: parses, runs, and turns every failure into one sentence and a documented exit code.
@main enum Main {
  static func main() {
    // A reader that is gone is a refusal, not a death.
    signal(SIGPIPE, SIG_IGN)
    keepMemory()
    watch()
    let code = run()
    // A command's own watch knows its subject, whose program and files end with it.
    watch()
    exit(code)
  }

  private static func watch() {
    Interruption.watch { _ in
      say("conform: interrupted; nothing is decided.")
      _exit(3)
    }
  }

  /// Parses and runs; returns the exit code.
  private static func run() -> Int32 {
    do {
      try refuseEmptyArguments(CommandLine.arguments)
      var command = try Conform.parseAsRoot()
      try command.run()
      return 0
    } catch let exit as ExitCode {
      return exit.rawValue
    } catch {
      return report(error)
    }
  }

  /// Shows help that was asked for, or says what is wrong; returns the exit code.
  private static func report(_ error: any Error) -> Int32 {
    switch Conform.exitCode(for: error) {
    case .success:
      do { try show(Conform.fullMessage(for: error)) } catch { return report(error) }
      return 0
    case .failure: say("conform: \(sentence(error))")
    default: say("conform: \(usage(error))")
    }
    return 2
  }

  /// What is wrong with the arguments, in one sentence that names the page to look at.
  private static func usage(_ error: any Error) -> String {
    let message = Conform.message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
    let page = Conform.fullMessage(for: error).split(separator: "'").last { $0.hasSuffix(" --help") }
    return message.trimmingCharacters(in: ["."]) + "; see '\(page ?? "conform --help")'."
  }

  /// An empty word is a variable that was not set, and would name the current folder.
  private static func refuseEmptyArguments(_ words: [String]) throws {
    guard let i = words.indices.dropFirst().first(where: { isEmpty(words[$0]) }) else { return }
    let place = words[i].isEmpty ? i > 1 ? "behind '\(words[i - 1])'" : "the first" : "'\(words[i])'"
    throw Refusal("An argument is empty (\(place)); give a value, or leave it out.")
  }

  /// Nothing at all, or an option with nothing behind its first `=`; what a value ends with is its own affair.
  private static func isEmpty(_ word: String) -> Bool {
    word.isEmpty || word.hasPrefix("--") && word.firstIndex(of: "=") == word.index(before: word.endIndex)
  }

  /// An error as a person reads it.
  private static func sentence(_ error: any Error) -> String {
    // Errors of this project print as one sentence; those of Foundation carry theirs in a property.
    let text = String(describing: error)
    return text.contains("NSError") || text.contains("Error Domain") ? error.localizedDescription : text
  }
}

struct Conform: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conform",
    abstract: "Checks implementations of delta-rule recurrences against an oracle.",
    discussion: """
      Start with 'conform check': it judges the built-in chunkwise implementation. 'conform check --exec CMD' judges \
      yours, which needs only to read and write safetensors (Specs/exchange.md).

      Exit codes: 0 all hold, 1 something fails, 2 the request is wrong, 3 unable to decide, or interrupted.
      """,
    version: Provenance.thisVersion,
    subcommands: [
      CheckCommand.self, ShowCommand.self, CapturesCommand.self, RequestsCommand.self, FuzzCommand.self,
      DriftCommand.self, FixturesCommand.self, ProveCommand.self, MutantsCommand.self,
      PowerCommand.self, BenchCommand.self, ReferenceCommand.self, ServeCommand.self, LibraryCommand.self,
    ])
}

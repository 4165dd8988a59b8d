import ArgumentParser
import Foundation

/// The command line: parses, runs, and turns every failure into one sentence and a documented exit code.
@main enum Main {
  static func main() {
    do {
      var command = try Conform.parseAsRoot()
      try command.run()
    } catch let exit as ExitCode {
      Foundation.exit(exit.rawValue)
    } catch {
      let isUsage = Conform.exitCode(for: error) != .failure
      if isUsage, Conform.exitCode(for: error) == .success {
        print(Conform.fullMessage(for: error))
        Foundation.exit(0)
      }
      say(isUsage ? Conform.fullMessage(for: error) : "conform: \(sentence(error))")
      Foundation.exit(2)
    }
  }
}

struct Conform: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conform",
    abstract: "Checks implementations of delta-rule recurrences against an oracle.",
    discussion: """
      Start with 'conform check': it judges the built-in chunkwise implementation. 'conform check --exec CMD' judges \
      yours, which needs only to read and write safetensors (Specs/exchange.md).

      Exit codes: 0 all hold, 1 something fails, 2 the request is wrong, 3 unable to decide.
      """,
    subcommands: [
      CheckCommand.self, CapturesCommand.self, RequestsCommand.self, FuzzCommand.self, DriftCommand.self,
      FixturesCommand.self, ProveCommand.self,
    ])
}

/// Prints to standard error: progress, logs, refusals.
func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// An error as a person reads it.
func sentence(_ error: any Error) -> String {
  // Errors of this project print as one sentence; those of Foundation carry theirs in a property.
  let text = String(describing: error)
  return text.contains("NSError") || text.contains("Error Domain") ? error.localizedDescription : text
}

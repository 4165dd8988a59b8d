import ArgumentParser
import DeltaExchange
import DeltaRecords
import Foundation

/// The process in which a library answers; 'conform check --library' starts it (EX-13).
struct LibraryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answer-with-library",
    abstract: "Answers rounds line by line (EX-11) with a shared library.", shouldDisplay: false)

  @Argument(help: "The library.")
  var path: String

  func run() throws {
    let library = try KernelLibrary(path: path)
    try answerRounds { $0.answer(as: library.name, library.respond) }
  }

  /// The command that starts this process on a library.
  static func line(for path: String) -> String {
    "exec \(quotedForShell(Bundle.main.executablePath ?? CommandLine.arguments[0])) "
      + "\(configuration.commandName!) \(quotedForShell(path))"
  }
}

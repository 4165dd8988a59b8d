import DeltaOperators
import Foundation

/// An implementation behind a program that reads request files and writes response files (EX-6).
public struct ExecSubject: Subject {
  /// The command, as given.
  public let name: String
  /// A program start costs much more than a request.
  public let prefersBatches = true
  private let timeLimit: Double

  /// Takes the command, to be called as `CMD DIR/requests DIR/responses`, and how many seconds a call may take.
  ///
  /// - Throws: ``ExchangeError`` for an empty command or a time limit that is no positive number up to a billion.
  public init(command: String, timeLimit: Double) throws {
    guard command.contains(where: { !$0.isWhitespace }) else {
      throw ExchangeError("The command is empty; give a program that reads requests and writes responses.")
    }
    guard timeLimit > 0, timeLimit <= 1e9 else {
      throw ExchangeError("The time limit is \(timeLimit) s; it must be a positive number of seconds, at most 1e9.")
    }
    (name, self.timeLimit) = (command, timeLimit)
  }

  /// Writes the requests to a folder of its own, runs the command once, reads the responses and removes the folder.
  ///
  /// A request whose problem is illegal, as when it starts from the subject's own broken state, is not asked. Of a command
  /// that fails or takes too long, the answers that it wrote count; the others say how it ended.
  ///
  /// - Throws: ``ExchangeError`` if the command is not found or may not be executed.
  public func respond(to requests: [Request]) throws -> [Response] {
    try Interruption.withFolder { folder in
      let round = try Round(requests, in: folder)
      let output = folder.appendingPathComponent("output")
      let command = ShellCommand(name, [round.questions.path, round.responses.path])
      let end = try command.run(output: output, timeLimit: timeLimit)
      let (answers, asked) = (try round.answers(), round.asked)
      let answered = zip(asked, answers).contains { $0 && !$1.isMissing }
      let failure = try CommandFailure(end, of: name, timeLimit: timeLimit, output: output, answered: answered)
      return CommandFailure.explained(answers, to: requests, asked: asked, failure)
    }
  }
}

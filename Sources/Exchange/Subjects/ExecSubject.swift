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
      let questions = folder.appendingPathComponent("requests")
      let responses = folder.appendingPathComponent("responses")
      try FileAccess.createFolder(questions)
      try FileAccess.createFolder(responses)
      let refusals = requests.map(refusal)
      let inputs = try zip(requests, refusals).map { try $1 == nil ? InputFile($0, in: questions) : nil }
      let output = folder.appendingPathComponent("output")
      let end = try ShellCommand(name, [questions.path, responses.path]).run(output: output, timeLimit: timeLimit)
      var answers = try FolderSubject(responses: responses).respond(to: requests)
      for (i, input) in inputs.enumerated() {
        guard case .ok(var outputs) = answers[i] else { continue }
        outputs.modifiedInputs = input?.modifiedInputs()
        answers[i] = .ok(outputs)
      }
      let answered = answers.contains { if case .missing = $0 { false } else { true } }
      let failure = try CommandFailure(end, of: name, timeLimit: timeLimit, output: output, answered: answered)
      answers = CommandFailure.explained(answers, to: requests, asked: inputs.map { $0 != nil }, failure)
      return zip(refusals, answers).map { $0 ?? $1 }
    }
  }

  private func refusal(_ request: Request) -> Response? {
    do { try request.problem.validate() } catch { return .missing("the request is not a legal problem: \(error)") }
    return nil
  }
}

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
  /// - Throws: ``ExchangeError`` for an empty command or a time limit that is not positive.
  public init(command: String, timeLimit: Double) throws {
    guard command.contains(where: { !$0.isWhitespace }) else {
      throw ExchangeError("The command is empty; give a program that reads requests and writes responses.")
    }
    guard timeLimit > 0, timeLimit.isFinite else {
      throw ExchangeError("The time limit is \(timeLimit) s; it must be a positive number of seconds.")
    }
    (name, self.timeLimit) = (command, timeLimit)
  }

  /// Writes the requests to a folder of its own, runs the command once, reads the responses and removes the folder.
  ///
  /// A request whose problem is illegal, as when it starts from the subject's own broken state, is not asked.
  ///
  /// - Throws: ``ExchangeError`` if the command is not found, fails or takes too long, with the end of what it printed.
  public func respond(to requests: [Request]) throws -> [Response] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("conform-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (questions, responses) = (folder.appendingPathComponent("requests"), folder.appendingPathComponent("responses"))
    try FileAccess.createFolder(questions)
    try FileAccess.createFolder(responses)
    let refusals = requests.map { request in (try? request.problem.validate()) == nil ? refusal(request) : nil }
    let inputs = try zip(requests, refusals).map { try $1 == nil ? InputFile($0, in: questions) : nil }
    try run([questions.path, responses.path], log: folder.appendingPathComponent("output"))
    let answers = try FolderSubject(responses: responses).respond(to: requests)
    return requests.indices.map { i in
      if let refusal = refusals[i] { return refusal }
      if case .missing = answers[i] { return .missing("the program wrote no file '\(requests[i].id).safetensors'") }
      guard case .ok(var outputs) = answers[i] else { return answers[i] }
      outputs.modifiedInputs = inputs[i]!.modifiedInputs()
      return .ok(outputs)
    }
  }

  private func refusal(_ request: Request) -> Response? {
    do { try request.problem.validate() } catch { return .missing("the request is not a legal problem: \(error)") }
    return nil
  }

  private func run(_ arguments: [String], log: URL) throws(ExchangeError) {
    let complaint: String
    switch try ShellCommand(name, arguments).run(output: log, timeLimit: timeLimit) {
    case .exited(0): return
    case .exited(127): complaint = "was not found; check its name and path"
    case .exited(126): complaint = "may not be executed; check its permissions"
    case .exited(let status): complaint = "failed with exit status \(status); correct it and run again"
    case .signalled(let signal): complaint = "was ended by signal \(signal); correct it and run again"
    case .timedOut: complaint = "took longer than \(timeLimit) s and was stopped; raise the time limit or ask for less"
    }
    throw ExchangeError("The command '\(name)' \(complaint)." + tail(log))
  }

  /// The last lines of what the command printed.
  private func tail(_ log: URL) -> String {
    let text = (try? Data(contentsOf: log)).map { String(decoding: $0.suffix(4000), as: UTF8.self) } ?? ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).suffix(12)
    return lines.isEmpty
      ? " It printed nothing." : " Its output ends with:\n" + lines.map { "  \($0)" }.joined(separator: "\n")
  }
}

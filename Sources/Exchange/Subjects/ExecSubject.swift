import DeltaOperators
import Foundation

/// An implementation behind a program that reads request files and writes response files (EX-6).
public struct ExecSubject: Subject {
  /// The command, as given.
  public let name: String
  /// A program start costs much more than a request.
  public let prefersBatches = true
  private let timeLimit: Double
  private let kept: URL?
  private let watch = RoundWatch()

  /// Takes the command, to be called as `CMD DIR/requests DIR/responses`, and how many seconds a call may take.
  ///
  /// With `keeping` the files of each call stay in subfolders `round-1`, `round-2` … of a folder that is new or empty.
  ///
  /// - Throws: ``ExchangeError`` for an empty command, a time limit that is no positive number up to a billion, or a folder
  ///   with something in it.
  public init(command: String, timeLimit: Double, keeping kept: URL? = nil) throws {
    guard command.contains(where: { !$0.isWhitespace }) else {
      throw ExchangeError("The command is empty; give a program that reads requests and writes responses.")
    }
    guard timeLimit > 0, timeLimit <= 1e9 else {
      throw ExchangeError("The time limit is \(timeLimit) s; it must be a positive number of seconds, at most 1e9.")
    }
    if let kept, FileAccess.exists(kept) {
      let content = try? FileManager.default.contentsOfDirectory(atPath: kept.path)
      guard content?.isEmpty == true else {
        throw ExchangeError(
          file: kept.relativePath, "is no empty folder", remedy: "name a new one for the files that are to be kept")
      }
    }
    (name, self.timeLimit, self.kept) = (command, timeLimit, kept)
  }

  /// Writes the requests to a folder of its own, runs the command once, reads the responses and removes the folder.
  ///
  /// A request whose problem is illegal, as when it starts from the subject's own broken state, is not asked. Of a command
  /// that fails or takes too long, the answers that it wrote count; the others say how it ended.
  ///
  /// - Throws: ``ExchangeError`` if the command is not found or may not be executed.
  public func respond(to requests: [Request]) throws -> [Response] {
    try withFolder { folder in
      let round = try Round(requests, in: folder)
      let output = folder.appendingPathComponent("output")
      let command = ShellCommand(name, [round.questions.path, round.responses.path])
      let end = try watch.during(round) { try command.run(output: output, timeLimit: timeLimit) }
      let (answers, asked) = (try round.answers(), round.asked)
      let answered = zip(asked, answers).contains { $0 && !$1.isMissing }
      let failure = try CommandFailure(end, of: name, timeLimit: timeLimit, output: output, answered: answered)
      return CommandFailure.explained(answers, to: requests, asked: asked, failure)
    }
  }

  /// The round that the command is answering.
  public var round: RoundProgress? { watch.progress }

  /// A folder for the time of a call, or one that stays.
  private func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
    guard let kept else { return try Interruption.withFolder(body) }
    let rounds = (1...).lazy.map { kept.appendingPathComponent("round-\($0)") }
    return try body(rounds.first { !FileAccess.exists($0) }!)
  }
}

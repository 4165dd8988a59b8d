import Foundation

/// A program that answers rounds line by line until its input ends (EX-11).
///
/// Either a command that is started here, or the process behind two descriptors that were inherited.
final class ServedClient {
  /// What became of a round.
  enum Reply {
    /// The answers are written.
    case done
    /// It lives and says that it could not.
    case failed(String)
    /// It printed something else, and has been stopped.
    case stranger(String)
    /// It has died, or was stopped because it took too long.
    case gone(CommandFailure)
  }

  private var channel: LineChannel
  private let timeLimit: Double
  /// Descriptors to be closed in the end.
  private var own: [Int32] = []
  private var command: RunningCommand?
  private let errors: URL?

  /// Speaks to the process that this one was started by.
  init(reading: Int32, writing: Int32, timeLimit: Double) {
    (channel, self.timeLimit, errors) = (LineChannel(reading: reading, writing: writing), timeLimit, nil)
  }

  /// Starts a command with its standard error in a file.
  ///
  /// - Throws: ``ExchangeError`` if no process can be started.
  init(command: String, errors: URL, timeLimit: Double) throws(ExchangeError) {
    let (questions, answers) = (try Self.pipe(), try Self.pipe())
    (channel, self.timeLimit, self.errors) =
      (LineChannel(reading: answers.reading, writing: questions.writing), timeLimit, errors)
    own = [answers.reading, questions.writing]
    self.command = try ShellCommand(command).start(
      input: .descriptor(questions.reading), output: .descriptor(answers.writing), errors: .file(errors.path))
    close(questions.reading)
    close(answers.writing)
  }

  deinit { _ = stop(within: 5) }

  /// Hands a round over and waits for the answer; after `stranger` and `gone` there is nobody to ask any more.
  func ask(_ round: Round) -> Reply {
    if let errors { truncate(errors.path, 0) }
    let line = JSONValue.object(["requests": .string(round.questions.path), "responses": .string(round.responses.path)])
    guard channel.write(line.description) else { return gone(.closed) }
    do {
      let answer = try channel.line(before: .now + .seconds(timeLimit)) { command?.hasEnded ?? false }
      let members = (try? JSONParser.parse(Array(answer.utf8)))?.object
      if members?["done"] == .bool(true) { return .done }
      if let why = members?["error"]?.string { return .failed(why.onOneLine) }
      return stranger(answer)
    } catch { return gone(error) }
  }

  private func stranger(_ text: String) -> Reply {
    _ = stop(within: 0)
    let brief = (text.count <= 60 ? text : text.prefix(60) + "…").onOneLine
    return .stranger(
      "the program answered '\(brief)' where {\"done\": true} or {\"error\": \"…\"} belongs; print everything else to "
        + "standard error")
  }

  private func gone(_ silence: LineChannel.Silence) -> Reply {
    if silence == .endless { return stranger("(a line without end)") }
    let isLate = silence == .late
    let end = stop(within: isLate ? 0 : 1)
    let complaint =
      switch end {
      case _ where isLate: CommandFailure.sentence(.timedOut, timeLimit: timeLimit)
      case nil: "the process behind the descriptors has closed them"
      case .exited(0): "the program ended before it had answered"
      case .timedOut: "the program closed its standard output and went on"
      case .some(let end): CommandFailure.sentence(end, timeLimit: timeLimit)
      }
    return .gone(CommandFailure(complaint, output: errors))
  }

  /// Ends its input, gives it some seconds to end by itself, and stops it with all that it started.
  private func stop(within seconds: Double) -> ShellCommand.End? {
    own.forEach { close($0) }
    own = []
    defer { command = nil }
    return command?.end(timeLimit: seconds)
  }

  /// A pipe that commands started meanwhile do not inherit.
  private static func pipe() throws(ExchangeError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else {
      throw ExchangeError("No pipe can be opened (\(String(cString: strerror(errno)))); check the system's limits.")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}

import Foundation

/// A program that runs something each time it is asked, and answers with the seconds that took.
///
/// It prints a line with its name first, or one that begins with `error: `; then, for every line that it reads, a number.
public final class TimedProgram {
  /// What the program calls itself.
  public private(set) var name = ""
  private var channel: LineChannel
  private let command: RunningCommand
  private let word: String
  private let ends: [Int32]
  private let timeLimit: Double

  /// Starts a command with arguments and waits for its name.
  ///
  /// - Throws: ``ExchangeError`` where it cannot be started, says that it cannot, or says nothing.
  public init(_ command: String, _ arguments: [String], timeLimit: Double) throws(ExchangeError) {
    var (questions, answers): ([Int32], [Int32]) = ([0, 0], [0, 0])
    guard pipe(&questions) == 0, pipe(&answers) == 0 else {
      throw ExchangeError("No pipe can be opened; check the system's limits.")
    }
    for end in questions + answers { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (ends, self.timeLimit, word) = ([questions[1], answers[0]], timeLimit, command)
    channel = LineChannel(reading: answers[0], writing: questions[1])
    self.command = try ShellCommand(command, arguments).start(
      input: .descriptor(questions[0]), output: .descriptor(answers[1]), errors: .file("/dev/null"))
    close(questions[0])
    close(answers[1])
    name = try line()
    if name.hasPrefix("error: ") { throw ExchangeError(String(name.dropFirst(7))) }
  }

  deinit {
    ends.forEach { close($0) }
    _ = command.end(timeLimit: 1)
  }

  /// Has it run once.
  ///
  /// - Throws: ``ExchangeError`` where it has ended, takes too long or answers something else than a number.
  public func seconds() throws(ExchangeError) -> Double {
    _ = channel.write("run")
    let answer = try line()
    guard let seconds = Double(answer), seconds > 0 else {
      throw ExchangeError("'\(word)' answered '\(answer.prefix(60))' where seconds belong.")
    }
    return seconds
  }

  private func line() throws(ExchangeError) -> String {
    do { return try channel.line(before: .now + .seconds(timeLimit)) { command.hasEnded } } catch {
      throw ExchangeError(
        error == .late
          ? "'\(word)' took longer than \(timeLimit) s."
          : "'\(word)' ended without an answer; check that it is there and runs.")
    }
  }
}

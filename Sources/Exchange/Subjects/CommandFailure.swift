import DeltaOperators
import Foundation

/// How a command came to a bad end, and what that means for each request that it was asked (EX-6).
struct CommandFailure {
  /// How it ended, as in `the program was ended by signal 9`.
  let complaint: String
  /// The last line that it printed, if it printed any.
  let lastLine: String?

  /// Takes a sentence, and the file that the command printed to.
  init(_ complaint: String, output: URL?) {
    (self.complaint, lastLine) = (complaint, output.flatMap(Self.lastLine))
  }

  /// Nil where the command came to a good end.
  ///
  /// - Parameter answered: whether it wrote anything, so that it must have run.
  /// - Throws: ``ExchangeError`` where it never ran: it was not found, or may not be executed.
  init?(_ end: ShellCommand.End, of command: String, timeLimit: Double, output: URL, answered: Bool)
    throws(ExchangeError)
  {
    switch end {
    case .exited(0): return nil
    case .exited(127) where !answered:
      throw ExchangeError("The command '\(command)' was not found; check its name and path.")
    case .exited(126) where !answered:
      throw ExchangeError("The command '\(command)' may not be executed; check its permissions.")
    default: self.init(Self.sentence(end, timeLimit: timeLimit), output: output)
    }
  }

  /// How a command ended, in words.
  static func sentence(_ end: ShellCommand.End, timeLimit: Double) -> String {
    switch end {
    case .exited(let status) where (129...159).contains(status):
      "the program failed with exit status \(status), which a shell returns for signal \(status - 128)"
    case .exited(let status): "the program failed with exit status \(status)"
    case .signalled(let signal): "the program was ended by signal \(signal)"
    case .timedOut: "the program took longer than \(timeLimit) s and was stopped"
    }
  }

  /// Whether it was stopped because it took too long.
  var isDelay: Bool { complaint.hasPrefix("the program took longer") }

  /// What it printed last, as the end of a sentence.
  var printed: String { lastLine.map { "; the last that it printed is '\($0)'" } ?? "; it printed nothing" }

  /// The answers, with what became of the requests that have none.
  ///
  /// Which request it died on is a guess: the first without an answer in the order of names, in which most programs
  /// work. A program that answers everything and fails then has its last answer taken from it: it must not look sound.
  static func explained(_ answers: [Response], to requests: [Request], asked: [Bool], _ failure: Self?) -> [Response] {
    var answers = answers
    let order = requests.indices.filter { asked[$0] }.sorted { precedes(requests[$0].id, requests[$1].id) }
    let absent = order.filter { answers[$0].isMissing }
    guard let failure else {
      for i in absent { answers[i] = .missing("the program wrote no file '\(requests[i].id).safetensors'") }
      return answers
    }
    let printed = failure.printed
    guard let first = absent.first else {
      if let last = order.last { answers[last] = .error(failure.complaint + " after its last answer" + printed) }
      return answers
    }
    let died = "\(failure.complaint), probably on '\(requests[first].id)', the first without an answer" + printed
    for i in absent { answers[i] = .missing(died) }
    return answers
  }

  /// The end of a file that may be long, on one line.
  private static func lastLine(of output: URL) -> String? {
    guard let file = try? FileHandle(forReadingFrom: output), let end = try? file.seekToEnd() else { return nil }
    try? file.seek(toOffset: end - min(end, 4000))
    let text = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).last { $0.contains { !$0.isWhitespace } }
    return line.map { String($0.suffix(300)).onOneLine }
  }
}

import DeltaOperators
import Foundation

/// An implementation behind a program that is started once and answers one round after another (EX-11).
public final class ServeSubject: Subject, @unchecked Sendable {
  /// The command, or the descriptors, as given.
  public let name: String
  /// A round costs a line each way and its files.
  public let prefersBatches = true
  let timeLimit: Double
  /// Reading and writing end of a channel to the process that started this one; nil for a command.
  private let descriptors: (reading: Int32, writing: Int32)?
  private let lock = NSLock()
  private let folder = Interruption.newFolder()
  private var client: ServedClient?
  private let watch = RoundWatch()
  private var rounds = 0
  /// How often it was lost in a row without an answer, and how often altogether because it took too long.
  private var (losses, delays) = (0, 0)
  private var hasAnswered = false
  /// A program that never works is given up soon; one that dies on some requests may do so on many in a row.
  private var isGivenUp: Bool { delays >= 3 || losses >= (hasAnswered ? 20 : 3) }

  /// Takes a command for the shell, or `fd:IN,OUT`: two descriptors that this process inherited.
  ///
  /// - Throws: ``ExchangeError`` for an empty command, descriptors that are not open, or a time limit that is no positive
  ///   number up to a billion.
  public init(command: String, timeLimit: Double) throws {
    guard command.contains(where: { !$0.isWhitespace }) else {
      throw ExchangeError("The command is empty; give a program that answers rounds line by line.")
    }
    guard timeLimit > 0, timeLimit <= 1e9 else {
      throw ExchangeError("The time limit is \(timeLimit) s; it must be a positive number of seconds, at most 1e9.")
    }
    (name, self.timeLimit) = (command, timeLimit)
    descriptors = command.hasPrefix("fd:") ? try Self.descriptors(command) : nil
  }

  deinit {
    client = nil
    Interruption.discard(folder)
  }

  /// Asks round by round; a program that dies is started again and asked what lay behind the request that it died on.
  ///
  /// - Throws: ``ExchangeError`` if the command is not found or may not be executed.
  public func respond(to requests: [Request]) throws -> [Response] {
    try lock.withLock {
      var answers: [Response?] = requests.map { _ in nil }
      while true {
        let open = answers.indices.filter { answers[$0] == nil }
        if open.isEmpty { return answers.map { $0! } }
        for (i, answer) in zip(open, try ask(open.map { requests[$0] })) { answers[i] = answer }
      }
    }
  }

  /// The round that the program is answering; after it was lost, what is left of it.
  public var round: RoundProgress? { watch.progress }

  /// One round; nil where a request was not come to and is to be asked again, which is never the first.
  private func ask(_ requests: [Request]) throws -> [Response?] {
    rounds += 1
    let place = folder.appendingPathComponent("\(rounds)")
    defer { try? FileManager.default.removeItem(at: place) }
    let round = try Round(requests, in: place)
    guard !isGivenUp else {
      return try explained(
        round, requests, "the program was lost \(max(losses, delays)) times and is not started again")
    }
    let client = try running()
    let reply = watch.during(round) { client.ask(round) }
    let answers = try round.answers()
    let gained = zip(round.asked, answers).contains { $0 && !$1.isMissing }
    hasAnswered = hasAnswered || gained
    switch reply {
    case .done:
      losses = 0
      return CommandFailure.explained(answers, to: requests, asked: round.asked, nil)
    case .failed(let why):
      losses = 0
      return try explained(round, requests, "the program says: \(why)")
    case .stranger(let why):
      lost(gained)
      return try explained(round, requests, why)
    case .gone(let failure):
      lost(gained)
      delays += failure.isDelay ? 1 : 0
      try refuseAbsent(failure)
      return resumable(CommandFailure.explained(answers, to: requests, asked: round.asked, failure), requests, round)
    }
  }

  private func running() throws(ExchangeError) -> ServedClient {
    if let client { return client }
    let started =
      if let (reading, writing) = descriptors {
        ServedClient(reading: reading, writing: writing, timeLimit: timeLimit)
      } else {
        try ServedClient(
          command: name, errors: folder.appendingPathComponent("errors"), timeLimit: timeLimit)
      }
    client = started
    return started
  }

  private func lost(_ gained: Bool) {
    client = nil
    // Nobody here can start the process behind the descriptors again.
    losses = descriptors != nil ? 20 : gained ? 0 : losses + 1
  }

  /// A shell that has no such command, before any answer: the request is wrong, not the kernel.
  private func refuseAbsent(_ failure: CommandFailure) throws(ExchangeError) {
    guard !hasAnswered else { return }
    if failure.complaint.hasSuffix("status 127") {
      throw ExchangeError("The command '\(name)' was not found; check its name and path.")
    }
    if failure.complaint.hasSuffix("status 126") {
      throw ExchangeError("The command '\(name)' may not be executed; check its permissions.")
    }
  }

  /// Keeps the reason for the request that the program died on, and leaves those behind it to be asked again.
  private func resumable(_ answers: [Response], _ requests: [Request], _ round: Round) -> [Response?] {
    let order = requests.indices.filter { round.asked[$0] && answers[$0].isMissing }
      .sorted { precedes(requests[$0].id, requests[$1].id) }
    var kept: [Response?] = answers
    if !isGivenUp { for i in order.dropFirst() { kept[i] = nil } }
    return kept
  }

  /// The answers, with one reason for every request that has none; if all have, the last one's is taken from it (EX-6).
  private func explained(_ round: Round, _ requests: [Request], _ why: String) throws -> [Response?] {
    var answers: [Response?] = try round.answers()
    let order = requests.indices.filter { round.asked[$0] }.sorted { precedes(requests[$0].id, requests[$1].id) }
    let absent = order.filter { answers[$0]!.isMissing }
    for i in absent { answers[i] = .missing(why) }
    if absent.isEmpty, let last = order.last { answers[last] = .error("after its last answer " + why) }
    return answers
  }

  private static func descriptors(_ text: String) throws(ExchangeError) -> (reading: Int32, writing: Int32) {
    let numbers = text.dropFirst(3).split(separator: ",", omittingEmptySubsequences: false).map { Int32($0) }
    guard numbers.count == 2, let reading = numbers[0], let writing = numbers[1] else {
      throw ExchangeError("'\(text)' is not of the form fd:IN,OUT; give two numbers of open descriptors.")
    }
    for number in [reading, writing] where fcntl(number, F_GETFD) < 0 {
      throw ExchangeError(
        "Descriptor \(number) of '\(text)' is not open; let the program that starts this one pass it on.")
    }
    return (reading, writing)
  }
}

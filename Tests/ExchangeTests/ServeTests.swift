import DeltaOperators
import Foundation
import Testing

@testable import DeltaExchange

@Suite("EX-11: a program that is started once") struct ServeTests {
  /// A client in the shell's language: `answer NAME` answers a request with "not this one", `done` ends a round.
  static func client(_ rounds: String, _ folder: URL, timeLimit: Double = 20) throws -> ServeSubject {
    let file = folder.appendingPathComponent("answer-to-any")
    let script = folder.appendingPathComponent("client.sh")
    // The folders are taken out of the line without a parser: they hold no quotes.
    let text = """
      echo start >> '\(folder.path)/starts'
      starts=$(wc -l < '\(folder.path)/starts')
      answer() { sed "s/any/$1/g" '\(file.path)' > "$responses/$1.safetensors"; }
      done_() { echo '{"done": true}'; }
      while read -r line; do
        requests=$(echo "$line" | cut -d'"' -f4); responses=$(echo "$line" | cut -d'"' -f8)
        \(rounds)
      done
      """
    try ResponseFile.write(id: "any", .unsupported("not this one"), implementation: "t", in: folder)
    try FileManager.default.moveItem(at: folder.appendingPathComponent("any.safetensors"), to: file)
    try Data(text.utf8).write(to: script)
    return try ServeSubject(command: "sh '\(script.path)'", timeLimit: timeLimit)
  }

  static func words(_ responses: [Response]) -> [String] {
    responses.map { response in
      switch response {
      case .ok: "ok"
      case .unsupported(let why): why
      case .error(let why): "error: " + why
      case .missing(let why): "missing: " + why
      }
    }
  }

  /// Ids of one length and three letters: the shell edits a file whose header must keep its length.
  static func requests(_ ids: String...) -> [Request] { ids.map { sampleRequest(.gdn, id: $0) } }

  static func starts(_ folder: URL) throws -> Int {
    try String(contentsOf: folder.appendingPathComponent("starts"), encoding: .utf8).count { $0 == "\n" }
  }

  @Test("two rounds, one start; an absent answer is said") func twoRounds() throws {
    try withFolder { folder in
      let subject = try Self.client(
        "for f in \"$requests\"/[ab]*; do answer $(basename $f .safetensors); done; done_", folder)
      #expect(Self.words(try subject.respond(to: Self.requests("aaa", "bbb"))) == ["not this one", "not this one"])
      #expect(Self.words(try subject.respond(to: Self.requests("ccc", "aab")))[0].contains("wrote no file 'ccc.safe"))
      #expect(try Self.starts(folder) == 1)
    }
  }

  @Test(
    "it dies: what it answered counts, what it died on is named, and it is started again for the rest",
    arguments: [
      ("kill -9 $$", "signal 9"), ("echo oops >&2; exit 3", "exit status 3"), ("exit 0", "ended before"),
    ])
  func dies(how: String, complaint: String) throws {
    try withFolder { folder in
      let rounds =
        "for f in \"$requests\"/*; do n=$(basename $f .safetensors); [ $n = bbb ] && { \(how); }; answer $n; done; done_"
      let found = Self.words(try Self.client(rounds, folder).respond(to: Self.requests("ccc", "bbb", "aaa", "ddd")))
      #expect([found[0], found[2], found[3]] == Array(repeating: "not this one", count: 3))
      #expect(found[1].contains(complaint) && found[1].contains("probably on 'bbb'"), "\(found[1])")
      #expect(!how.contains("oops") || found[1].contains("is 'oops'"), "\(found[1])")
      #expect(try Self.starts(folder) == 2)
    }
  }

  @Test("it hangs: it is stopped with what it started, and started again") func hangs() throws {
    try withFolder { folder in
      let rounds = "answer aaa; [ $starts = 1 ] && sleep 60; answer ccc; done_"
      let found = Self.words(
        try Self.client(rounds, folder, timeLimit: 0.4).respond(to: Self.requests("aaa", "bbb", "ccc")))
      #expect(found[0] == "not this one" && found[2] == "not this one")
      #expect(found[1].contains("took longer than 0.4 s"), "\(found[1])")
    }
  }

  @Test(
    "anything else on its standard output is reported with the line, and the next round has a new one",
    arguments: ["Loading…", "{\"done\": false}", "[]", "{\"done\": true"])
  func garbage(line: String) throws {
    try withFolder { folder in
      let rounds = "answer aaa; [ $starts = 1 ] && echo '\(line)'; answer bbb; done_"
      let subject = try Self.client(rounds, folder)
      let found = Self.words(try subject.respond(to: Self.requests("aaa", "xyz")))
      #expect(found[1].contains("the program answered '\(line)' where"), "\(found)")
      #expect(Self.words(try subject.respond(to: Self.requests("aaa", "bbb"))) == ["not this one", "not this one"])
    }
  }

  @Test("a line without an end is no answer") func endless() throws {
    try withFolder { folder in
      let found = Self.words(try Self.client("yes x | tr -d '\\n'", folder).respond(to: Self.requests("aaa")))
      #expect(found[0].contains("(a line without end)"), "\(found)")
    }
  }

  @Test("it says that it cannot: that is the reason of what it left out") func error() throws {
    try withFolder { folder in
      let subject = try Self.client("answer aaa; echo '{\"error\": \"out of memory\"}'", folder)
      for _ in 0..<2 {
        let found = Self.words(try subject.respond(to: Self.requests("aaa", "bbb")))
        #expect(found == ["not this one", "missing: the program says: out of memory"])
      }
      #expect(try Self.starts(folder) == 1)
    }
  }

  @Test("one that never answers is given up after three starts") func hopeless() throws {
    try withFolder { folder in
      let subject = try Self.client("exit 1", folder)
      let found = Self.words(try subject.respond(to: Self.requests("aaa", "bbb", "ccc", "ddd", "eee")))
      #expect(found.allSatisfy { $0.hasPrefix("missing: ") } && found[4].contains("exit status 1"), "\(found)")
      #expect(Self.words(try subject.respond(to: Self.requests("aaa")))[0].contains("is not started again"))
      #expect(try Self.starts(folder) == 3)
    }
  }

  @Test("a program that is not there is refused", arguments: [("/no/such/program", "not found"), ("/", "executed")])
  func absent(command: String, complaint: String) throws {
    let subject = try ServeSubject(command: command, timeLimit: 10)
    let error = #expect(throws: ExchangeError.self) { try subject.respond(to: Self.requests("aaa")) }
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
  }

  @Test("descriptors must be two and open", arguments: ["fd:", "fd:1", "fd:a,b", "fd:3,4,5", "fd:900,901"])
  func descriptors(text: String) {
    #expect(throws: ExchangeError.self) { try ServeSubject(command: text, timeLimit: 1) }
  }

  @Test("a process behind descriptors that is gone leaves its requests unanswered") func inherited() throws {
    var (questions, answers): ([Int32], [Int32]) = ([0, 0], [0, 0])
    #expect(pipe(&questions) == 0 && pipe(&answers) == 0)
    let subject = try ServeSubject(command: "fd:\(answers[0]),\(questions[1])", timeLimit: 5)
    close(answers[1])
    let found = Self.words(try subject.respond(to: Self.requests("aaa", "bbb")))
    #expect(found.allSatisfy { $0.contains("descriptors has closed them") }, "\(found)")
    [questions[0], questions[1], answers[0]].forEach { close($0) }
  }

  /// What is known of a round once something of it is answered; then the client is told by a file to go on.
  static func progress(of subject: any Subject, _ ids: [String], sending word: String) throws -> RoundProgress? {
    let end = DispatchSemaphore(value: 0)
    Thread {
      _ = try? subject.respond(to: ids.map { sampleRequest(.gdn, id: $0) })
      end.signal()
    }.start()
    defer { end.wait() }
    defer { FileManager.default.createFile(atPath: word, contents: nil) }
    let start = Date()
    while subject.round?.answered ?? 0 == 0, Date().timeIntervalSince(start) < 15 { usleep(20_000) }
    return subject.round
  }

  @Test("how far it is with its round is known while it runs") func round() throws {
    try withFolder { folder in
      let word = folder.appendingPathComponent("go on").path
      let rounds = "answer aaa; answer bbb; while [ ! -e '\(word)' ]; do sleep 0.05; done; answer ccc; done_"
      let subject = try Self.client(rounds, folder)
      #expect(subject.round == nil)
      let found = try Self.progress(of: subject, ["aaa", "bbb", "ccc"], sending: word)
      #expect(found.map { (1...2).contains($0.answered) && $0.asked == 3 } == true, "\(String(describing: found))")
      #expect(subject.round == nil)
    }
  }

  @Test("its end comes with the end of its input, and leaves no folder behind") func ending() throws {
    try withFolder { folder in
      var subject: ServeSubject? = try Self.client("echo \"$requests\" > '\(folder.path)/place'; done_", folder)
      _ = try subject?.respond(to: Self.requests("aaa"))
      let place = try String(contentsOf: folder.appendingPathComponent("place"), encoding: .utf8)
        .trimmingCharacters(in: .newlines)
      let session = URL(fileURLWithPath: place).deletingLastPathComponent().deletingLastPathComponent()
      #expect(FileManager.default.fileExists(atPath: session.path))
      subject = nil
      #expect(!FileManager.default.fileExists(atPath: session.path))
    }
  }
}

import DeltaOperators
import Foundation

/// The files of one round: requests that a program is handed, and the answers that it leaves (EX-6, EX-11).
struct Round {
  /// Where the requests are.
  let questions: URL
  /// Where the answers belong.
  let responses: URL
  private let requests: [Request]
  /// What is said of a request whose problem is illegal, as when it starts from the subject's own broken state.
  private let refusals: [Response?]
  private let inputs: [InputFile?]

  /// Writes all requests that are legal problems.
  ///
  /// - Throws: ``ExchangeError`` for a folder that cannot be written to, or an id that cannot name a file.
  init(_ requests: [Request], in folder: URL) throws {
    (questions, responses) = (folder.appendingPathComponent("requests"), folder.appendingPathComponent("responses"))
    try FileAccess.createFolder(questions)
    try FileAccess.createFolder(responses)
    self.requests = requests
    refusals = requests.map { request in
      do { try request.validate() } catch { return .missing("the request is not a legal problem: \(error)") }
      return nil
    }
    let folder = questions
    inputs = try zip(requests, refusals).map { try $1 == nil ? InputFile($0, in: folder) : nil }
  }

  /// Which of the requests were handed over.
  var asked: [Bool] { refusals.map { $0 == nil } }

  /// How many of the requests that were handed over have a file for an answer by now.
  var progress: RoundProgress {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: responses.path)) ?? []
    let asked = asked.count { $0 }
    return RoundProgress(answered: min(files.count { $0.hasSuffix(".safetensors") }, asked), asked: asked)
  }

  /// The answers that are there, each with the inputs that were changed meanwhile.
  func answers() throws -> [Response] {
    guard FileAccess.isFolder(responses) else {
      return zip(requests, refusals).map { request, refusal in
        refusal ?? .missing("no response to \(request.id): the program removed the folder that it was given for them")
      }
    }
    var answers = try FolderSubject(responses: responses).respond(to: requests)
    for (i, input) in inputs.enumerated() {
      if let refusal = refusals[i] { answers[i] = refusal }
      guard case .ok(var outputs) = answers[i] else { continue }
      outputs.modifiedInputs = input?.modifiedInputs()
      answers[i] = .ok(outputs)
    }
    return answers
  }
}

extension Response {
  /// Whether there is no answer.
  var isMissing: Bool { if case .missing = self { true } else { false } }
}

import ArgumentParser
import DeltaExchange
import DeltaOperators
import Foundation

/// `conform serve`: an implementation of the suite's own as a client of EX-11.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answers rounds line by line, as a client of --serve does, with an implementation of the suite's own.",
    discussion: """
      For trying a harness before there is a kernel, and for seeing what a faulty one looks like from outside.

      Examples:
        conform check --serve "conform serve"
        conform fuzz run --operator gdn --serve "conform serve --mutant window-restarts-at-64"
        echo '{"requests": "DIR/requests", "responses": "DIR/responses"}' | conform serve --model bf16

      Specs/exchange.md, EX-11, has the lines.
      """)

  @OptionGroup var options: SubjectOptions

  func run() throws {
    let subject = try options.subject()
    try answerRounds { round in
      round.answer(as: subject.name) { request in
        guard let response = try subject.respond(to: [request]).first else {
          throw Refusal("'\(subject.name)' gave no answer to \(request.id).")
        }
        return (response, response.changes(of: request))
      }
    }
  }
}

/// Answers the rounds that standard input opens, until it ends.
///
/// What an implementation prints meanwhile goes to standard error, and not among the answers.
func answerRounds(_ answer: (ClientRound) -> String) throws {
  let answers = dup(1)
  dup2(2, 1)
  while let line = readLine() {
    _ = (answer(try ClientRound(line)) + "\n").withCString { write(answers, $0, strlen($0)) }
  }
}

extension Response {
  /// Inputs that the subject says it changed; how, it cannot say, so that their first elements are other numbers.
  fileprivate func changes(of request: Request) -> [TensorName: Tensor] {
    guard case .ok(let outputs) = self else { return [:] }
    var changes: [TensorName: Tensor] = [:]
    for name in outputs.modifiedInputs ?? [] {
      guard var tensor = request.problem.tensors[name], !tensor.values.isEmpty else { continue }
      tensor.values[0] = tensor.values[0] == 0 ? 1 : 0
      changes[name] = tensor
    }
    return changes
  }
}

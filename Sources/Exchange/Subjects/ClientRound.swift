import DeltaOperators
import Foundation

/// One round of EX-11 on the side of the client.
public struct ClientRound {
  private let requests: URL
  private let responses: URL

  /// Takes the line that opens a round.
  ///
  /// - Throws: ``ExchangeError`` for a line that is none.
  public init(_ line: String) throws(ExchangeError) {
    let members = (try? JSONParser.parse(Array(line.utf8)))?.object
    guard let requests = members?["requests"]?.string, let responses = members?["responses"]?.string else {
      throw ExchangeError("The line '\(line.prefix(60))' opens no round; it must name the folders (EX-11).")
    }
    (self.requests, self.responses) = (URL(fileURLWithPath: requests), URL(fileURLWithPath: responses))
  }

  /// Answers every request in the order of names, so that the one that ends this process is the first without an answer.
  ///
  /// `respond` says what it makes of a request, and which inputs it left changed. Returns the line that closes the round.
  public func answer(
    as implementation: String, _ respond: (Request) throws -> (response: Response, changed: [TensorName: Tensor])
  ) -> String {
    do {
      for request in try RequestFile.readAll(in: requests) {
        let (response, changed) = try respond(request)
        if !changed.isEmpty { try report(changed, request) }
        try ResponseFile.write(id: request.id, response, implementation: implementation, in: responses)
      }
      return JSONValue.object(["done": .bool(true)]).description
    } catch {
      return JSONValue.object(["error": .string("\(error)")]).description
    }
  }

  /// Writes the request anew with the inputs as they are now: that is how whoever asked sees it (WELL-3).
  private func report(_ changed: [TensorName: Tensor], _ request: Request) throws {
    var problem = request.problem
    for (name, tensor) in changed {
      switch name {
      case .input(let input): problem.inputs[input] = tensor
      case .cotangent(let output): problem.cotangents[CotangentName(of: output)] = tensor
      case .output, .gradient: break
      }
    }
    let file = requests.appendingPathComponent(request.id + ".safetensors")
    try FileAccess.write(RequestFile.encode(Request(id: request.id, problem: problem)), to: file)
  }
}

import DeltaDrift
import DeltaOperators
import Foundation

/// A subject that always answers the same, and nothing of use.
struct Unhelpful: Subject {
  let name = "unhelpful"
  let response: Response
  func respond(to requests: [Request]) -> [Response] { requests.map { _ in response } }

  /// Responses and a part of the sentence that each must produce.
  static let cases: [(Response, String)] = [
    (.unsupported("no gates"), "no gates"), (.error("crash"), "crash"), (.missing("no file"), "no file"),
    (.ok(Outputs([:])), "no tensor 'o'"), (.ok(Outputs([.o: Tensor([1, 4], repeating: 0)])), "shape [1, 4]"),
  ]
}

/// The token form with a NaN in one token.
struct NaNAtToken: Subject {
  let name = "nan"
  let token: Int
  func respond(to requests: [Request]) -> [Response] {
    TokenSubject().respond(to: requests).map { response in
      guard case .ok(var outputs) = response else { return response }
      let channels = outputs[.o]!.shape[3]
      outputs[.o]!.values[token * channels] = .nan
      return .ok(outputs)
    }
  }
}

/// The token form as a program that is costly to start.
struct Batcher: Subject {
  let name = "batcher"
  let prefersBatches = true
  let calls = Counter()
  func respond(to requests: [Request]) -> [Response] {
    calls.append(requests.count)
    return TokenSubject().respond(to: requests)
  }
}

/// Numbers noted from any thread.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var numbers: [Int] = []
  func append(_ n: Int) { lock.withLock { numbers.append(n) } }
  var value: [Int] { lock.withLock { numbers } }
}

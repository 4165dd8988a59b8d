import CDeltaConformance
import DeltaOperators
import Foundation

/// A shared library with a kernel behind the function of `delta_conformance.h`, opened in this process (EX-13).
///
/// Whoever opens one may be ended by it; `conform check --library` does so in a process of its own.
public final class KernelLibrary {
  private typealias Answer = @convention(c) (UnsafePointer<delta_request>, UnsafeMutablePointer<CChar>, Int) -> Int32

  /// The file, as given: what responses call the implementation.
  public let name: String
  private let answer: Answer

  /// Opens a library, which stays open until the process ends.
  ///
  /// - Throws: ``ExchangeError`` if it cannot be opened or lacks the function.
  public init(path: String) throws(ExchangeError) {
    name = path
    // Without a slash the system would look elsewhere.
    guard let handle = dlopen(path.contains("/") ? path : "./" + path, RTLD_NOW | RTLD_LOCAL) else {
      throw ExchangeError(
        "The library '\(path)' cannot be opened (\(String(cString: dlerror()))); give a shared library for this machine."
      )
    }
    guard let symbol = dlsym(handle, "delta_conformance_answer") else {
      throw ExchangeError(
        "The library '\(path)' has no function 'delta_conformance_answer'; export it as delta_conformance.h declares it."
      )
    }
    answer = unsafeBitCast(symbol, to: Answer.self)
  }

  /// Asks the library once.
  ///
  /// Also returns the inputs that it changed, as they are now. Complexity: a copy of the tensors each way.
  public func respond(to request: Request) -> (response: Response, changed: [TensorName: Tensor]) {
    let arena = CallArena(request)
    defer { arena.free() }
    var message = [CChar](repeating: 0, count: 1024)
    let status = message.withUnsafeMutableBufferPointer { answer(arena.request, $0.baseAddress!, $0.count) }
    message[message.count - 1] = 0
    let why = message.withUnsafeBufferPointer { String(cString: $0.baseAddress!).onOneLine }
    let response: Response =
      switch status {
      case DELTA_ANSWERED: .ok(arena.outputs)
      case DELTA_UNSUPPORTED: .unsupported(why.isEmpty ? "not offered" : why)
      case DELTA_FAILED: .error(why.isEmpty ? "it failed and did not say why" : why)
      default: .error("it returned \(status), which delta_conformance.h does not know")
      }
    return (response, arena.changed)
  }
}

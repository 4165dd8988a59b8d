import CLibFuzzer
import Foundation

@testable import DeltaExchange
@testable import DeltaOperators

/// Hands bytes to the parsers of files: the first byte says to which. None may trap, hang, or accept what it then cannot encode.
@main enum Main {
  static func main() {
    var (count, arguments) = (CommandLine.argc, Optional(CommandLine.unsafeArgv))
    withUnsafeMutablePointer(to: &arguments) { pointer in
      pointer.withMemoryRebound(to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1) {
        exit(LLVMFuzzerRunDriver(&count, $0) { Main.parse(Array(UnsafeBufferPointer(start: $0, count: $1))) })
      }
    }
  }

  static func parse(_ bytes: [UInt8]) -> Int32 {
    guard let first = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    switch first % 4 {
    case 0: request(Data(rest))
    case 1: safetensors(Data(rest))
    case 2: _ = try? ProfileFile.profile(rest, file: "profile.json")
    default: if let value = try? JSONParser.parse(rest) { again(value) }
    }
    return 0
  }

  /// A request that is read is written and read again as the same.
  private static func request(_ data: Data) {
    guard let request = try? RequestFile.decoded(data) else { return }
    let again = try? RequestFile.decoded(RequestFile.encode(request))
    precondition(again?.id == request.id && again?.problem.shape == request.problem.shape)
  }

  private static func safetensors(_ data: Data) {
    guard let file = try? SafetensorsFile(data, named: "file") else { return }
    for name in file.tensorNames { _ = try? file.tensor(name) }
  }

  /// What is read prints as something that reads back.
  private static func again(_ value: JSONValue) {
    precondition((try? JSONParser.parse(Array(value.description.utf8))) != nil)
  }
}

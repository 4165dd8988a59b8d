import CLibFuzzer
import DeltaChoiceTape
import DeltaChunkwise
import DeltaInputs
import DeltaOperators
import Foundation

/// Reads bytes as a tape, two a choice, and has the chunkwise implementation solve the problem: no access out of bounds, no trap,
/// and tensors of the expected shapes.
@main enum Main {
  static func main() {
    var (count, arguments) = (CommandLine.argc, Optional(CommandLine.unsafeArgv))
    withUnsafeMutablePointer(to: &arguments) { pointer in
      pointer.withMemoryRebound(to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1) {
        exit(LLVMFuzzerRunDriver(&count, $0) { Main.solve(UnsafeBufferPointer(start: $0, count: $1)) })
      }
    }
  }

  private static let generator = ProblemGenerator()

  static func solve(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    // The first byte is the chunk, the others the tape.
    guard let first = bytes.first else { return 0 }
    let rest = bytes.dropFirst()
    var choices: [UInt64] = []
    for start in stride(from: rest.startIndex, to: rest.endIndex - 1, by: 2) {
      choices.append(UInt64(rest[start]) | UInt64(rest[start + 1]) << 8)
    }
    var tape = Tape(replaying: choices)
    let problem = generator.draw(&tape)
    // Long sequences are slow here and add no path that short ones do not have.
    guard problem.shape.T <= 256 else { return 0 }
    let subject = ChunkwiseSubject(chunk: [1, 2, 3, 16, 64][Int(first % 5)])
    guard case .ok(let outputs)? = try? subject.respond(to: [Request(id: "fuzz", problem: problem)]).first else {
      return 0
    }
    for name in problem.outputNames {
      precondition(outputs[name]?.shape == problem.expectedShape(of: name), "\(name) has the wrong shape")
    }
    return 0
  }
}

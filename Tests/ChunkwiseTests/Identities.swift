import Operators
import Recurrences
import Scalars
import Testing

@testable import Chunkwise

/// The chunk form equals the token form over F_p, exactly: no tolerance for an index, a tail or a head to hide behind.
@Suite("CH-1: chunk form ≡ token form over F_p") struct Identities {
  typealias Form = ChunkForm<PlainKernels<PrimeField>>

  static func expectEqual(_ p: Lowered<PrimeField>, chunk: Int) {
    let (token, chunked) = (recur(p, map: FieldMap()), Form(chunk: chunk).run(p, map: FieldMap()))
    #expect(token.o == chunked.o, "o")
    #expect(token.ht == chunked.ht, "final state")
    #expect(token.at == chunked.at, "final diagonal state")
  }

  @Test("every chunk size and tail", arguments: Operator.all) func tails(op: Operator) {
    for T in [0, 1, 2, 5, 16, 17, 21] {
      let p = fieldProblem(op, Shape(T: T, H: 1, K: 3, V: 2), seed: UInt64(T))
      for chunk in 1...max(T, 1) { Self.expectEqual(p, chunk: chunk) }
    }
  }

  @Test("grouped heads and batch rows", arguments: Operator.all, [1, 2, 3]) func groups(op: Operator, ratio: Int) {
    let p = fieldProblem(op, Shape(B: 2, T: 11, H: 2, HV: 2 * ratio, K: 5, V: 4), seed: 5)
    for chunk in [1, 4, 11, 64] { Self.expectEqual(p, chunk: chunk) }
  }

  @Test("packed sequences, empty and single ones among them", arguments: Operator.all) func packed(op: Operator) {
    let cu = [0, 0, 9, 10, 10, 27, 27]
    let p = fieldProblem(op, Shape(T: 27, H: 2, HV: 4, K: 4, V: 3, cuSeqlens: cu), seed: 6)
    for chunk in [1, 3, 8, 16, 64] { Self.expectEqual(p, chunk: chunk) }
  }

  @Test(
    "decays of exactly zero", arguments: ["retnet", "mamba2", "gla", "gdn", "kda", "pgdn", "pkda", "comba", "mesanet"])
  func zeros(name: String) throws {
    var p = fieldProblem(try .named(name), Shape(T: 19, H: 1, HV: 2, K: 3, V: 2), seed: 7)
    for i in p.decay.indices where i % 5 == 0 { p.decay[i] = .zero }
    for chunk in [1, 7, 16] { Self.expectEqual(p, chunk: chunk) }
  }

  @Test("at production size", arguments: ["pgdn", "pkda"]) func production(name: String) throws {
    let p = fieldProblem(try .named(name), Shape(T: 512, H: 1, K: 128, V: 128), seed: 8)
    Self.expectEqual(p, chunk: 64)
  }
}

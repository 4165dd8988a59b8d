import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaChunkwise

/// The chunk form equals the token form over F_p, exactly: no tolerance for an index, a tail or a head to hide behind.
@Suite("CH-1: chunk form ≡ token form over F_p") struct Identities {
  static func expectEqual(_ engine: FieldEngine, _ p: Lowered<PrimeField>, chunk: Int) {
    let (token, chunked) = (recur(p, map: FieldMap()), engine.run(p, chunk))
    #expect(token.o == chunked.o, "o")
    #expect(token.ht == chunked.ht, "final state")
    #expect(token.at == chunked.at, "final state of the preconditioner")
  }

  @Test("every chunk size and tail", arguments: FieldEngine.all, Operator.all)
  func tails(engine: FieldEngine, op: Operator) {
    for T in [0, 1, 2, 5, 16, 17, 21] {
      let p = fieldProblem(op, Shape(T: T, H: 1, K: 3, V: 2), seed: UInt64(T))
      for chunk in 1...max(T, 1) { Self.expectEqual(engine, p, chunk: chunk) }
    }
  }

  @Test("grouped heads and batch rows", arguments: FieldEngine.all, Operator.all)
  func groups(engine: FieldEngine, op: Operator) {
    for ratio in [1, 2, 3] {
      let p = fieldProblem(op, Shape(B: 2, T: 11, H: 2, HV: 2 * ratio, K: 5, V: 4), seed: 5)
      for chunk in [1, 2, 4, 11, 64] { Self.expectEqual(engine, p, chunk: chunk) }
    }
  }

  @Test("packed sequences, empty and single ones among them", arguments: FieldEngine.all, Operator.all)
  func packed(engine: FieldEngine, op: Operator) {
    let cu = [0, 0, 9, 10, 10, 27, 27]
    let p = fieldProblem(op, Shape(T: 27, H: 2, HV: 4, K: 4, V: 3, cuSeqlens: cu), seed: 6)
    for chunk in [1, 2, 3, 8, 16, 64] { Self.expectEqual(engine, p, chunk: chunk) }
  }

  @Test(
    "CH-12: pairs, panels of every width and more tokens than a block", arguments: FieldEngine.all,
    ["deltanet", "gdn", "pkda", "comba", "mamba2"])
  func panels(engine: FieldEngine, name: String) throws {
    for (T, K, V) in [(3, 1, 1), (4, 4, 4), (5, 5, 7), (6, 8, 12), (7, 9, 21), (3, 4, 37), (65, 2, 9), (131, 3, 5)] {
      let p = fieldProblem(try .named(name), Shape(T: T, H: 1, HV: 2, K: K, V: V), seed: UInt64(T + V))
      Self.expectEqual(engine, p, chunk: 2)
    }
  }

  @Test(
    "decays of exactly zero", arguments: FieldEngine.all,
    ["retnet", "mamba2", "gla", "gdn", "kda", "pgdn", "pkda", "comba", "mesanet", "gdn2"])
  func zeros(engine: FieldEngine, name: String) throws {
    var p = fieldProblem(try .named(name), Shape(T: 19, H: 1, HV: 2, K: 3, V: 2), seed: 7)
    for i in p.decay.indices where i % 5 == 0 { p.decay[i] = .zero }
    for chunk in [1, 2, 7, 16] { Self.expectEqual(engine, p, chunk: chunk) }
  }

  /// Every option that some operator has, with few steps: the degree grows with each of them.
  static let variants: [(Operator, Options)] = Operator.all.flatMap { op in
    let solves: [Options] = [
      Options(gramSolve: .conjugateGradient(iterations: 0)),
      Options(gramSolve: .conjugateGradient(iterations: 2, start: .zero)),
      Options(gramSolve: .conjugateGradient(iterations: 3)),
    ]
    return (Options.tried.filter { $0.gramSolve == .exact && $0.queryShift == .normalised && $0 != .standard } + solves)
      .filter { $0.refusal(for: op.axes) == nil }.map { (op, $0) }
  }

  @Test("OP-K, OP-N, OP-S: options of the preconditioner", arguments: FieldEngine.all, variants)
  func options(engine: FieldEngine, variant: (op: Operator, options: Options)) {
    let shapes = [
      Shape(T: 21, H: 1, K: 3, V: 2), Shape(B: 2, T: 11, H: 2, HV: 6, K: 5, V: 4),
      Shape(T: 27, H: 2, HV: 4, K: 4, V: 3, cuSeqlens: [0, 0, 9, 10, 10, 27, 27]),
    ]
    for (i, shape) in shapes.enumerated() {
      var p = fieldProblem(variant.op, shape, variant.options, seed: UInt64(20 + i))
      for chunk in [1, 2, 4, 16, 64] { Self.expectEqual(engine, p, chunk: chunk) }
      // Zero keys, zero gains and decays of zero, together and apart.
      p.zeroKeys = (0..<p.k.count / shape.K).map { $0 % 3 == 1 }
      for (j, isZero) in p.zeroKeys.enumerated() where isZero {
        for c in 0..<shape.K { p.k[j * shape.K + c] = .zero }
      }
      p.zeroGains = p.gain.indices.map { $0 % 4 == 1 }
      for (j, isZero) in p.zeroGains.enumerated() where isZero { p.gain[j] = .zero }
      for j in p.decay.indices where j % 5 < 2 { p.decay[j] = .zero }
      for chunk in [2, 4, 16] { Self.expectEqual(engine, p, chunk: chunk) }
    }
  }

  @Test("the options are four for each online preconditioned operator, and MesaNet's solves") func optionCount() {
    let names = Self.variants.map(\.0.name)
    #expect(names.filter { $0 == "pgdn" }.count == 4 && names.filter { $0 == "pkda" }.count == 3)
    #expect(names.filter { $0 == "mesanet" }.count == 3 && Set(names) == ["pdn", "pgdn", "pkda", "mesanet"])
  }

  @Test("at production size", arguments: FieldEngine.all, ["pgdn", "pkda"])
  func production(engine: FieldEngine, name: String) throws {
    let p = fieldProblem(try .named(name), Shape(T: 512, H: 1, K: 128, V: 128), seed: 8)
    Self.expectEqual(engine, p, chunk: 64)
  }
}

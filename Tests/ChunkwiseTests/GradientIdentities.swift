import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaChunkwise

/// The reversed chunk form equals the adjoint of the token form over F_p, exactly.
@Suite("CH-8: chunkwise gradients ≡ the adjoint over F_p") struct GradientIdentities {
  static func cotangents(_ p: Lowered<PrimeField>, seed: UInt64) -> LoweredOutputs<PrimeField> {
    var generator = SplitMix64(seed: seed &+ 50)
    func draw(_ count: Int) -> [PrimeField] { (0..<count).map { _ in PrimeField(residue: generator.next()) } }
    let s = p.shape
    return LoweredOutputs(o: draw(p.v.count), ht: draw(s.N * s.HV * s.K * s.V), at: draw(p.a0.count))
  }

  static func expectEqual(_ engine: FieldEngine, _ p: Lowered<PrimeField>, chunk: Int, seed: UInt64) {
    let cotangents = cotangents(p, seed: seed)
    let token = adjoint(of: p, map: CentredMap(), cotangents: cotangents)
    let (outputs, gradients) = engine.reverse(p, cotangents, chunk)
    for (name, path) in LoweredGradients<PrimeField>.fields {
      #expect(token[keyPath: path] == gradients[keyPath: path], "gradient of \(name)")
    }
    let forward = recur(p, map: CentredMap())
    #expect(forward.o == outputs.o && forward.ht == outputs.ht && forward.at == outputs.at, "outputs")
  }

  @Test("every array of a gradient is compared") func fields() {
    let p = fieldProblem(Operator.all[0], Shape(T: 1, K: 1, V: 1), seed: 1)
    let stored = Mirror(reflecting: LoweredGradients(zerosLike: p)).children.compactMap(\.label)
    // What cumulative forms leave beside the gradient of the decay is no output of a chunk form.
    #expect(LoweredGradients<PrimeField>.fields.map(\.name) == stored.filter { !$0.hasPrefix("logDecay") })
  }

  @Test("every chunk size and tail", arguments: FieldEngine.all, Operator.all)
  func tails(engine: FieldEngine, op: Operator) {
    for T in [0, 1, 2, 5, 9] {
      let p = fieldProblem(op, Shape(T: T, H: 1, K: 3, V: 2), seed: UInt64(T))
      for chunk in 1...max(T, 1) { Self.expectEqual(engine, p, chunk: chunk, seed: 1) }
    }
  }

  @Test("GRAD-6: the adjoint of a deferred state is the adjoint, exactly", arguments: Operator.all)
  func deferred(op: Operator) {
    let p = fieldProblem(op, Shape(T: 11, H: 1, HV: 2, K: 3, V: 2, cuSeqlens: [0, 4, 4, 11]), seed: 8)
    let cotangents = Self.cotangents(p, seed: 9)
    var exact = Exact<PrimeField>()
    func gradients(_ form: StateForm) -> [[PrimeField]] {
      let d = adjoint(of: p, map: CentredMap(), cotangents: cotangents, rounding: &exact, form: form)
      return LoweredGradients<PrimeField>.fields.map { d[keyPath: $0.path] }
    }
    for chunk in [1, 2, 5, 64] { #expect(gradients(.deferred(chunk: chunk)) == gradients(.matrix), "\(chunk)") }
  }

  @Test("grouped heads, batch rows, packed and empty sequences", arguments: FieldEngine.all, Operator.all)
  func heads(engine: FieldEngine, op: Operator) {
    let rows = fieldProblem(op, Shape(B: 2, T: 7, H: 2, HV: 4, K: 3, V: 4), seed: 5)
    let packed = fieldProblem(op, Shape(T: 27, H: 1, HV: 3, K: 4, V: 3, cuSeqlens: [0, 0, 9, 10, 10, 27, 27]), seed: 6)
    for chunk in [1, 4, 16, 64] {
      Self.expectEqual(engine, rows, chunk: chunk, seed: 2)
      Self.expectEqual(engine, packed, chunk: chunk, seed: 3)
    }
  }

  @Test(
    "decays of exactly zero", arguments: FieldEngine.all,
    ["retnet", "mamba2", "gla", "gdn", "kda", "pgdn", "pkda", "comba", "mesanet", "gdn2"])
  func zeros(engine: FieldEngine, name: String) throws {
    var p = fieldProblem(try .named(name), Shape(T: 19, H: 1, HV: 2, K: 3, V: 2), seed: 7)
    for i in p.decay.indices where i % 5 == 0 { p.decay[i] = .zero }
    for chunk in [1, 7, 16] { Self.expectEqual(engine, p, chunk: chunk, seed: 4) }
  }

  @Test(
    "CH-8: concurrent heads give the same bits at every run", arguments: FloatEngine.available, ["pkda", "mesanet"])
  func concurrent(engine: FloatEngine, name: String) throws {
    var p = Float32.random(try .named(name), Shape(B: 3, T: 40, H: 2, HV: 6, K: 6, V: 5))
    p.cotangents[.o] = Tensor(p.expectedShape(of: .o), p[.v].values)
    let subject = ChunkwiseSubject(chunk: 8, engine: engine)
    let first = subject.evaluate(p)
    for _ in 0..<20 { #expect(subject.evaluate(p) == first) }
    #expect(first.gradients[.dk]!.values.contains { $0 != 0 })
  }

  @Test("at a production chunk", arguments: FieldEngine.all, ["pgdn", "pkda"])
  func production(engine: FieldEngine, name: String) throws {
    Self.expectEqual(
      engine, fieldProblem(try .named(name), Shape(T: 130, H: 1, K: 32, V: 32), seed: 8), chunk: 64, seed: 5)
  }
}

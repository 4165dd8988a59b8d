import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaChunkwise

/// A fixed map A ↦ B over F_p with its derivatives: B = A² + (3+h)A + c·A with a centre c of its own for each head.
struct CentredMap: DifferentiableMap {
  func centre(_ head: Int) -> PrimeField { PrimeField(11 * head + 5) }
  func preconditioner(_ a: PrimeField, head: Int) -> PrimeField { a * a + (PrimeField(3 + head) + centre(head)) * a }
  func differential(_ a: PrimeField, head: Int) -> (state: PrimeField, centre: PrimeField) {
    (a + a + PrimeField(3 + head) + centre(head), a)
  }
}

/// The reversed chunk form equals the adjoint of the token form over F_p, exactly.
@Suite("CH-8: chunkwise gradients ≡ the adjoint over F_p") struct GradientIdentities {
  typealias Form = ChunkForm<PlainKernels<PrimeField>>

  static func cotangents(_ p: Lowered<PrimeField>, seed: UInt64) -> LoweredOutputs<PrimeField> {
    var generator = SplitMix64(seed: seed &+ 50)
    func draw(_ count: Int) -> [PrimeField] { (0..<count).map { _ in PrimeField(residue: generator.next()) } }
    let s = p.shape
    return LoweredOutputs(o: draw(p.v.count), ht: draw(s.N * s.HV * s.K * s.V), at: draw(p.a0.count))
  }

  static func expectEqual(_ p: Lowered<PrimeField>, chunk: Int, seed: UInt64) {
    let cotangents = cotangents(p, seed: seed)
    let token = adjoint(of: p, map: CentredMap(), cotangents: cotangents)
    let chunked = Form(chunk: chunk).gradients(of: p, map: CentredMap(), cotangents: cotangents)
    #expect(token.q == chunked.q, "dq")
    #expect(token.k == chunked.k, "dk")
    #expect(token.v == chunked.v, "dv")
    #expect(zip(p.decay, token.decay).map { $0 * $1 } == chunked.decay, "α dα")
    #expect(token.gain == chunked.gain, "dβ")
    #expect(zip(p.decayATK, token.decayATK).map { $0 * $1 } == chunked.decayATK, "α^P dα^P")
    #expect(token.gainATK == chunked.gainATK, "dβ^P")
    #expect(token.centre == chunked.centre, "dc")
    #expect(token.h0 == chunked.h0, "dS_0")
    #expect(token.a0 == chunked.a0, "dA_0")
    #expect(token.eraseGain == chunked.eraseGain, "dβ̃")
    #expect(token.lambda == chunked.lambda, "dΛ")
    #expect(token.shift == chunked.shift, "dd")
  }

  @Test("every chunk size and tail", arguments: Operator.all) func tails(op: Operator) {
    for T in [0, 1, 2, 5, 9] {
      let p = fieldProblem(op, Shape(T: T, H: 1, K: 3, V: 2), seed: UInt64(T))
      for chunk in 1...max(T, 1) { Self.expectEqual(p, chunk: chunk, seed: 1) }
    }
  }

  @Test("GRAD-6: the adjoint of a deferred state is the adjoint, exactly", arguments: Operator.all)
  func deferred(op: Operator) {
    let p = fieldProblem(op, Shape(T: 11, H: 1, HV: 2, K: 3, V: 2, cuSeqlens: [0, 4, 4, 11]), seed: 8)
    let cotangents = Self.cotangents(p, seed: 9)
    var exact = Exact<PrimeField>()
    func gradients(_ form: StateForm) -> [[PrimeField]] {
      let d = adjoint(of: p, map: CentredMap(), cotangents: cotangents, rounding: &exact, form: form)
      return [
        d.q, d.k, d.v, d.decay, d.gain, d.decayATK, d.gainATK, d.centre, d.h0, d.a0, d.eraseGain, d.lambda, d.shift,
      ]
    }
    for chunk in [1, 2, 5, 64] { #expect(gradients(.deferred(chunk: chunk)) == gradients(.matrix), "\(chunk)") }
  }

  @Test("grouped heads, batch rows, packed and empty sequences", arguments: Operator.all)
  func heads(op: Operator) {
    let rows = fieldProblem(op, Shape(B: 2, T: 7, H: 2, HV: 4, K: 3, V: 4), seed: 5)
    let packed = fieldProblem(op, Shape(T: 27, H: 1, HV: 3, K: 4, V: 3, cuSeqlens: [0, 0, 9, 10, 10, 27, 27]), seed: 6)
    for chunk in [1, 4, 16, 64] {
      Self.expectEqual(rows, chunk: chunk, seed: 2)
      Self.expectEqual(packed, chunk: chunk, seed: 3)
    }
  }

  @Test(
    "decays of exactly zero", arguments: ["retnet", "mamba2", "gla", "gdn", "kda", "pgdn", "pkda", "comba", "mesanet"])
  func zeros(name: String) throws {
    var p = fieldProblem(try .named(name), Shape(T: 19, H: 1, HV: 2, K: 3, V: 2), seed: 7)
    for i in p.decay.indices where i % 5 == 0 { p.decay[i] = .zero }
    for chunk in [1, 7, 16] { Self.expectEqual(p, chunk: chunk, seed: 4) }
  }

  @Test("CH-8: concurrent heads give the same bits at every run", arguments: ["pkda", "mesanet"])
  func concurrent(name: String) throws {
    var p = Float32.random(try .named(name), Shape(B: 3, T: 40, H: 2, HV: 6, K: 6, V: 5))
    p.cotangents[.o] = Tensor(p.expectedShape(of: .o), p[.v].values)
    let first = FloatGradients.evaluate(p, chunk: 8)
    for _ in 0..<20 { #expect(FloatGradients.evaluate(p, chunk: 8) == first) }
    #expect(first[.dk]!.values.contains { $0 != 0 })
  }

  @Test("at a production chunk", arguments: ["pgdn", "pkda"]) func production(name: String) throws {
    Self.expectEqual(
      fieldProblem(try .named(name), Shape(T: 130, H: 1, K: 32, V: 32), seed: 8), chunk: 64, seed: 5)
  }
}

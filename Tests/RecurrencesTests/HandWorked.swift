import Operators
import Scalars
import Testing

@testable import Recurrences

/// Two tokens, worked out by hand from OP-1, OP-2 and OP-A: the reference must not be its own judge.
@Suite struct HandWorked {
  /// A problem with K = 2, V = 1, T = 2 and no normalisation.
  func problem(_ name: String, _ extra: [InputName: Tensor] = [:]) throws -> Problem {
    var inputs: [InputName: Tensor] = [
      .q: Tensor([1, 2, 1, 2], [1, 0, 1, 1]), .k: Tensor([1, 2, 1, 2], [1, 0, 0.5, 0.5]),
      .v: Tensor([1, 2, 1, 1], [2, 3]),
    ]
    inputs.merge(extra) { $1 }
    let p = Problem(
      try .named(name), Shape(T: 2, K: 2, V: 1), Settings(scale: 1, l2norm: .none), inputs: inputs)
    try p.validate()
    return p
  }

  @Test("OP-2: linear attention adds k vᵀ") func linearAttention() throws {
    let out = Reference.evaluate(try problem("linear-attention"))
    // S₁ = (2, 0), S₂ = (2 + 1.5, 1.5).
    #expect(out[.o] == [2, 5])
    #expect(out[.ht] == [3.5, 1.5])
  }

  @Test("OP-1: DeltaNet corrects the prediction") func deltaNet() throws {
    let out = Reference.evaluate(try problem("deltanet", [.beta: Tensor([1, 2, 1], [1, 0.5])]))
    // S₁ = (2, 0); prediction 1, u₂ = ½(3 − 1) = 1; S₂ = (2.5, 0.5).
    #expect(out[.o] == [2, 3])
    #expect(out[.ht] == [2.5, 0.5])
  }

  @Test("OP-1, OP-D: the decay comes before the erase reads the state") func gatedDeltaNet() throws {
    let gates = Tensor([1, 2, 1], [0, -.infinity])
    let out = Reference.evaluate(try problem("gdn", [.g: gates, .beta: Tensor([1, 2, 1], [1, 0.5])]))
    // The second decay is 0: the prediction is 0, u₂ = 1.5, S₂ = (0.75, 0.75). Erasing first would have given 0.5.
    #expect(out[.o] == [2, 1.5])
    #expect(out[.ht] == [0.75, 0.75])
  }

  @Test("OP-D: a channel gate decays its own row") func kimiDelta() throws {
    let gates = Tensor([1, 2, 1, 2], [0, 0, -.infinity, 0])
    let start = Tensor([1, 1, 2, 1], [0, 4])
    let out = Reference.evaluate(
      try problem("kda", [.g: gates, .beta: Tensor([1, 2, 1], [1, 0.5]), .h0: start]))
    // S₁ = (2, 4); decayed (0, 4); prediction 2, u₂ = ½; S₂ = (0.25, 4.25).
    #expect(out[.o] == [2, 4.5])
    #expect(out[.ht] == [0.25, 4.25])
  }

  @Test("OP-A: B is x^(−s) of the squashed log, and A accumulates squares") func squashedDiagonal() throws {
    let extra: [InputName: Tensor] = [
      .beta: Tensor([1, 2, 1], [1, 1]), .gATK: Tensor([1, 2, 1], [0, 0]), .betaATK: Tensor([1, 2, 1], [1, 0]),
      .logATKScale: Tensor([1], [0]),
    ]
    var p = try problem("pdn", extra)
    // ε = 1 and A = (1, 0) give r = (log 2, 0), so B₂ = 1 exactly in the second channel; x = e makes log x = 1.
    (p.settings.x, p.settings.eps) = (2.718281828459045, 1)
    let out = Reference.evaluate(p)
    #expect(out[.at] == [1, 0])
    let s = 0.6931471805599453 / 1.6931471805599454
    let b = Double.exp(-s)
    // S₁ = 2·(b, 0); prediction b, u₂ = 3 − b; S₂ = (2b + ½b(3 − b), ½(3 − b)).
    let expected: [Double] = [2 * b + 0.5 * b * (3 - b), 0.5 * (3 - b)]
    for (found, value) in zip(out[.ht]!, expected) {
      let error = abs(found - value)
      #expect(error < 1e-15)
    }
  }

  @Test("CONV-3: the two norms of a key of length 1e-3", arguments: [(L2Norm.rsqrtEps, 0.7071), (.maxEps, 1.0)])
  func norms(norm: L2Norm, length: Double) {
    var exact = Exact<Double>()
    let k = normalised([6e-4, 8e-4], K: 2, norm, &exact)
    let found = (k[0] * k[0] + k[1] * k[1]).squareRoot()
    #expect(abs(found - length) < 1e-4)
  }
}

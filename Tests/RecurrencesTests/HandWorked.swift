import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

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

  /// Compares outputs to a few units of the last place.
  func expect(_ out: [OutputName: [Double]], o: [Double], ht: [Double]) {
    for (found, value) in zip(out[.o]! + out[.ht]!, o + ht) { #expect(abs(found - value) < 1e-14) }
  }

  @Test("OP-D: GLA decays each row, RetNet all rows by one constant") func offlineDecays() throws {
    let start = Tensor([1, 1, 2, 1], [0, 4])
    let gla = try problem("gla", [.g: Tensor([1, 2, 1, 2], [0, 0, -.infinity, 0]), .h0: start])
    // S₁ = (2, 4), decayed (0, 4), S₂ = (1.5, 5.5).
    expect(Reference.evaluate(gla), o: [2, 7], ht: [1.5, 5.5])
    let half = -Float(0.6931471805599453)
    let retnet = try problem("retnet", [.g: Tensor([1], [half]), .h0: start])
    // S₁ = (2, 4α), S₂ = (2α + 1.5, 4α² + 1.5).
    let a = Double.exp(Double(half))
    expect(Reference.evaluate(retnet), o: [2, 2 * a + 4 * a * a + 3], ht: [2 * a + 1.5, 4 * a * a + 1.5])
  }

  @Test("OP-G: the gains of Longhorn, NLMS and EFLA") func gains() throws {
    let beta = Tensor([1, 2, 1], [1, 1])
    // ‖k‖² = 1 and ½: gains ½ and ⅔.
    expect(Reference.evaluate(try problem("longhorn", [.beta: beta])), o: [1, 8.0 / 3], ht: [11.0 / 6, 5.0 / 6])
    // Gains 1 and 2: S₁ = (2, 0), u₂ = 2·(3 − 1).
    expect(Reference.evaluate(try problem("nlms")), o: [2, 6], ht: [4, 2])
    // Gains 1 − 1/e and 2(1 − e^{−½}).
    let first = 2 * (1 - Double.exp(-1))
    let u = 2 * (1 - Double.exp(-0.5)) * (3 - first / 2)
    expect(Reference.evaluate(try problem("efla", [.beta: beta])), o: [first, first + u], ht: [first + u / 2, u / 2])
  }

  @Test("OP-G: a key of zero: NLMS writes nothing, and EFLA's gain is finite", arguments: ["nlms", "efla"])
  func zeroKey(name: String) throws {
    var p = try problem(name, name == "efla" ? [.beta: Tensor([1, 2, 1], [1, 1])] : [:])
    p[.k].values = [0, 0, 0, 0]
    expect(Reference.evaluate(p), o: [0, 0], ht: [0, 0])
    var exact = Exact<Double>()
    #expect(lower(p, to: Double.self, rounding: &exact).gain == (name == "nlms" ? [0, 0] : [1, 1]))
  }

  @Test("OP-G: EFLA's gain tends to β as the key shrinks") func smallKeys() throws {
    var p = try problem("efla", [.beta: Tensor([1, 2, 1], [0.75, 0.75])])
    for exponent in [-10, -30, -60] {
      p[.k].values = [Float(sign: .plus, exponent: exponent, significand: 1), 0, 0, 0]
      var exact = Exact<Double>()
      let gain = lower(p, to: Double.self, rounding: &exact).gain[0]
      let square = Double(sign: .plus, exponent: 2 * exponent, significand: 1)
      // (1 − e^{−x})/x = 1 − x/2 + x²/6 − …, x = βλ.
      let x = 0.75 * square
      #expect(abs(gain - 0.75 * (1 - x / 2 + x * x / 6)) < 2 * gain.ulp)
    }
  }

  /// The diagonal preconditioner of the test above: B = (b, 1), A = (1, 0) at both tokens.
  func squashed(_ name: String, _ extra: [InputName: Tensor]) throws -> (Problem, b: Double) {
    let diagonal: [InputName: Tensor] = [
      .gATK: Tensor([1, 2, 1], [0, 0]), .betaATK: Tensor([1, 2, 1], [1, 0]), .logATKScale: Tensor([1], [0]),
    ]
    var p = try problem(name, diagonal.merging(extra) { $1 })
    (p.settings.x, p.settings.eps) = (2.718281828459045, 1)
    return (p, Double.exp(-0.6931471805599453 / 1.6931471805599454))
  }

  @Test("OP-G: P-Longhorn's gain divides by 1 + β kᵀk̃") func preconditionedLonghorn() throws {
    let (p, b) = try squashed("p-longhorn", [.beta: Tensor([1, 2, 1], [1, 1])])
    // kᵀk̃ = b and (b + 1)/4.
    let first = 2 * b / (1 + b)
    let u = (3 - first / 2) / (1 + (b + 1) / 4)
    let ht = [first + b * u / 2, u / 2]
    expect(Reference.evaluate(p), o: [first, ht[0] + ht[1]], ht: ht)
  }

  @Test("OP-2: key-preconditioned Mamba-2 writes v along the write key") func preconditionedMamba() throws {
    let (p, b) = try squashed("key-precond-mamba2", [.g: Tensor([1, 2, 1], [0, -.infinity])])
    expect(Reference.evaluate(p), o: [2 * b, 1.5 * b + 1.5], ht: [1.5 * b, 1.5])
  }

  @Test("OP-P: PLA divides the query by A + Λ") func diagonalQuery() throws {
    let p = try problem(
      "pla",
      [
        .gATK: Tensor([1, 2, 1], [0, 0]), .betaATK: Tensor([1, 2, 1], [1, 0]), .lambda: Tensor([1, 2], [1, 1]),
      ])
    // A = (1, 0): q̃₁ = (½, 0), q̃₂ = (½, 1); S₂ = (3.5, 1.5).
    let out = Reference.evaluate(p)
    expect(out, o: [1, 3.25], ht: [3.5, 1.5])
    #expect(out[.at] == [1, 0])
  }

  @Test("OP-comba: the erase reads the state before its decay, with a gain of its own") func comba() throws {
    let p = try problem(
      "comba",
      [
        .g: Tensor([1, 2, 1], [0, -.infinity]), .beta: Tensor([1, 2, 1], [1, 0.5]),
        .betaErase: Tensor([1, 2, 1], [0, 0.5]), .shift: Tensor([1], [0.5]),
      ])
    // S₁ = (2, 0), read with (½, 0); u₂ = ½·3 − ½·1, although the decay is 0; read with ¾(1, 1).
    expect(Reference.evaluate(p), o: [1, 0.75], ht: [0.5, 0.5])
  }

  @Test("OP-gdn2: each channel erases and writes with a gain of its own") func gatedDeltaNet2() throws {
    let p = Problem(
      .gdn2, Shape(T: 2, K: 2, V: 2), Settings(scale: 1, l2norm: .none),
      inputs: [
        .q: Tensor([1, 2, 1, 2], [1, 0, 1, 1]), .k: Tensor([1, 2, 1, 2], [1, 0, 0.5, 0.5]),
        .v: Tensor([1, 2, 1, 2], [2, 4, 3, 5]), .g: Tensor([1, 2, 1, 2], [0, 0, -.infinity, 0]),
        .b: Tensor([1, 2, 1, 2], [1, 0, 1, 0.5]), .w: Tensor([1, 2, 1, 2], [1, 0.5, 0.5, 0]),
        .h0: Tensor([1, 1, 2, 2], [0, 2, 4, 8]),
      ])
    try p.validate()
    // b∘k = (1, 0) reads (0, 2), w∘v = (2, 2), u₁ = (2, 0); S₁ = (2, 2; 4, 8).
    // The first row is forgotten; b∘k = (½, ¼) reads (1, 2), w∘v = (1.5, 0), u₂ = (½, −2); S₂ = (¼, −1; 4¼, 7), written with k.
    expect(Reference.evaluate(p), o: [2, 2, 4.5, 6], ht: [0.25, -1, 4.25, 7])
  }

  @Test("OP-mesanet: the query solves with the decayed Gram matrix and a ridge that is not decayed") func mesa() throws
  {
    let p = try problem(
      "mesanet",
      [
        .g: Tensor([1, 2, 1], [0, -.infinity]), .beta: Tensor([1, 2, 1], [1, 0.5]), .lambda: Tensor([1, 2], [1, 1]),
      ])
    // H₁ + Λ = diag(2, 1); H₂ = ⅛·11ᵀ, of which (1, 1) is an eigenvector: q̃₂ = ⅘(1, 1).
    let out = Reference.evaluate(p)
    expect(out, o: [1, 1.2], ht: [0.75, 0.75])
    #expect(out[.at] == [0.125, 0.125, 0.125, 0.125])
  }

  @Test("OP-least-squares: the state is the ridge solution") func leastSquares() throws {
    let out = Reference.evaluate(try problem("least-squares", [.lambda: Tensor([1, 2], [1, 1])]))
    // (A + I)⁻¹ Σ k v with A = ((1.25, 0.25), (0.25, 0.25)) and Σ k v = (3.5, 1.5).
    expect(out, o: [1, 26.0 / 11], ht: [16.0 / 11, 10.0 / 11])
    #expect(out[.at] == [1.25, 0.25, 0.25, 0.25])
  }

  @Test("CONV-3: the two norms of a key of length 1e-3", arguments: [(L2Norm.rsqrtEps, 0.7071), (.maxEps, 1.0)])
  func norms(norm: L2Norm, length: Double) {
    var exact = Exact<Double>()
    let k = normalised([6e-4, 8e-4], K: 2, norm, &exact)
    let found = (k[0] * k[0] + k[1] * k[1]).squareRoot()
    #expect(abs(found - length) < 1e-4)
  }
}

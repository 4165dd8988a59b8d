import DeltaExactScalars
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

/// OP-K, OP-N, OP-R, OP-S: options of the preconditioner, worked out by hand and exactly over the rationals.
@Suite("OP-K, OP-N, OP-R, OP-S: options") struct OptionTests {
  /// B = 2/(1 + A): rational, falling, and different in every channel.
  struct Fraction: DiagonalMap {
    func preconditioner(_ a: Rational, head: Int) -> Rational { Rational(2) / (.one + a) }
  }

  static func ratios(_ pairs: [(Int, Int)]) -> [Rational] { pairs.map { Rational($0.0, $0.1) } }

  /// Two tokens, K = 2, V = 1: q = (1,0), (1,1); k = (1,0), (½,½); v = 2, 3; A accumulates without decay.
  static func twoTokens(_ name: String, _ options: Options, gains: [Rational] = [1, 1]) throws -> Lowered<Rational> {
    var p = Lowered(
      op: try .named(name), shape: Shape(T: 2, K: 2, V: 1), q: [1, 0, 1, 1],
      k: ratios([(1, 1), (0, 1), (1, 2), (1, 2)]), v: [2, 3], gain: gains, decayATK: [1, 1], gainATK: [1, 1])
    (p.options, p.lambda) = (options, [1, 1])
    return p
  }

  static func expect(_ p: Lowered<Rational>, o: [(Int, Int)], ht: [(Int, Int)], at: [(Int, Int)]) {
    let out = recur(p, map: Fraction())
    #expect(out.o == ratios(o) && out.ht == ratios(ht) && out.at == ratios(at), "\(out.o) \(out.ht) \(out.at)")
  }

  @Test("OP-K: the Sherman–Morrison key divides by 1 + kᵀ(p∘k), with p of the state before") func shermanMorrison()
    throws
  {
    // p₁ = (1, 1): k̃₁ = (½, 0), S₁ = (1, 0). p₂ = (½, 1): p∘k = (¼, ½), kᵀ(p∘k) = ⅜, k̃₂ = (2, 4)/11, u₂ = 5/2.
    Self.expect(
      try Self.twoTokens("pdn", Options(writeKey: .shermanMorrison)), o: [(1, 1), (26, 11)], ht: [(16, 11), (10, 11)],
      at: [(5, 4), (1, 4)])
  }

  @Test(
    "OP-R: a raw query gives up its share before norm and scale, another after",
    arguments: [(QueryShift.raw, Float(6)), (.normalised, 9)])
  func queryShift(shift: QueryShift, o: Float) throws {
    // Scale 2, no norm: q̃ = 2((2, 0) − ½(1, 1)) = (3, −1), or 2(2, 0) − ½(1, 1) = (7/2, −½); S = (3, 3).
    let one = Tensor([1, 1, 1], [1])
    let problem = Problem(
      .comba, Shape(T: 1, K: 2, V: 1), Settings(scale: 2, l2norm: .none, options: Options(queryShift: shift)),
      inputs: [
        .q: Tensor([1, 1, 1, 2], [2, 0]), .k: Tensor([1, 1, 1, 2], [1, 1]), .v: Tensor([1, 1, 1, 1], [3]),
        .g: Tensor([1, 1, 1], [0]), .beta: one, .betaErase: one, .shift: Tensor([1], [0.5]),
      ])
    #expect(Reference.evaluate(problem)[.o]! == [Double(o)])
  }

  // A = (1, 0), (5/4, ¼): B = (1, 2), (8/9, 8/5); B∘k₂ = (4/9, 4/5), kᵀBk = 1 and 28/45.
  @Test("OP-N: the factor 1/(kᵀBk) makes kᵀk̃ = 1") func reciprocal() throws {
    // k̃₁ = (1, 0), S₁ = (2, 0); k̃₂ = (5, 9)/7, u₂ = ½(3 − 1).
    Self.expect(
      try Self.twoTokens("pdn", Options(factor: .reciprocal), gains: [1, Rational(1, 2)]), o: [(2, 1), (4, 1)],
      ht: [(19, 7), (9, 7)], at: [(5, 4), (1, 4)])
  }

  @Test("OP-N: the factor 1/(1 + kᵀBk)") func damped() throws {
    // k̃₁ = (½, 0), S₁ = (1, 0); k̃₂ = (20, 36)/73, u₂ = ½(3 − ½).
    Self.expect(
      try Self.twoTokens("pdn", Options(factor: .damped), gains: [1, Rational(1, 2)]), o: [(1, 1), (143, 73)],
      ht: [(98, 73), (45, 73)], at: [(5, 4), (1, 4)])
  }

  @Test("OP-N: the factor β/(α + β kᵀBk) takes the place of the gain") func weighted() throws {
    var p = try Self.twoTokens("pgdn", Options(factor: .weighted), gains: [1, Rational(1, 2)])
    p.decay = [1, Rational(1, 2)]
    // ½·2 along (1, 0); then S = (½, 0), error 11/4, factor ½/(½ + ½·28/45) = 45/73.
    Self.expect(p, o: [(1, 1), (381, 146)], ht: [(183, 146), (99, 73)], at: [(5, 4), (1, 4)])
  }

  @Test("OP-N: a zero key writes nothing, and a zero gain neither, even after a decay of zero") func nothing() throws {
    for factor in [KeyFactor.reciprocal, .weighted] {
      var p = try Self.twoTokens(factor == .weighted ? "pgdn" : "pdn", Options(factor: factor))
      (p.k[2], p.k[3], p.zeroKeys) = (0, 0, [false, true])
      if factor == .weighted { p.decay = [1, 0] }
      let out = recur(p, map: Fraction())
      #expect(out.ht == (factor == .weighted ? [0, 0] : [2, 0]))
    }
    var p = try Self.twoTokens("pgdn", Options(factor: .weighted), gains: [1, 0])
    (p.decay, p.zeroGains) = ([1, 0], [false, true])
    #expect(recur(p, map: Fraction()).ht == [0, 0])
  }

  @Test("OP-N: whether a key or a gain is zero is read off the tensors as handed over") func zeros() throws {
    var p = Structure.random(.pgdn, Shape(T: 3, H: 1, HV: 2, K: 2, V: 1), seed: 11)
    (p.settings.options.factor, p[.beta].values[3]) = (.weighted, 0)
    (p[.k].values[2], p[.k].values[3], p[.k].values[4]) = (0, 0, 0)
    var exact = Exact<Double>()
    let lowered = lower(p, to: Double.self, rounding: &exact)
    #expect(lowered.zeroKeys == [false, true, false])
    #expect(lowered.zeroGains == [false, false, false, true, false, false])
    #expect(lowered.options == p.settings.options)
    p[.g].values = p[.g].values.map { _ in -.infinity }
    let finite = Reference.evaluate(p)[.o]!.filter(\.isFinite).count
    #expect(finite == 6)
  }

  /// Random rational data of an operator with a diagonal state, HV = 2H.
  static func random(_ name: String, _ options: Options, K: Int = 3, T: Int = 4, seed: UInt64) throws
    -> Lowered<Rational>
  {
    var generator = SplitMix64(seed: seed)
    func draw(_ count: Int, from low: Int = -8) -> [Rational] {
      (0..<count).map { _ in Rational(low + Int(generator.next() % UInt64(9 - low)), 8) }
    }
    let s = Shape(T: T, H: 1, HV: 2, K: K, V: 2)
    var p = Lowered(
      op: try .named(name), shape: s, q: draw(T * K), k: draw(T * K), v: draw(T * 4), gain: draw(T * 2, from: 0),
      decayATK: draw(T, from: 0), gainATK: draw(T, from: 0), h0: draw(4 * K), a0: draw(K, from: 0))
    if p.op.axes.decay == .scalar { p.decay = draw(T * 2, from: 0) }
    (p.options, p.lambda) = (options, draw(K, from: 1))
    return p
  }

  /// The write keys of the only key head of the first sequence.
  static func writeKeys(_ p: Lowered<Rational>) -> [Rational] {
    var (head, exact) = (HeadSlice(p, p.shape.sequences[0], 0), Exact<Rational>())
    _ = head.apply(SquashedDiagonal.self, Fraction(), &exact)
    return head.writeKeys
  }

  /// The inner product of two tokens' three channels.
  static func overlap(_ k: [Rational], _ writeKeys: [Rational], token t: Int) -> Rational {
    (t * 3..<t * 3 + 3).reduce(Rational.zero) { $0 + k[$1] * writeKeys[$1] }
  }

  @Test("ATK-1: 0 ≤ kᵀk̃ < 1 for the Sherman–Morrison key, and not without its denominator", arguments: 1...20)
  func overlap(seed: UInt64) throws {
    let p = try Self.random("pdn", Options(writeKey: .shermanMorrison), seed: seed)
    let keys = Self.writeKeys(p)
    for t in 0..<p.shape.T {
      let overlap = Self.overlap(p.k, keys, token: t)
      #expect(overlap >= 0 && overlap < 1)
    }
    // p∘k alone, of a key of ones and A + Λ = ⅛: kᵀ(p∘k) = 24, and k̃ᵀk = 24/25.
    var single = p
    (single.k, single.a0) = (p.k.map { _ in 1 }, [0, 0, 0])
    single.lambda = [Rational(1, 8), Rational(1, 8), Rational(1, 8)]
    let first = Self.writeKeys(single)
    #expect(Self.overlap(single.k, first, token: 0) == Rational(24, 25))
  }

  @Test("OP-N: kᵀk̃ is 1 with the reciprocal factor and below 1 with the damped one", arguments: 1...10)
  func factors(seed: UInt64) throws {
    for factor in [KeyFactor.reciprocal, .damped] {
      var p = try Self.random("pdn", Options(factor: factor), seed: seed)
      p.zeroKeys = (0..<p.shape.T).map { t in p.k[t * 3..<t * 3 + 3].allSatisfy { $0 == 0 } }
      let keys = Self.writeKeys(p)
      for t in 0..<p.shape.T where !p.zeroKeys[t] {
        let overlap = Self.overlap(p.k, keys, token: t)
        #expect(factor == .reciprocal ? overlap == 1 : overlap > 0 && overlap < 1)
      }
    }
  }

  @Test("OP-N: without decay the weighted factor is P-Longhorn's gain", arguments: 1...5)
  func longhorn(seed: UInt64) throws {
    let weighted = recur(try Self.random("pdn", Options(factor: .weighted), seed: seed), map: Fraction())
    let longhorn = recur(try Self.random("p-longhorn", .standard, seed: seed), map: Fraction())
    let plain = recur(try Self.random("pdn", .standard, seed: seed), map: Fraction())
    #expect(weighted.o == longhorn.o && weighted.ht == longhorn.ht && weighted.o != plain.o)
  }

  @Test("OP-K, EQ-2: with one channel the Sherman–Morrison key is exact least squares", arguments: 1...5)
  func oneChannel(seed: UInt64) throws {
    var p = try Self.random("pdn", Options(writeKey: .shermanMorrison), K: 1, seed: seed)
    (p.gain, p.h0) = (p.gain.map { _ in 1 }, [])
    (p.decayATK, p.gainATK) = (p.decayATK.map { _ in 1 }, p.gainATK.map { _ in 1 })
    let exact = Lowered(
      op: .leastSquares, shape: p.shape, q: p.q, k: p.k, v: p.v, a0: p.a0, lambda: p.lambda)
    let (diagonal, full) = (recur(p, map: Fraction()), recur(exact, map: Fraction()))
    #expect(diagonal.o == full.o && diagonal.ht == full.ht && diagonal.at == full.at)
  }
}

import DeltaExactScalars
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

/// OP-S: conjugate gradients in the place of MesaNet's exact solve.
@Suite("OP-S: conjugate gradients") struct ConjugateGradientTests {
  /// One token: k = (1, 0), v = 2, q = (1, 1), Λ = (1, 1), so that G = diag(2, 1) and C = (2, 0)ᵀ.
  static func oneToken(_ solve: GramSolve, eps: Rational) throws -> Lowered<Rational> {
    var p = Lowered<Rational>(
      op: .mesanet, shape: Shape(T: 1, K: 2, V: 1), q: [1, 1], k: [1, 0], v: [2], decay: [1], gain: [1],
      lambda: [1, 1])
    (p.options.gramSolve, p.solveEps) = (solve, eps)
    return p
  }

  @Test("one step from zero goes rᵀr/(rᵀGr) along q") func oneStep() throws {
    // x = ⅔(1, 1), o = 2·⅔.
    let p = try Self.oneToken(.conjugateGradient(iterations: 1, start: .zero), eps: 0)
    #expect(recur(p, map: OptionTests.Fraction()).o == [Rational(4, 3)])
  }

  @Test("ε stands in both denominators") func eps() throws {
    // a = 2/(3 + 1); r = (0, ½), share ¼/(2 + 1); p = (1, 7)/12, a = ¼/(17/48 + 1); x₁ = ½ + 12/65 · 1/12.
    let p = try Self.oneToken(.conjugateGradient(iterations: 2, start: .zero), eps: 1)
    #expect(recur(p, map: OptionTests.Fraction()).o == [Rational(67, 65)])
  }

  @Test("from the diagonal, and a residual of zero stays zero", arguments: [0, 1, 5]) func done(steps: Int) throws {
    // G is diagonal: the start (½, 1) is the solution.
    let p = try Self.oneToken(.conjugateGradient(iterations: steps), eps: Rational(1, 100_000))
    #expect(recur(p, map: OptionTests.Fraction()).o == [1])
  }

  static func random(_ solve: GramSolve, seed: UInt64) throws -> Lowered<Rational> {
    var generator = SplitMix64(seed: seed)
    func draw(_ count: Int, from low: Int = -8) -> [Rational] {
      (0..<count).map { _ in Rational(low + Int(generator.next() % UInt64(9 - low)), 8) }
    }
    let (T, K) = (4, 3)
    var p = Lowered(
      op: .mesanet, shape: Shape(T: T, H: 1, HV: 2, K: K, V: 2), q: draw(T * K), k: draw(T * K),
      v: draw(T * 4), decay: draw(T * 2, from: 1), gain: draw(T * 2, from: 1), h0: draw(4 * K), lambda: draw(K, from: 1)
    )
    p.options.gramSolve = solve
    return p
  }

  @Test("with ε = 0, K steps are the exact solve and fewer are not", arguments: 1...5, GramSolve.Start.allCases)
  func terminates(seed: UInt64, start: GramSolve.Start) throws {
    let exact = recur(try Self.random(.exact, seed: seed), map: OptionTests.Fraction())
    // A residual of exactly zero before the last step would be divided by; the first tokens, whose keys do not span, have
    // such residuals, the last one has none at these seeds.
    let (all, fewer) = (try lastToken(3, start, seed), try lastToken(2, start, seed))
    let last = Array(exact.o.suffix(4))
    #expect(all == last && fewer != last)
    let none = recur(
      try Self.random(.conjugateGradient(iterations: 0, start: start), seed: seed), map: OptionTests.Fraction())
    #expect(none.ht == exact.ht && none.at == exact.at && none.o != exact.o)
  }

  /// The outputs of the last token alone, from the state that the ones before it leave.
  func lastToken(_ steps: Int, _ start: GramSolve.Start, _ seed: UInt64) throws -> [Rational] {
    let p = try Self.random(.exact, seed: seed)
    func prefix(_ x: [Rational], _ width: Int) -> [Rational] { Array(x.prefix(3 * width)) }
    let head = recur(
      Lowered(
        op: p.op, shape: Shape(T: 3, H: 1, HV: 2, K: 3, V: 2), q: prefix(p.q, 3), k: prefix(p.k, 3),
        v: prefix(p.v, 4), decay: prefix(p.decay, 2), gain: prefix(p.gain, 2), h0: p.h0, lambda: p.lambda),
      map: OptionTests.Fraction())
    func suffix(_ x: [Rational], _ width: Int) -> [Rational] { Array(x.suffix(width)) }
    var tail = Lowered(
      op: p.op, shape: Shape(T: 1, H: 1, HV: 2, K: 3, V: 2), q: suffix(p.q, 3), k: suffix(p.k, 3), v: suffix(p.v, 4),
      decay: suffix(p.decay, 2), gain: suffix(p.gain, 2), h0: head.ht, a0: head.at, lambda: p.lambda)
    tail.options.gramSolve = .conjugateGradient(iterations: steps, start: start)
    return recur(tail, map: OptionTests.Fraction()).o
  }
}

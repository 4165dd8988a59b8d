import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// Readings of the form, the norm, the heads and the arithmetic: READ-4, 5, 6, 8 and 9.
extension Claim {
  static let undecayedForm = reading(
    "READ-4", .exact,
    "T, U and W carry the decays (kernels; CH-2), or are those of the undecayed form, all that the paper gives"
  ) { fault, tally in
    var generator = SplitMix64(seed: 4)
    let p = algebraicProblem(.gdn, Shape(T: 6, K: 3, V: 2), &generator, over: Rational.self)
    let token = recur(p, map: QuadraticMap<Rational>())
    tally.expect(WYForm(p, decays: fault == nil).outputs == token.o, "T, U, W with decays do not give the token form")
    tally.expect(WYForm(p, decays: false).outputs != token.o, "T, U, W without decays give the token form")
    return
      "over ℚ, a chunk of 6 tokens of gdn: O = (γ∘Q)S_0 + M(U − W S_0) is the token form with decays in T and W, "
      + "and is not without"
  }

  static let normalisation = reading(
    "READ-5", .enclosed,
    "keys are divided by √(Σx² + 1e-6) (kernels), by max(‖x‖, 1e-12), or not at all (reference Python: PGDN, PKDA)"
  ) { fault, tally in
    let norms = [L2Norm.rsqrtEps, .maxEps, .none].map { norm in
      var (exact, settings) = (Exact<Ball>(), Settings())
      settings.l2norm = fault == nil ? norm : .rsqrtEps
      let tensor = { (values: [Float]) in Tensor([1, 1, 1, 1], values) }
      let p = Problem(
        .linearAttention, Shape(T: 1, K: 1, V: 1), settings,
        inputs: [.q: tensor([1]), .k: tensor([1e-3]), .v: tensor([1])])
      return lower(p, to: Ball.self, rounding: &exact).k[0]
    }
    apart(norms[0], norms[1], by: 0.29, "norm of a key of norm 1e-3, rsqrt-eps against max-eps", &tally)
    apart(norms[0], norms[2], by: 0.7, "the same, rsqrt-eps against none", &tally)
    return "by enclosure, for a key of norm 1e-3 (a float32)"
  }

  static let diagonalStateHead = reading(
    "READ-6", .exact,
    "the diagonal state is indexed by key head (chunk form, upstream), or by value head (released token form)"
  ) { fault, tally in
    var generator = SplitMix64(seed: 6)
    let (H, HV, K) = (2, 4, 3)
    let shape = Shape(T: 4, H: H, HV: HV, K: K, V: 2, cuSeqlens: [0, 2, 4])
    let p = algebraicProblem(.pgdn, shape, &generator, over: Rational.self)
    let byKeyHead = recur(p, map: QuadraticMap<Rational>())
    // By value head: head j of the first sequence reads row j of the same memory. One value head at a time.
    let rows = (0..<HV).map { j -> Bool in
      var q = p
      let row = fault == nil ? j : shape.keyHead(of: j)
      let target = shape.keyHead(of: j) * K
      for i in 0..<K { q.a0[target + i] = p.a0[row * K + i] }
      let o = recur(q, map: QuadraticMap<Rational>()).o
      // Tokens 0 and 1 are the first sequence.
      return (0..<2).allSatisfy { t in
        let base = (t * HV + j) * 2
        return o[base..<base + 2] == byKeyHead.o[base..<base + 2]
      }
    }
    tally.expect(rows[0], "value head 0 reads row 0 by either reading, and differs")
    for j in 1..<HV { tally.expect(!rows[j], "value head \(j): the two readings agree") }
    return "over ℚ, pgdn with two value heads a key head: value head 0 agrees, heads 1 to 3 read another head's A"
  }

  static let queryShift = reading(
    "READ-9", .enclosed,
    "Comba's query gives up d k of what norm and scale have made of both (here), or of both as handed over (a layer)"
  ) { fault, tally in
    let queries = [QueryShift.normalised, .raw].map { shift in
      var (exact, settings) = (Exact<Ball>(), Settings())
      settings.options.queryShift = fault == nil ? shift : .normalised
      func tensor(_ rank: Int, _ value: Float) -> Tensor { Tensor(.init(repeating: 1, count: rank), [value]) }
      let p = Problem(
        .comba, Shape(T: 1, K: 1, V: 1), settings,
        inputs: [
          .q: tensor(4, 1), .k: tensor(4, 1e-3), .v: tensor(4, 1), .g: tensor(3, 0), .beta: tensor(3, 1),
          .betaErase: tensor(3, 1), .shift: tensor(1, 0.5),
        ])
      let x = lower(p, to: Ball.self, rounding: &exact)
      return x.q[0] - x.shift[0] * x.k[0]
    }
    apart(queries[0], queries[1], by: 0.3, "the read query for q = 1, k = 1e-3, d = ½, norms by rsqrt-eps", &tally)
    return "by enclosure, for a key of norm 1e-3 (a float32)"
  }

  static let tensorFloat = reading(
    "READ-8", .exact,
    "\"float32\" in the chunk kernels means TF32 products (Triton's default), or IEEE products (when asked for)"
  ) { fault, tally in
    let profiles = [fault == nil ? Profile.tf32 : .fp32, .fp32]
    // One product decides: 1 + 2⁻¹¹ is a float32 and not a TF32.
    let products = profiles.map { RoundedRun.product(1 + 0x1p-11, 1, $0) }
    tally.expect(products == [1, 1 + 0x1p-11], "(1 + 2⁻¹¹)·1 is \(products[0]) and \(products[1])")
    // Between the two units, 2⁻¹⁰ and 2⁻²⁴, lies 2⁻¹⁷: each error must be on its own side.
    let errors = profiles.map(RoundedRun.relativeError)
    tally.expect(errors[0] > 0x1p-17, "with TF32 products o errs by \(errors[0])")
    tally.expect(errors[1] < 0x1p-17, "with IEEE products o errs by \(errors[1])")
    tally.evidence = [
      "relative RMS error of o, roundings simulated one by one: "
        + "\(RoundedRun.text(errors[0])) against \(RoundedRun.text(errors[1])); "
        + "an H200 gave 1.3e-3 and 2.3e-7 on larger problems"
    ]
    return "one product, and deltanet at T=32, K=V=16 with each profile's roundings applied one by one, against ℚ"
  }
}

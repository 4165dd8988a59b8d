import DeltaOperators

/// Options of the preconditioner.
extension Regime {
  private static let wide = Shape(T: 35, H: 1, HV: 2, K: 16, V: 24)
  private static let packed = Shape(T: 35, H: 1, HV: 2, K: 16, V: 24, cuSeqlens: [0, 17, 18, 35])
  /// Some kernels have options at K = V alone.
  private static let square = Shape(T: 35, H: 2, K: 16, V: 16)

  static let options: [Regime] = [
    Regime(
      "write-key", "other write keys than B∘k, with zero keys, zero gains and decays of zero among them",
      quick: [
        Variant("sherman-morrison", wide, Settings(options: Options(writeKey: .shermanMorrison))),
        Variant("reciprocal", square, Settings(l2norm: .maxEps, options: Options(factor: .reciprocal))),
        Variant("damped", packed, Settings(options: Options(factor: .damped))),
        Variant("weighted", square, Settings(options: Options(factor: .weighted))),
        Variant("no-norm", packed, Settings(l2norm: .none, options: Options(writeKey: .shermanMorrison))),
      ]
    ) { p, draw in
      let K = p.shape.K
      for i in p[.k].values.indices where i / K % 5 == 2 { p[.k].values[i] = 0 }
      for i in p[.beta].values.indices where draw.index(5) == 0 { p[.beta].values[i] = 0 }
      guard p.inputs[.g] != nil else { return }
      for i in p[.g].values.indices where draw.index(7) == 0 { p[.g].values[i] = -.infinity }
    },
    Regime(
      "solver", "conjugate gradients instead of an exact solve: few steps, none, more than there are channels",
      quick: [
        Variant("none", wide, solving(.conjugateGradient(iterations: 0))),
        Variant("few", square, solving(.conjugateGradient(iterations: 3))),
        Variant("from-zero", wide, solving(.conjugateGradient(iterations: 5, start: .zero))),
        Variant("many", packed, solving(.conjugateGradient(iterations: 30))),
        Variant("small-eps", wide, solving(.conjugateGradient(iterations: 4, eps: 0x1p-30))),
      ]
    ) { p, _ in
      // Queries of zero need no step, and no step may make anything of them.
      let K = p.shape.K
      for i in p[.q].values.indices where i / K % 7 == 3 { p[.q].values[i] = 0 }
    },
    Regime(
      "query-shift", "a share of the raw key taken from the raw query, with queries of zero that have nothing else",
      quick: [Variant("raw", square, shifting()), Variant("raw-max-eps", wide, shifting(.maxEps))]
    ) { p, _ in
      let K = p.shape.K
      for i in p[.q].values.indices where i / K % 7 == 3 { p[.q].values[i] = 0 }
    },
  ]

  private static func shifting(_ norm: L2Norm = .rsqrtEps) -> Settings {
    Settings(l2norm: norm, options: Options(queryShift: .raw))
  }

  private static func solving(_ solve: GramSolve) -> Settings { Settings(options: Options(gramSolve: solve)) }
}

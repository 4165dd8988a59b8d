import DeltaOperators

extension GoldenCatalogue {
  /// Options of the preconditioner; operators that lack one have no such golden.
  static let options: [GoldenTheme] = [
    GoldenTheme(
      name: "sherman-morrison", reason: "the Sherman–Morrison write key, from A as the token before left it.",
      guards: [], shape: optionShape, settings: Settings(options: Options(writeKey: .shermanMorrison))),
    GoldenTheme(
      name: "factor-reciprocal", reason: "the factor 1/(kᵀBk), with keys of zero.", guards: ["N02"],
      shape: optionShape, settings: Settings(options: Options(factor: .reciprocal)), harden: zeroKeys),
    GoldenTheme(
      name: "factor-damped", reason: "the factor 1/(1 + kᵀBk), with keys of zero.", guards: ["N02"],
      shape: optionShape, settings: Settings(options: Options(factor: .damped)), harden: zeroKeys),
    GoldenTheme(
      name: "factor-weighted",
      reason: "the factor β/(α + β kᵀBk), with keys and gains of zero and decays of exactly 0.",
      guards: ["N02", "G03"],
      shape: optionShape, settings: Settings(options: Options(factor: .weighted)),
      harden: { p, s in
        zeroKeys(&p, &s)
        for i in p[.beta].values.indices where s.index(3) == 0 { p[.beta].values[i] = 0 }
        guard p.inputs[.g] != nil else { return }
        for i in p[.g].values.indices where s.index(3) == 0 { p[.g].values[i] = -.infinity }
      }),
    GoldenTheme(
      name: "conjugate-gradient",
      reason: "three steps of conjugate gradients from the diagonal, queries of zero among them.",
      guards: [], shape: optionShape,
      settings: Settings(options: Options(gramSolve: .conjugateGradient(iterations: 3))), harden: zeroQueries),
    GoldenTheme(
      name: "conjugate-gradient-zero",
      reason: "two steps of conjugate gradients from zero, queries of zero among them.",
      guards: [], shape: optionShape,
      settings: Settings(options: Options(gramSolve: .conjugateGradient(iterations: 2, start: .zero))),
      harden: zeroQueries),
    GoldenTheme(
      name: "query-shift-raw", reason: "a share of the raw key taken from the raw query, before norm and scale.",
      guards: [], shape: optionShape, settings: Settings(options: Options(queryShift: .raw))),
  ]

  private static let optionShape = Shape(T: 18, H: 2, HV: 4, K: 4, V: 3)

  private static let zeroKeys: @Sendable (inout Problem, inout PinnedStream) -> Void = { p, _ in
    for i in p[.k].values.indices where i / p.shape.K % 5 == 2 { p[.k].values[i] = 0 }
  }

  private static let zeroQueries: @Sendable (inout Problem, inout PinnedStream) -> Void = { p, _ in
    for i in p[.q].values.indices where i / p.shape.K % 7 == 3 { p[.q].values[i] = 0 }
  }
}

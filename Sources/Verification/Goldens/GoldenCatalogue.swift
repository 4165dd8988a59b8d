import DeltaOperators

/// All goldens.
///
/// To add one, append a theme or a variant; never rename and never reorder draws within a theme.
public enum GoldenCatalogue {
  /// Every golden, operators in their order, themes in theirs.
  public static let all: [GoldenRecipe] = Operator.all.flatMap { op in
    themes.filter { $0.applies(to: op) && $0.settings.options.refusal(for: op.axes) == nil }.map { theme in
      GoldenRecipe(
        id: "\(op.name)-\(theme.name)", op: op, reason: theme.reason, guards: theme.guards, shape: theme.shape,
        settings: theme.settings, cotangents: theme.cotangents, harden: theme.harden)
    }
  }

  /// The golden of an id.
  public static func named(_ id: String) -> GoldenRecipe? { all.first { $0.id == id } }

  private static let themes = shapes + values + options + gradients
}

/// A theme: one difficulty, tried on every operator that has it, and never changed: the bytes of its goldens are published.
///
/// The regimes of a conformance run, which may change, are `Regime` of Inputs; no code is shared with them.
struct GoldenTheme: Sendable {
  let name, reason: String
  let guards: [String]
  let shape: Shape
  var settings = Settings()
  var cotangents: [CotangentName] = []
  /// Traits that an operator must have, and must not have.
  var needs: [AxisTrait] = []
  var lacks: [AxisTrait] = []
  /// Tensors of which it must read one; none are asked for where there are none.
  var reads: [InputName] = []
  var harden: @Sendable (inout Problem, inout PinnedStream) -> Void = { _, _ in }

  /// Whether an operator has the difficulty.
  func applies(to op: Operator) -> Bool {
    let inputs = Problem(op, Shape(T: 1, K: 1, V: 1), inputs: [:]).requiredInputs
    return op.lacking(needs) == nil && !lacks.contains { $0.isMet(by: op) }
      && (reads.isEmpty || inputs.contains(where: reads.contains))
  }
}

extension GoldenCatalogue {
  /// Extents, heads, packing, layout.
  static let shapes: [GoldenTheme] = [
    GoldenTheme(
      name: "first-token", reason: "one token from a given state: what decoding does.", guards: ["C01", "G05", "T08"],
      shape: Shape(T: 1, H: 1, HV: 2, K: 4, V: 4)),
    GoldenTheme(
      name: "no-token", reason: "no token at all: the final state is the initial one.", guards: ["T09"],
      shape: Shape(T: 0, H: 1, K: 4, V: 3)),
    GoldenTheme(
      name: "tail", reason: "one token more than two chunks of 16: the tail's gates, state and indices.",
      guards: ["T01", "T03", "T11", "P02"], shape: Shape(T: 33, H: 1, K: 8, V: 6)),
    GoldenTheme(
      name: "chunk-64", reason: "one token more than a chunk of 64, the size that most kernels use.",
      guards: ["T01", "T05", "H06"], shape: Shape(T: 65, H: 1, K: 6, V: 8)),
    GoldenTheme(
      name: "heads", reason: "three value heads a key head, every parameter of a head its own.",
      guards: ["H01", "H02", "H03", "H04", "V06"], shape: Shape(T: 10, H: 2, HV: 6, K: 4, V: 3)),
    GoldenTheme(
      name: "rows", reason: "three batch rows with nothing in common.", guards: ["V09", "D06"],
      shape: Shape(B: 3, T: 9, H: 2, K: 4, V: 4)),
    GoldenTheme(
      name: "packed", reason: "packed sequences, one empty and two of one token.",
      guards: ["T07", "T09", "V01", "V03", "V08"],
      shape: Shape(T: 24, H: 2, HV: 4, K: 4, V: 4, cuSeqlens: [0, 1, 1, 18, 19, 24])),
    GoldenTheme(
      name: "layout", reason: "states handed in and out transposed, K ≠ V.", guards: ["C08", "C09", "C12"],
      shape: Shape(T: 7, H: 1, HV: 2, K: 5, V: 3), settings: Settings(stateLayout: .vk)),
    GoldenTheme(
      name: "odd-extents", reason: "K = 60 and V = 20: no power of two, no multiple of 16.", guards: ["K01", "K02"],
      shape: Shape(T: 6, H: 1, K: 60, V: 20)),
    GoldenTheme(
      name: "scale", reason: "a scale that is not K^(−1/2).", guards: ["N04"], shape: Shape(T: 8, H: 1, K: 4, V: 4),
      settings: Settings(scale: 2.5)),
  ]

  /// Hard values.
  static let values: [GoldenTheme] = [
    GoldenTheme(
      name: "tiny-keys", reason: "keys of length 1e-3 under x·(Σx²+1e-6)^(−1/2): where the epsilon stands matters.",
      guards: ["N02"], shape: Shape(T: 9, H: 1, K: 4, V: 4),
      harden: { p, _ in p[.k].values = p[.k].values.map { 0x1p-10 * $0 } }),
    GoldenTheme(
      name: "tiny-keys-max", reason: "the same keys under x/max(‖x‖, 1e-12).", guards: ["N02"],
      shape: Shape(T: 9, H: 1, K: 4, V: 4), settings: Settings(l2norm: .maxEps),
      harden: { p, _ in p[.k].values = p[.k].values.map { 0x1p-10 * $0 } }),
    GoldenTheme(
      name: "raw-keys", reason: "keys and queries used as handed over.", guards: [],
      shape: Shape(T: 9, H: 1, K: 4, V: 4),
      settings: Settings(l2norm: .none), harden: { p, _ in p[.k].values = p[.k].values.map { 0.5 * $0 } }),
    GoldenTheme(
      name: "zero-gates", reason: "gates of exactly 0 among others: pairs of tokens without decay.",
      guards: ["G01", "G02"],
      shape: Shape(T: 20, H: 1, K: 4, V: 4), needs: [.decay],
      harden: { p, s in for i in p[.g].values.indices where s.index(2) == 0 { p[.g].values[i] = 0 } }),
    GoldenTheme(
      name: "minus-infinity", reason: "gates of −∞: everything before is forgotten, exactly.", guards: ["G03", "G12"],
      shape: Shape(T: 20, H: 1, K: 4, V: 4), needs: [.decay],
      harden: { p, s in for i in p[.g].values.indices where s.index(6) == 0 { p[.g].values[i] = -.infinity } }),
    GoldenTheme(
      name: "strong-decay", reason: "gates down to −20 with a partial chunk: factored exponentials overflow.",
      guards: ["P03", "P04", "P05", "G14"], shape: Shape(T: 21, H: 1, K: 4, V: 4), needs: [.decay],
      harden: { p, s in for i in p[.g].values.indices { p[.g].values[i] = -4 - s.next(0..<16) } }),
    GoldenTheme(
      name: "collinear", reason: "keys that differ by two percent, gains near 1: ill-conditioned triangular systems.",
      guards: ["S01", "S02", "S03", "S04"], shape: Shape(T: 34, H: 1, K: 8, V: 4), needs: [.erase],
      harden: { p, s in
        for i in p[.k].values.indices { p[.k].values[i] = 0.5 + Float(s.index(4)) * 0x1p-8 }
        for name in p.gains { p[name] = Tensor(p[name].shape, repeating: 0.9921875) }
      }),
    GoldenTheme(
      name: "strong-gain", reason: "β between 1 and 2: negative eigenvalues.", guards: [],
      shape: Shape(T: 20, H: 1, K: 4, V: 4), needs: [.gainTensor], lacks: [.preconditionerState],
      harden: { p, s in for name in p.gains { for i in p[name].values.indices { p[name].values[i] = s.next(1..<2) } } }),
    GoldenTheme(
      name: "masked", reason: "tokens with β = 0, g = 0 and β^P = 0 in between: they change nothing.", guards: ["G08"],
      shape: Shape(T: 12, H: 1, K: 4, V: 4), needs: [.mask],
      harden: { p, _ in
        for name in p.op.maskedInputs ?? [] {
          let width = p[name].shape[2...].reduce(1, *)
          for i in p[name].values.indices where i / width % 3 == 1 { p[name].values[i] = 0 }
        }
      }),
    GoldenTheme(
      name: "diagonal", reason: "A₀ of every size, zero among them, and a centre of its own for each head.",
      guards: ["Z3", "Z4", "P18"], shape: Shape(T: 8, H: 3, K: 4, V: 3),
      needs: [.squash],
      harden: { p, s in
        for i in p[.a0].values.indices { p[.a0].values[i] *= [0, 1, 0x1p-20, 0x1p+10][s.index(4)] }
        p[.logATKScale].values = [-3, -0.203125, 1.5]
      }),
    GoldenTheme(
      name: "channel-gains", reason: "gains of channels of exactly 0 and 1 on either side, and others between them.",
      guards: [], shape: Shape(T: 20, H: 1, HV: 2, K: 4, V: 3), needs: [.channelGain],
      harden: { p, s in
        for name in p.gains {
          for i in p[name].values.indices where s.index(2) == 0 { p[name].values[i] = Float(s.index(2)) }
        }
      }),
  ]
}

import DeltaOperators

extension GoldenCatalogue {
  /// Requests that hand in gradients and ask for those of every input (FIX-5).
  static let gradients: [GoldenTheme] = [
    gradient(
      "heads", "two value heads a key head in two batch rows: what is shared receives a sum.",
      guards: ["D04", "D06", "H01", "H03", "V05"], Shape(B: 2, T: 6, H: 2, HV: 4, K: 4, V: 3)),
    gradient(
      "tail", "one token more than two chunks of 16: the tail, and what flows from chunk to chunk.",
      guards: ["P02", "S09", "T05"], Shape(T: 33, H: 1, K: 3, V: 2)),
    gradient(
      "packed", "packed sequences, one empty and one of one token.", guards: ["T07", "T09", "V03", "V04"],
      Shape(T: 11, H: 1, HV: 2, K: 4, V: 3, cuSeqlens: [0, 1, 1, 7, 11])),
    gradient(
      "layout", "states and their gradients handed in and out transposed, K ≠ V.", guards: ["C08", "C09"],
      Shape(T: 5, H: 1, HV: 2, K: 4, V: 3), Settings(stateLayout: .vk)),
    gradient(
      "zero-gates", "log gates of exactly 0 and gains of exactly 0 among others.", guards: ["G01", "G02", "S08"],
      Shape(T: 8, H: 1, HV: 2, K: 4, V: 2), reads: GoldenTheme.gates + GoldenTheme.gainTensors,
      harden: { p, _ in
        GoldenTheme.set(&p, GoldenTheme.gates, to: 0) { $0 % 3 == 0 }
        GoldenTheme.set(&p, GoldenTheme.gainTensors, to: 0) { $0 % 3 == 1 }
      }),
    gradient(
      "minus-infinity", "log gates of −∞ among others: their own gradient is exactly 0, and none is NaN.",
      guards: ["G11"], Shape(T: 8, H: 1, HV: 2, K: 4, V: 2), reads: GoldenTheme.gates,
      harden: { p, _ in GoldenTheme.set(&p, GoldenTheme.gates, to: -.infinity) { $0 % 3 == 1 } }),
    gradient(
      "no-state", "no initial state and only o differentiated: the first token's log gates have gradient exactly 0.",
      guards: ["P10"], Shape(T: 6, H: 1, HV: 2, K: 4, V: 3), of: [.o],
      harden: { p, _ in (p.inputs[.h0], p.inputs[.a0]) = (nil, nil) }),
    gradient(
      "zero-keys", "keys of zero under x·(Σx²+1e-6)^(−1/2): gradients are finite, up to 1000 times as large.",
      guards: ["N02"], Shape(T: 6, H: 1, HV: 2, K: 4, V: 3), harden: GoldenTheme.zeroKeys),
    gradient(
      "zero-keys-max", "the same keys under x/max(‖x‖, 1e-12): gradients are finite, up to 10¹² times as large.",
      guards: ["N02"], Shape(T: 6, H: 1, HV: 2, K: 4, V: 3), Settings(l2norm: .maxEps), harden: GoldenTheme.zeroKeys),
    gradient(
      "softplus", "raw gates under softplus, some so large or small that it has gone flat.", guards: ["G11"],
      Shape(T: 5, H: 1, HV: 2, K: 4, V: 2), Settings(gate: .softplus), needs: [.tokenGates],
      harden: GoldenTheme.flatGates),
    gradient(
      "lower-bound", "raw gates under lower_bound·sigmoid, some so large or small that it has gone flat.",
      guards: ["G11"], Shape(T: 5, H: 1, HV: 2, K: 4, V: 2), Settings(gate: .lowerBound), needs: [.tokenGates],
      harden: GoldenTheme.flatGates),
  ]

  private static func gradient(
    _ name: String, _ reason: String, guards: [String], _ shape: Shape, _ settings: Settings = Settings(),
    of cotangents: [CotangentName] = CotangentName.allCases,
    needs: [AxisTrait] = [], reads: [InputName] = [],
    harden: @escaping @Sendable (inout Problem, inout PinnedStream) -> Void = { _, _ in }
  ) -> GoldenTheme {
    GoldenTheme(
      name: "gradient-" + name, reason: "gradients: " + reason, guards: guards, shape: shape, settings: settings,
      cotangents: cotangents, needs: needs, reads: reads, harden: harden)
  }
}

extension GoldenTheme {
  /// Tensors of log decays.
  static let gates: [InputName] = [.g, .gATK]
  /// Tensors of gains.
  static let gainTensors: [InputName] = [.beta, .betaErase, .betaATK, .b, .w]

  /// Sets the chosen elements of those of some tensors that a problem holds.
  static func set(_ p: inout Problem, _ names: [InputName], to value: Float, where isChosen: (Int) -> Bool) {
    for name in names where p.inputs[name] != nil {
      for i in p[name].values.indices where isChosen(i) { p[name].values[i] = value }
    }
  }

  /// Every third key is zero.
  static let zeroKeys: @Sendable (inout Problem, inout PinnedStream) -> Void = { p, _ in
    let K = p.shape.K
    set(&p, [.k], to: 0) { $0 / K % 3 == 1 }
  }

  /// Raw gates between −4 and 4, and two of five far beyond.
  static let flatGates: @Sendable (inout Problem, inout PinnedStream) -> Void = { p, s in
    for i in p[.g].values.indices { p[.g].values[i] = s.next(-4..<4) }
    set(&p, [.g], to: 64) { $0 % 5 == 1 }
    set(&p, [.g], to: -64) { $0 % 5 == 3 }
  }
}

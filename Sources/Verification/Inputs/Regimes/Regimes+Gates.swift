import DeltaOperators

/// Log gates.
extension Regime {
  static let gates: [Regime] = [
    Regime(
      "gate-zero-mixed", "gates of exactly 0 among others, after a long prefix", guards: ["G01", "G02"],
      needs: [.tokenGates],
      quick: [Variant("a", Shape(T: 53, K: 16, V: 32), asks: .both)],
      full: [Variant("b", Shape(T: 400, H: 2, K: 16, V: 16))]
    ) { p, draw in
      let width = p[.g].count / p.shape.T
      for i in p[.g].values.indices where i / width > 32 && draw.index(2) == 0 { p[.g].values[i] = 0 }
    },
    Regime(
      "gate-all-zero", "every gate exactly 0", guards: ["G01"], needs: [.decay],
      quick: [Variant("a", Shape(T: 21, K: 16, V: 32), asks: .both)]
    ) { p, _ in p[.g].values = p[.g].values.map { _ in 0 } },
    Regime(
      "gate-minus-infinity", "gates of −∞, which forget everything", guards: ["G03", "G12"], needs: [.decay],
      quick: [Variant("a", Shape(T: 69, K: 16, V: 32), asks: .both)],
      full: [Variant("b", Shape(T: 200, H: 2, K: 16, V: 16))]
    ) { p, draw in p.forgetAll { _ in draw.index(9) == 0 } },
    Regime(
      "gate-edges", "gates of −∞ at the first and the last token, in a whole chunk, and next to a tail",
      guards: ["G12"], needs: [.tokenGates], quick: [Variant("a", Shape(T: 70, K: 16, V: 32), asks: .both)]
    ) { p, _ in
      let last = p.shape.T - 1
      p.forgetAll { [0, 15, 47, 48, 63, 64, last].contains($0) || 16..<32 ~= $0 }
    },
    Regime(
      "gate-strong", "gates from −5 to −20 with a partial tail", guards: ["P03", "P04", "P05", "T01"], needs: [.decay],
      quick: [Variant("a", Shape(T: 69, K: 16, V: 32), asks: .both)],
      full: [Variant("b", Shape(T: 301, H: 2, K: 32, V: 32))]
    ) { p, draw in p[.g] = draw.tensor(p[.g].shape, -20 ... -5) },
    Regime(
      "gate-huge", "gates near −300, as trained models have", guards: ["G14", "P06", "Z6"], needs: [.decay],
      quick: [Variant("a", Shape(T: 37, K: 16, V: 32), asks: .both)]
    ) { p, draw in
      for i in p[.g].values.indices where draw.index(3) == 0 { p[.g].values[i] = draw.next(-320 ... -280) }
      p[.v].values = p[.v].values.map { Draw.onGrid(24 * $0) }
    },
    Regime(
      "gate-slow", "gates near −0.001, so that nothing is forgotten", needs: [.decay],
      quick: [
        Variant("a", Shape(T: 37, K: 16, V: 32), asks: .both), Variant("long", Shape(T: 121, K: 16, V: 32)),
      ],
      full: [Variant("b", Shape(T: 1000, H: 1, K: 32, V: 16))]
    ) { p, draw in p[.g] = draw.tensor(p[.g].shape, -0.00146484375 ... -0.00048828125) },
    Regime(
      "long", "more tokens than a window, a grid or a counter may hold, under slow gates",
      guards: ["W08"],
      quick: [Variant("2049", Shape(T: 2049, K: 16, V: 16))],
      full: [Variant("4200", Shape(T: 4200, K: 32, V: 16))]
    ) { p, draw in
      if p.inputs[.g] != nil { p[.g] = draw.tensor(p[.g].shape, -0.0003662109375 ... -0.0001220703125) }
    },
    Regime(
      "gate-equal", "one slow gate for all tokens, whose errors add up and do not cancel", needs: [.decay],
      quick: [Variant("a", Shape(T: 300, H: 2, K: 16, V: 16), asks: .both)],
      full: [Variant("b", Shape(T: 4096, K: 16, V: 16))]
    ) { p, _ in p[.g].values = p[.g].values.map { _ in -0x1p-12 } },
  ]
}

extension Problem {
  /// Gates of −∞ at some tokens, of the state and of the preconditioner; of heads where the decay is constant.
  fileprivate mutating func forgetAll(_ isForgotten: (_ token: Int) -> Bool) {
    for name in [InputName.g, .gATK] where inputs[name] != nil {
      let width = hasTokens(name) ? self[name].count / max(shape.T * shape.B, 1) : 1
      for i in self[name].values.indices where isForgotten(i / width % max(shape.T, 1)) {
        self[name].values[i] = -.infinity
      }
    }
  }
}

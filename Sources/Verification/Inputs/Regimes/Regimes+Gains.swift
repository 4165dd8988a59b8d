import DeltaOperators

/// Gains, and initial states.
extension Regime {
  static let gains: [Regime] = [
    Regime(
      "gain-above-one", "β above 1: negative eigenvalues, and a gain that must not be clamped", needs: [.gainTensor],
      quick: [
        Variant("plain", Shape(T: 37, K: 16, V: 32), asks: .both),
        Variant("near-two", Shape(T: 21, K: 16, V: 32), Settings(x: 1.0078125)),
      ],
      full: [Variant("b", Shape(T: 250, H: 2, K: 32, V: 16), Settings(x: 1.0078125))]
    ) { p, draw in
      // β·x·‖k‖² ≤ 2 (GEN-2).
      let isSquashed = AxisTrait.squash.isMet(by: p.op) && p.settings.x > 1.25
      for name in p.gains { p[name] = draw.tensor(p[name].shape, 1...(isSquashed ? 1.3125 : 1.9765625)) }
    },
    Regime(
      "gain-extreme", "β of exactly 0 and 1", needs: [.gainTensor],
      quick: [Variant("a", Shape(T: 67, K: 16, V: 32), asks: .both)]
    ) { p, draw in
      for name in p.gains { for i in p[name].values.indices { p[name].values[i] = Float(draw.index(2)) } }
    },
    Regime(
      "gain-one-sided", "tokens that erase all and write nothing, tokens that write all and erase nothing",
      needs: [.channelGain], quick: [Variant("a", Shape(T: 21, K: 16, V: 32), asks: .both)]
    ) { p, _ in
      for (name, side) in [(InputName.b, 1), (.w, 2)] {
        let width = p[name].shape[2...].reduce(1, *)
        for i in p[name].values.indices where i / width % 3 > 0 { p[name].values[i] = i / width % 3 == side ? 1 : 0 }
      }
    },
    Regime(
      "gain-steps",
      "keys half as long from head to head, where steps turn into their limits: a series that ends too soon",
      needs: [.stepGain],
      quick: [Variant("a", Shape(T: 19, H: 8, K: 16, V: 16), Settings(l2norm: .none), asks: .both)]
    ) { p, _ in p.shortenKeysByHead() },
    Regime(
      "masked", "padding inside the sequence: β = 0, g = 0, β^P = 0", guards: ["G08"], needs: [.mask],
      quick: [Variant("a", Shape(B: 2, T: 13, K: 16, V: 32), asks: .both)]
    ) { p, _ in
      for name in p.op.maskedInputs ?? [] {
        let width = p[name].shape[2...].reduce(1, *)
        for i in p[name].values.indices where i / width % p.shape.T % 4 == 1 { p[name].values[i] = 0 }
      }
    },
  ]

  /// Initial states.
  static let states: [Regime] = [
    Regime(
      "state-absent", "no initial states at all, beyond a chunk",
      quick: [Variant("a", Shape(T: 66, K: 16, V: 32), asks: .both)]
    ) { p, _ in (p.inputs[.h0], p.inputs[.a0]) = (nil, nil) },
    Regime(
      "state-zero", "an initial state of zeros, whose gradient is no zero",
      quick: [Variant("a", Shape(T: 9, K: 16, V: 32), asks: .gradients(CotangentName.allCases))]
    ) { p, _ in p[.h0].values = p[.h0].values.map { _ in 0 } },
    Regime(
      "state-large", "an initial state that outweighs the values", guards: ["C01", "C05"],
      quick: [Variant("a", Shape(T: 21, K: 16, V: 32))]
    ) { p, _ in p[.h0].values = p[.h0].values.map { 64 * $0 } },
    Regime(
      "diagonal", "A₀ large, small and zero, a centre for each head", guards: ["Z3", "Z4", "P18"], needs: [.squash],
      quick: [
        Variant("a", Shape(T: 18, H: 3, HV: 6, K: 16, V: 24)),
        Variant("b", Shape(B: 2, T: 7, H: 2, K: 16, V: 32), asks: .both),
      ]
    ) { p, draw in
      for i in p[.a0].values.indices { p[.a0].values[i] *= [0, 1, 0x1p-20, 0x1p+10][draw.index(4)] }
      for h in 0..<p.shape.H { p[.logATKScale].values[h] = Float(h) * 1.5 - 3 }
    },
  ]
}

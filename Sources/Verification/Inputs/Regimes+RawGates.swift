import DeltaOperators

extension Regime {
  /// Raw gates (CONV-4).
  static let rawGates: [Regime] = [
    Regime(
      "gate-raw-softplus", "g from x, A_log and dt_bias by softplus", needs: [.tokenGates],
      quick: [
        Variant("a", Shape(T: 50, H: 2, HV: 4, K: 8, V: 8), Settings(gate: .softplus)),
        Variant("packed", Shape(T: 40, H: 1, K: 6, V: 5, cuSeqlens: [0, 13, 13, 40]), Settings(gate: .softplus)),
      ],
      full: [Variant("b", Shape(T: 300, H: 2, K: 32, V: 16), Settings(gate: .softplus))]),
    Regime(
      "gate-raw-no-bias", "no dt_bias, which means zero", needs: [.tokenGates],
      quick: [Variant("a", Shape(T: 40, H: 2, K: 8, V: 8), Settings(gate: .softplus))]
    ) { p, _ in p.inputs[.dtBias] = nil },
    Regime(
      "gate-raw-saturated", "x so large that softplus is linear and g underflows, or so small that g vanishes",
      needs: [.tokenGates],
      quick: [
        Variant("softplus", Shape(T: 60, H: 2, K: 8, V: 8), Settings(gate: .softplus)),
        Variant("bounded", Shape(T: 60, H: 2, K: 8, V: 8), Settings(gate: .lowerBound, lowerBound: -0.5)),
      ]
    ) { p, draw in
      for i in p[.g].values.indices {
        switch draw.index(8) {
        case 0: p[.g].values[i] = draw.next(20...160)
        case 1...4: p[.g].values[i] = draw.next(-120 ... -20)
        default: break
        }
      }
    },
    Regime(
      "gate-raw-bounded", "g from x, A_log and dt_bias by a sigmoid with a lower bound", needs: [.tokenGates],
      quick: [
        Variant("a", Shape(T: 50, H: 2, HV: 4, K: 8, V: 8), Settings(gate: .lowerBound, lowerBound: -5)),
        Variant("shallow", Shape(T: 50, H: 1, K: 8, V: 8), Settings(gate: .lowerBound, lowerBound: -0.015625)),
      ],
      full: [Variant("b", Shape(T: 300, H: 2, K: 32, V: 16), Settings(gate: .lowerBound, lowerBound: -1))]),
  ]
}

import DeltaOperators

/// Raw gates (CONV-4).
extension Regime {
  static let rawGates: [Regime] = [
    Regime(
      "gate-raw-softplus", "g from x, A_log and dt_bias by softplus, in rows that share them", needs: [.tokenGates],
      quick: [
        Variant("a", Shape(B: 2, T: 66, H: 1, HV: 2, K: 16, V: 24), Settings(gate: .softplus), asks: .both),
        Variant(
          "packed", Shape(T: 40, K: 16, V: 32, cuSeqlens: [0, 13, 13, 40]), Settings(gate: .softplus)),
      ],
      full: [Variant("b", Shape(T: 300, H: 2, K: 32, V: 16), Settings(gate: .softplus))]),
    Regime(
      "gate-raw-no-bias", "no dt_bias, which means zero", needs: [.tokenGates],
      quick: [Variant("a", Shape(T: 17, H: 2, K: 16, V: 32), Settings(gate: .softplus), asks: .both)]
    ) { p, _ in p.inputs[.dtBias] = nil },
    Regime(
      "gate-raw-between",
      "x + dt_bias from 2.5 to 120, another range for each head, where softplus is nearly linear and not yet, or e^x "
        + "overflows: a threshold that comes too early, or none",
      guards: ["W21"], needs: [.tokenGates],
      quick: [Variant("a", Shape(T: 19, H: 10, K: 16, V: 16), Settings(gate: .softplus), asks: .both)]
    ) { p, draw in p.bendGates(&draw) },
    Regime(
      "gate-raw-faint", "x from −14 to −6, where softplus is e^x: gates that a threshold takes for nothing",
      guards: ["W21"], needs: [.tokenGates],
      quick: [
        Variant("a", Shape(T: 19, K: 16, V: 16), Settings(gate: .softplus), asks: .both),
        // What every gate is off by adds up.
        Variant("long", Shape(T: 520, H: 4, K: 8, V: 8), Settings(gate: .softplus)),
      ]
    ) { p, draw in p.hideGates(&draw) },
    Regime(
      "gate-raw-saturated", "x so large that softplus is linear and g underflows, or so small that g vanishes",
      needs: [.tokenGates],
      quick: [
        Variant("softplus", Shape(T: 68, K: 16, V: 32), Settings(gate: .softplus), asks: .both),
        Variant("bounded", Shape(T: 37, K: 16, V: 32), Settings(gate: .lowerBound, lowerBound: -0.5), asks: .both),
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
        Variant(
          "a", Shape(B: 2, T: 11, H: 1, HV: 2, K: 16, V: 24), Settings(gate: .lowerBound, lowerBound: -5), asks: .both),
        Variant("shallow", Shape(T: 40, K: 16, V: 32), Settings(gate: .lowerBound, lowerBound: -0.015625)),
      ],
      full: [Variant("b", Shape(T: 300, H: 2, K: 32, V: 16), Settings(gate: .lowerBound, lowerBound: -1))]),
  ]
}

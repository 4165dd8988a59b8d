import DeltaOperators

/// How large values are, how many bits they have, and which gradients are handed in.
extension Regime {
  private static let shape = Shape(T: 11, K: 16, V: 32)

  /// Some tensors times a power of two, which moves no rounding but those near the ends of a format's range.
  private static func scaled(
    _ name: String, _ why: String, _ asks: Asks, by factor: Float, _ inputs: [InputName], cotangents: Bool = false
  ) -> Regime {
    Regime(name, why, quick: [Variant("a", shape, asks: asks)]) { p, _ in
      for name in inputs { p.inputs[name]?.values.scale(by: factor) }
      guard cotangents else { return }
      for name in p.cotangents.keys { p.cotangents[name]!.values.scale(by: factor) }
    }
  }

  static let values: [Regime] = [
    Regime(
      "float32", "values that need all bits of float32, so that a tensor that is narrowed when it is read shows",
      guards: ["W01", "W02", "W03"],
      quick: [
        Variant("a", Shape(T: 13, H: 2, K: 16, V: 32), asks: .both, isFloat32: true),
        Variant("grouped", Shape(B: 2, T: 17, H: 1, HV: 2, K: 16, V: 24), isFloat32: true),
        Variant("softplus", Shape(T: 17, K: 16, V: 32), Settings(gate: .softplus), asks: .both, isFloat32: true),
        Variant("bounded", Shape(T: 17, K: 16, V: 32), Settings(gate: .lowerBound), asks: .both, isFloat32: true),
        Variant("no-norm", Shape(T: 20, K: 16, V: 32), Settings(l2norm: .none), isFloat32: true),
        Variant("one-token", Shape(T: 1, H: 2, K: 16, V: 32), asks: .both, isFloat32: true),
      ]),
    Regime(
      "far", "parameters and inputs far from usual ones, where a clamp that is none of the operator's would bite",
      quick: [
        Variant("plain", Shape(T: 67, K: 16, V: 32), asks: .both),
        Variant(
          "softplus", Shape(T: 11, H: 2, K: 16, V: 32), Settings(scale: -0.3, x: 3, gate: .softplus), asks: .both,
          adaptsSettings: true),
        Variant(
          "bounded", Shape(T: 11, H: 2, K: 16, V: 32), Settings(x: 3, gate: .lowerBound, lowerBound: -0.005),
          asks: .both, adaptsSettings: true),
      ]
    ) { p, draw in p.goFar(&draw) },
    scaled("values-large", "values and states near 2^20", .both, by: 0x1p20, [.v, .h0]),
    scaled("values-small", "values and states near 2^−20", .outputs, by: 0x1p-20, [.v, .h0]),
    scaled("state-huge", "an initial state of 2^20 beside ordinary values", .both, by: 0x1p21, [.h0]),
    scaled(
      "cotangents-large", "gradients handed in near 2^20", .gradients(CotangentName.allCases), by: 0x1p20, [],
      cotangents: true),
    scaled(
      "cotangents-small", "gradients handed in near 2^−20", .gradients(CotangentName.allCases), by: 0x1p-20, [],
      cotangents: true),
    Regime(
      "cotangents", "the gradient of one output alone, so that nothing waits for the others",
      quick: [
        Variant("do-only", shape, asks: .gradients([.o])), Variant("dht-only", shape, asks: .gradients([.ht])),
        Variant("dat-only", shape, asks: .gradients([.at])),
      ]),
  ]
}

extension Problem {
  /// Long keys under a norm, fast and slow rates, strong gates and gains of the preconditioner, a large A and far centres.
  mutating func goFar(_ draw: inout Draw) {
    let K = shape.K
    if settings.l2norm != .none {
      for name in [InputName.q, .k] {
        for i in self[name].values.indices { self[name].values[i] *= [1, 64, 256][i / K % 3] }
      }
    }
    if settings.x > 2 { for name in gains { self[name] = draw.tensor(self[name].shape, 0.125...0.625) } }
    if let rates = inputs[.aLog] { self[.aLog].values = rates.values.indices.map { $0 % 2 == 0 ? 5.5 : -9 } }
    if let gains = inputs[.betaATK] { self[.betaATK] = draw.tensor(gains.shape, 0...3) }
    if let centres = inputs[.logATKScale] {
      self[.logATKScale].values = centres.values.indices.map { $0 % 2 == 0 ? -8 : 11 }
    }
    if let gates = inputs[.gATK] { for i in gates.values.indices where i % 5 == 1 { self[.gATK].values[i] = -40 } }
    if AxisTrait.squash.isMet(by: op), let state = inputs[.a0] {
      for i in state.values.indices where i % 2 == 0 { self[.a0].values[i] *= 0x1p17 }
    }
  }
}

extension [Float] {
  fileprivate mutating func scale(by factor: Float) { self = map { factor * $0 } }
}

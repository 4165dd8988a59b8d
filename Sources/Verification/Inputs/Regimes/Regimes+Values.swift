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

extension [Float] {
  fileprivate mutating func scale(by factor: Float) { self = map { factor * $0 } }
}

import DeltaOperators

/// Keys and queries.
extension Regime {
  static let keys: [Regime] = [
    Regime(
      "keys-tiny", "keys of length 1e-3, where the two norms differ by 30 %: the epsilon's place",
      quick: [
        Variant("rsqrt", Shape(T: 21, K: 16, V: 32), asks: .both),
        Variant("max", Shape(T: 21, K: 16, V: 32), Settings(l2norm: .maxEps)),
      ]
    ) { p, _ in p.shortenKeys(by: 0x1p-11) },
    Regime(
      "keys-faint", "keys and queries of length 1e-4 to 1e-11, no state: an epsilon too many, or of the wrong size",
      quick: [
        Variant("rsqrt", Shape(T: 9, K: 16, V: 32), asks: .both, omits: [.h0, .a0]),
        Variant("max", Shape(T: 9, K: 16, V: 32), Settings(l2norm: .maxEps), asks: .both, omits: [.h0, .a0]),
        Variant("no-norm", Shape(T: 9, K: 16, V: 32), Settings(l2norm: .none), omits: [.h0, .a0]),
      ]
    ) { p, _ in p.fade() },
    Regime(
      "keys-zero", "some keys exactly zero", guards: ["N02"],
      quick: [Variant("a", Shape(T: 68, K: 16, V: 32), asks: .both)]
    ) { p, _ in for i in p[.k].values.indices where i / p.shape.K % 3 == 0 { p[.k].values[i] = 0 } },
    Regime(
      "keys-collinear", "keys that hardly differ, gains near 1, slow decay", guards: ["S01", "S02", "S04"],
      needs: [.erase],
      quick: [Variant("a", Shape(T: 37, K: 16, V: 32), asks: .both)],
      full: [Variant("b", Shape(T: 300, H: 1, K: 64, V: 32))]
    ) { p, draw in
      p[.k].values = p[.k].values.indices.map { i in
        0.5 + Float(i % p.shape.K % 3) * 0.25 + draw.next(-0.0078125...0.0078125)
      }
      p[.k].values = p[.k].values.map { Draw.onGrid($0) }
      for name in p.gains { p[name] = draw.tensor(p[name].shape, 0.984375...1) }
      if p.inputs[.g] != nil { p[.g].values = p[.g].values.map { _ in -0.0009765625 } }
    },
    Regime(
      "keys-repeated", "one key again and again, g = −0.001, β = 0.835", guards: ["S03"], needs: [.erase],
      quick: [Variant("a", Shape(T: 37, K: 16, V: 32), asks: .both)]
    ) { p, _ in
      p[.k].values = p[.k].values.indices.map { p[.k].values[$0 % (p.shape.H * p.shape.K)] }
      for name in p.gains { p[name] = Tensor(p[name].shape, repeating: 0.8359375) }
      if p.inputs[.g] != nil { p[.g].values = p[.g].values.map { _ in -0.0009765625 } }
    },
    Regime(
      "keys-one-hot", "unit keys along the axes: slots that are written and read alone",
      quick: [
        Variant("a", Shape(T: 21, K: 16, V: 32), Settings(l2norm: .none)),
        Variant("plain", Shape(T: 21, K: 16, V: 32), asks: .both),
      ]
    ) { p, draw in
      let K = p.shape.K
      for row in 0..<p[.k].count / K {
        let hot = draw.index(K)
        for c in 0..<K { p[.k].values[row * K + c] = c == hot ? 1 : 0 }
      }
    },
    Regime(
      "queries", "queries of zero, and of length 1e-3, among others",
      quick: [
        Variant("a", Shape(T: 67, K: 16, V: 32), asks: .both),
        Variant("max", Shape(T: 20, K: 16, V: 32), Settings(l2norm: .maxEps)),
      ]
    ) { p, _ in
      let K = p.shape.K
      for i in p[.q].values.indices where i / K % 3 > 0 { p[.q].values[i] *= i / K % 3 == 1 ? 0 : 0x1p-11 }
    },
    Regime(
      "norm-long", "256 channels of nearly one size, whose squares a short format cannot add up", guards: ["W05"],
      setsExtents: true,
      quick: [Variant("a", Shape(T: 4, K: 256, V: 16), asks: .both)]
    ) { p, draw in
      // 0.74 is rounded down to a half where the sum is above 64, in bf16.
      for name in [InputName.q, .k] {
        for i in p[name].values.indices {
          p[name].values[i] = draw.next(0.84375...0.875) * (draw.index(2) == 0 ? 1 : -1)
        }
      }
    },
  ]
}

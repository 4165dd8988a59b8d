import DeltaOperators
import DeltaScalars

/// The regimes in which bugs of such kernels live (GEN-3); ordinary inputs are only the first.
extension Regime {
  static let all: [Regime] = shapes + gates + rawGates + keys + gains + states + options

  private static let boundaryTails = [0, 1, 2, 7, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129]

  private static func tail(_ T: Int) -> Variant { Variant("\(T)", Shape(T: T, H: 1, HV: 2, K: 8, V: 8)) }

  /// Extents, tails, heads, packing.
  static let shapes: [Regime] = [
    Regime(
      "ordinary", "ordinary inputs with initial state, several rows and heads",
      quick: [
        Variant("a", Shape(B: 2, T: 50, H: 2, HV: 4, K: 16, V: 12)), Variant("k64", Shape(T: 70, H: 1, K: 64, V: 64)),
      ],
      full: [
        Variant("b", Shape(B: 2, T: 300, H: 2, K: 32, V: 32)), Variant("k128", Shape(T: 200, H: 1, K: 128, V: 128)),
      ]),
    Regime(
      "tail", "every way in which T and the chunk may not fit", guards: ["T01", "T03", "T08", "T11", "G12"],
      quick: boundaryTails.map(tail),
      full: (Array(3...48) + [95, 96, 97, 191, 192, 193, 255, 256, 257])
        .filter { !boundaryTails.contains($0) }.map(tail)),
    Regime(
      "heads", "value heads in groups of 1, 2, 3 with gates of their own", guards: ["H01", "H02", "H03", "H04", "V06"],
      quick: [1, 2, 3].map { Variant("ratio-\($0)", Shape(T: 37, H: 2, HV: 2 * $0, K: 8, V: 6)) }
        + [Variant("three", Shape(T: 20, H: 3, HV: 3, K: 8, V: 8))],
      full: [Variant("many", Shape(T: 40, H: 8, HV: 24, K: 16, V: 16))]),
    Regime(
      "extents", "K ≠ V and extents that are no power of two", guards: ["C12", "K01", "K02", "K03"],
      quick: [
        Variant("wide", Shape(T: 35, H: 1, K: 8, V: 24)), Variant("tall", Shape(T: 35, H: 1, K: 24, V: 8)),
        Variant("k60", Shape(T: 40, H: 1, K: 60, V: 60)), Variant("k5", Shape(T: 20, H: 2, K: 5, V: 3)),
        Variant("one", Shape(T: 18, H: 1, K: 1, V: 1)),
      ],
      full: [Variant("k100", Shape(T: 150, H: 1, K: 100, V: 36)), Variant("v1", Shape(T: 80, H: 2, K: 64, V: 1))]),
    Regime(
      "packed", "packed sequences, empty and of one token among them",
      guards: ["T07", "T09", "V01", "V03", "V04", "V08"],
      quick: [
        Variant("a", Shape(T: 60, H: 2, HV: 4, K: 8, V: 8, cuSeqlens: [0, 15, 16, 16, 43, 60])),
        Variant("ends-empty", Shape(T: 33, H: 1, K: 8, V: 8, cuSeqlens: [0, 0, 32, 33, 33])),
      ],
      full: [
        Variant("many", Shape(T: 130, H: 1, K: 16, V: 16, cuSeqlens: Array(0...64) + [130])),
        Variant("long", Shape(T: 300, H: 2, K: 32, V: 32, cuSeqlens: [0, 1, 66, 66, 193, 300])),
      ]),
    Regime(
      "settings", "scale, norms, bound and layout other than the default, and the scale of one token",
      guards: ["N04", "C08"],
      quick: [
        Variant("scale", Shape(T: 30, H: 1, K: 8, V: 8), Settings(scale: 1.75)),
        Variant("max-eps", Shape(T: 30, H: 1, K: 8, V: 8), Settings(l2norm: .maxEps)),
        Variant("no-norm", Shape(T: 30, H: 1, K: 8, V: 8), Settings(l2norm: .none)),
        Variant("layout", Shape(T: 30, H: 2, K: 8, V: 8), Settings(stateLayout: .vk)),
        Variant("layout-wide", Shape(T: 30, H: 2, K: 6, V: 10), Settings(stateLayout: .vk)),
        Variant("bound", Shape(T: 30, H: 1, K: 8, V: 8), Settings(x: 1.125, eps: 0.0078125)),
      ]),
  ]

  /// Log gates.
  static let gates: [Regime] = [
    Regime(
      "gate-zero-mixed", "gates of exactly 0 among others, after a long prefix", guards: ["G01", "G02"],
      needs: [.tokenGates],
      quick: [Variant("a", Shape(T: 100, H: 2, K: 8, V: 8))], full: [Variant("b", Shape(T: 400, H: 2, K: 16, V: 16))]
    ) { p, draw in
      let width = p[.g].count / p.shape.T
      for i in p[.g].values.indices where i / width > 40 && draw.index(2) == 0 { p[.g].values[i] = 0 }
    },
    Regime(
      "gate-all-zero", "every gate exactly 0", guards: ["G01"], needs: [.decay],
      quick: [Variant("a", Shape(T: 40, H: 1, K: 8, V: 8))]
    ) { p, _ in p[.g].values = p[.g].values.map { _ in 0 } },
    Regime(
      "gate-minus-infinity", "gates of −∞, which forget everything", guards: ["G03", "G12"], needs: [.decay],
      quick: [Variant("a", Shape(T: 50, H: 2, K: 8, V: 8))], full: [Variant("b", Shape(T: 200, H: 2, K: 16, V: 16))]
    ) { p, draw in
      for i in p[.g].values.indices where draw.index(9) == 0 { p[.g].values[i] = -.infinity }
      for name in [InputName.gATK] where p.inputs[name] != nil {
        for i in p[name].values.indices where draw.index(9) == 0 { p[name].values[i] = -.infinity }
      }
    },
    Regime(
      "gate-strong", "gates from −5 to −20 with a partial tail", guards: ["P03", "P04", "P05", "T01"], needs: [.decay],
      quick: [Variant("a", Shape(T: 77, H: 2, K: 8, V: 8))], full: [Variant("b", Shape(T: 301, H: 2, K: 32, V: 32))]
    ) { p, draw in p[.g] = draw.tensor(p[.g].shape, -20 ... -5) },
    Regime(
      "gate-huge", "gates near −300, as trained models have", guards: ["G14", "P06", "Z6"], needs: [.decay],
      quick: [Variant("a", Shape(T: 45, H: 1, K: 8, V: 8))]
    ) { p, draw in
      for i in p[.g].values.indices where draw.index(3) == 0 { p[.g].values[i] = draw.next(-320 ... -280) }
      p[.v].values = p[.v].values.map { Draw.onGrid(24 * $0) }
    },
    Regime(
      "gate-slow", "gates near −0.001, so that nothing is forgotten", needs: [.decay],
      quick: [Variant("a", Shape(T: 130, H: 1, K: 8, V: 8))], full: [Variant("b", Shape(T: 1000, H: 1, K: 32, V: 16))]
    ) { p, draw in p[.g] = draw.tensor(p[.g].shape, -0.00146484375 ... -0.00048828125) },
  ]

  /// Keys.
  static let keys: [Regime] = [
    Regime(
      "keys-tiny", "keys of length 1e-3, where the two norms differ by 30 %: the epsilon's place",
      quick: [
        Variant("rsqrt", Shape(T: 40, H: 1, K: 8, V: 8)),
        Variant("max", Shape(T: 40, H: 1, K: 8, V: 8), Settings(l2norm: .maxEps)),
      ]
    ) { p, _ in p.shortenKeys(by: 0x1p-11) },
    Regime(
      "keys-zero", "some keys exactly zero", guards: ["N02"],
      quick: [Variant("a", Shape(T: 40, H: 2, K: 8, V: 8))]
    ) { p, _ in for i in p[.k].values.indices where i / p.shape.K % 3 == 0 { p[.k].values[i] = 0 } },
    Regime(
      "keys-collinear", "keys that hardly differ, gains near 1, slow decay", guards: ["S01", "S02", "S04"],
      needs: [.erase],
      quick: [Variant("a", Shape(T: 80, H: 1, K: 16, V: 8))], full: [Variant("b", Shape(T: 300, H: 1, K: 64, V: 32))]
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
      quick: [Variant("a", Shape(T: 70, H: 1, K: 8, V: 8))]
    ) { p, _ in
      p[.k].values = p[.k].values.indices.map { p[.k].values[$0 % (p.shape.H * p.shape.K)] }
      for name in p.gains { p[name] = Tensor(p[name].shape, repeating: 0.8359375) }
      if p.inputs[.g] != nil { p[.g].values = p[.g].values.map { _ in -0.0009765625 } }
    },
    Regime(
      "keys-one-hot", "unit keys along the axes: slots that are written and read alone",
      quick: [Variant("a", Shape(T: 40, H: 1, K: 8, V: 8), Settings(l2norm: .none))]
    ) { p, draw in
      let K = p.shape.K
      for row in 0..<p[.k].count / K {
        let hot = draw.index(K)
        for c in 0..<K { p[.k].values[row * K + c] = c == hot ? 1 : 0 }
      }
    },
  ]

  /// Gains.
  static let gains: [Regime] = [
    Regime(
      "gain-above-one", "β in (1, 2): negative eigenvalues", needs: [.gainTensor],
      quick: [Variant("a", Shape(T: 60, H: 2, K: 8, V: 8), Settings(x: 1.0078125))],
      full: [Variant("b", Shape(T: 250, H: 2, K: 32, V: 16), Settings(x: 1.0078125))]
    ) { p, draw in for name in p.gains { p[name] = draw.tensor(p[name].shape, 1...1.9765625) } },
    Regime(
      "gain-extreme", "β of exactly 0 and 1", needs: [.gainTensor],
      quick: [Variant("a", Shape(T: 40, H: 2, K: 8, V: 8))]
    ) { p, draw in
      for name in p.gains { for i in p[name].values.indices { p[name].values[i] = Float(draw.index(2)) } }
    },
    Regime(
      "gain-one-sided", "tokens that erase all and write nothing, tokens that write all and erase nothing",
      needs: [.channelGain], quick: [Variant("a", Shape(T: 40, H: 2, HV: 4, K: 8, V: 6))]
    ) { p, _ in
      for (name, side) in [(InputName.b, 1), (.w, 2)] {
        let width = p[name].shape[2...].reduce(1, *)
        for i in p[name].values.indices where i / width % 3 > 0 { p[name].values[i] = i / width % 3 == side ? 1 : 0 }
      }
    },
    Regime(
      "masked", "padding inside the sequence: β = 0, g = 0, β^P = 0", guards: ["G08"], needs: [.mask],
      quick: [Variant("a", Shape(B: 2, T: 50, H: 1, K: 8, V: 8))]
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
      "state-absent", "no initial states at all",
      quick: [Variant("a", Shape(T: 40, H: 2, HV: 4, K: 8, V: 8))]
    ) { p, _ in (p.inputs[.h0], p.inputs[.a0]) = (nil, nil) },
    Regime(
      "state-large", "an initial state that outweighs the values", guards: ["C01", "C05"],
      quick: [Variant("a", Shape(T: 40, H: 2, K: 8, V: 8))]
    ) { p, _ in p[.h0].values = p[.h0].values.map { 64 * $0 } },
    Regime(
      "diagonal", "A₀ large, small and zero, a centre for each head", guards: ["Z3", "Z4", "P18"], needs: [.squash],
      quick: [Variant("a", Shape(T: 50, H: 3, HV: 6, K: 8, V: 8)), Variant("b", Shape(B: 2, T: 20, H: 2, K: 6, V: 4))]
    ) { p, draw in
      for i in p[.a0].values.indices { p[.a0].values[i] *= [0, 1, 0x1p-20, 0x1p+10][draw.index(4)] }
      for h in 0..<p.shape.H { p[.logATKScale].values[h] = Float(h) * 1.5 - 3 }
    },
  ]
}

extension Regime {
  private static let optionShape = Shape(T: 45, H: 2, HV: 4, K: 8, V: 6)

  /// Options of the preconditioner.
  static let options: [Regime] = [
    Regime(
      "write-key", "other write keys than B∘k, with zero keys, zero gains and decays of zero among them",
      quick: [
        Variant("sherman-morrison", optionShape, Settings(options: Options(writeKey: .shermanMorrison))),
        Variant("reciprocal", optionShape, Settings(options: Options(factor: .reciprocal))),
        Variant("damped", optionShape, Settings(options: Options(factor: .damped))),
        Variant("weighted", optionShape, Settings(options: Options(factor: .weighted))),
      ]
    ) { p, draw in
      let K = p.shape.K
      for i in p[.k].values.indices where i / K % 5 == 2 { p[.k].values[i] = 0 }
      for i in p[.beta].values.indices where draw.index(5) == 0 { p[.beta].values[i] = 0 }
      guard p.inputs[.g] != nil else { return }
      for i in p[.g].values.indices where draw.index(7) == 0 { p[.g].values[i] = -.infinity }
    },
    Regime(
      "solver", "conjugate gradients instead of an exact solve: few steps, none, more than there are channels",
      quick: [
        Variant("none", optionShape, solving(.conjugateGradient(iterations: 0))),
        Variant("few", optionShape, solving(.conjugateGradient(iterations: 3))),
        Variant("from-zero", optionShape, solving(.conjugateGradient(iterations: 5, start: .zero))),
        Variant("many", optionShape, solving(.conjugateGradient(iterations: 30))),
        Variant("small-eps", optionShape, solving(.conjugateGradient(iterations: 4, eps: 0x1p-30))),
      ]
    ) { p, _ in
      // Queries of zero need no step, and no step may make anything of them.
      let K = p.shape.K
      for i in p[.q].values.indices where i / K % 7 == 3 { p[.q].values[i] = 0 }
    },
  ]

  private static func solving(_ solve: GramSolve) -> Settings { Settings(options: Options(gramSolve: solve)) }
}

extension Draw {
  /// The nearest bf16 number.
  static func onGrid(_ x: Float) -> Float { Float(Format.bf16.rounded(Double(x))) }
}

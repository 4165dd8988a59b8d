import DeltaOperators

/// Everything that a problem may choose, each choice together with each other one.
///
/// A fault may need two things at once: a second chunk in a pack, a scale without a norm, grouped heads without a bias. Twelve
/// problems hold every pair (a covering array of strength two, found by search); a test counts them.
extension Regime {
  /// One row of the covering array: a level of every factor.
  struct Combination: Sendable {
    let rows, heads, tokens, norm, scale, gate, layout, bound, states, bias: Int

    init(_ levels: [Int]) {
      (rows, heads, tokens, norm, scale) = (levels[0], levels[1], levels[2], levels[3], levels[4])
      (gate, layout, bound, states, bias) = (levels[5], levels[6], levels[7], levels[8], levels[9])
    }

    /// One row, two, a pack with empty sequences side by side; a key head, two, two with groups of two; within a chunk of 64 and beyond.
    var shape: Shape {
      let (T, H, HV) = (tokens == 0 ? 19 : 67, heads == 0 ? 1 : 2, [1, 2, 4][heads])
      let cuts = tokens == 0 ? [0, 8, 8, 8, 19, 19] : [0, 0, 0, 66, 67]
      return Shape(B: rows == 1 ? 2 : 1, T: T, H: H, HV: HV, K: 16, V: 24, cuSeqlens: rows == 2 ? cuts : nil)
    }

    /// Numbers that bf16 and fp16 do not hold, where they are not the usual ones.
    var settings: Settings {
      Settings(
        scale: scale == 0 ? nil : 0.37, l2norm: [.rsqrtEps, .maxEps, .none][norm], x: bound == 0 ? 1.5 : 1.3,
        eps: bound == 0 ? 1e-6 : 0.0013, gate: [.log, .softplus, .lowerBound][gate], lowerBound: -4.3,
        stateLayout: layout == 0 ? .kv : .vk)
    }

    /// Both states, S alone, A alone; raw gates with a bias or without.
    var omits: [InputName] { [[], [.a0], [.h0]][states] + (bias == 0 ? [] : [.dtBias]) }
  }

  /// Rows, heads, tokens, norm, scale, gate, layout, bound, states, bias.
  static let coveringArray = [
    [1, 1, 1, 2, 1, 0, 0, 0, 0, 0], [1, 0, 0, 1, 0, 2, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1, 1, 0, 1, 1],
    [0, 0, 1, 2, 0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 1, 2, 0, 0, 2, 1], [2, 2, 1, 0, 0, 0, 1, 1, 1, 0],
    [2, 2, 1, 2, 1, 2, 1, 0, 0, 0], [2, 1, 0, 1, 0, 1, 0, 1, 0, 1], [0, 0, 0, 0, 1, 1, 1, 1, 0, 1],
    [1, 2, 0, 0, 0, 1, 0, 1, 2, 1], [0, 2, 1, 1, 0, 0, 0, 0, 2, 0], [2, 0, 0, 2, 0, 0, 1, 1, 2, 1],
  ]

  static let combined: [Regime] = [
    Regime(
      "combined",
      "every choice together with every other: rows, packs, groups, chunks, norm, scale, gate, layout, bound, states",
      quick: coveringArray.enumerated().map { index, levels in
        let choice = Combination(levels)
        // Gradients of the six that hold most of what else is asked of outputs alone.
        let asks: Asks = [1, 2, 5, 6, 8, 9].contains(index) ? .both : .outputs
        return Variant(
          "\(index + 1)", choice.shape, choice.settings, asks: asks, omits: choice.omits,
          adaptsSettings: true)
      }
    ) { p, _ in
      // A token that leaves A as it is, but for its decay.
      guard let gains = p.inputs[.betaATK] else { return }
      let width = gains.shape[2...].reduce(1, *)
      for i in gains.values.indices where i / width % 3 == 1 { p[.betaATK].values[i] = 0 }
    }
  ]
}

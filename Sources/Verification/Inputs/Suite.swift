import DeltaOperators

/// The problems that `conform check` judges an operator on.
public enum Suite {
  /// The cases of an operator at a level that ask for outputs, in a fixed order; the full level contains the quick one.
  ///
  /// The full level draws every variant of the quick one a second time, with values that need all bits of float32.
  public static func cases(_ level: SuiteLevel, for op: Operator, _ draw: SuiteDraw = SuiteDraw()) -> [Case] {
    applicable(to: op, draw).flatMap { regime in
      let quick = regime.quick.filter(\.asksOutputs)
      let variants = level == .quick ? quick : quick + regime.full + quick.compactMap(\.inFloat32)
      return variants.flatMap { Self.cases(of: $0, in: regime, for: op, draw, cotangents: nil) }
    }
  }

  /// The cases on which gradients are judged: every regime, with gradients handed in.
  ///
  /// The quick level has those variants of the quick suite that ask for them, the full level all of them.
  public static func gradientCases(_ level: SuiteLevel, for op: Operator, _ draw: SuiteDraw = SuiteDraw()) -> [Case] {
    applicable(to: op, draw).flatMap { regime in
      let variants = level == .quick ? regime.quick : regime.quick + regime.quick.compactMap(\.inFloat32)
      return variants.flatMap { variant in
        variant.cotangents(level).map { Self.cases(of: variant, in: regime, for: op, draw, cotangents: $0) } ?? []
      }
    }
  }

  /// All cases of an operator at a level: outputs first, then gradients.
  public static func allCases(_ level: SuiteLevel, for op: Operator, _ draw: SuiteDraw = SuiteDraw()) -> [Case] {
    cases(level, for: op, draw) + gradientCases(level, for: op, draw)
  }

  /// One case for each size of heads; none where the operator cannot be asked the variant.
  private static func cases(
    of variant: Regime.Variant, in regime: Regime, for op: Operator, _ draw: SuiteDraw, cotangents: [CotangentName]?
  ) -> [Case] {
    guard variant.refusal(for: op) == nil else { return [] }
    return draw.suffixes(variant).map { suffix, shape in
      let id = "\(op.name).\(regime.name)-\(variant.label)\(suffix)" + (cotangents == nil ? "" : ".gradients")
      var stream = Draw(id)
      var problem = Problem(ordinary: op, shape, variant.settings(for: op), &stream)
      for name in variant.omits { problem.inputs[name] = nil }
      if let cotangents { problem.handInGradients(of: cotangents, &stream) }
      regime.harden(&problem, &stream)
      return Case(id: id, regime, variant.isFloat32 ? problem.needingFloat32() : problem)
    }
  }

  /// The regimes that say nothing about an operator, each with the reason.
  public static func omitted(for op: Operator, _ draw: SuiteDraw = SuiteDraw()) -> [(regime: String, reason: String)] {
    Regime.all.compactMap { regime in
      let lacking = regime.needs.filter { !$0.isMet(by: op) }.map(\.sentence).sorted()
      let refusals = regime.quick.map { $0.refusal(for: op) }
      let chosen = regime.setsExtents && !draw.headDims.isEmpty ? "the sizes of heads are chosen already" : nil
      let reason = lacking.first ?? chosen ?? (refusals.contains(nil) ? nil : refusals[0])
      return reason.map { (regime.name, $0) }
    }
  }

  private static func applicable(to op: Operator, _ draw: SuiteDraw) -> [Regime] {
    Regime.all.filter { regime in
      regime.needs.allSatisfy { $0.isMet(by: op) } && (draw.headDims.isEmpty || !regime.setsExtents)
    }
  }
}

extension Regime.Variant {
  /// The same with values that need all bits of float32; nil where they do already.
  fileprivate var inFloat32: Self? {
    isFloat32 ? nil : inFloat32(label + "-f32")
  }
}

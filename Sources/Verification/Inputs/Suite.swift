import DeltaOperators

/// The problems that `conform check` judges an operator on.
public enum Suite {
  /// The cases of an operator at a level, in a fixed order; the full level contains the quick one.
  public static func cases(_ level: SuiteLevel, for op: Operator) -> [Case] {
    applicable(to: op).flatMap { regime in
      (regime.quick + (level == .full ? regime.full : [])).filter { $0.refusal(for: op) == nil }.map { variant in
        let id = "\(op.name).\(regime.name)-\(variant.label)"
        var draw = Draw(id)
        var problem = Problem(ordinary: op, variant.shape, variant.settings, &draw)
        regime.harden(&problem, &draw)
        return Case(id: id, regime, problem)
      }
    }
  }

  /// The cases on which gradients are judged: every regime, with gradients handed in for every output.
  ///
  /// The quick level has every third of a regime's quick variants, the full level all of them.
  public static func gradientCases(_ level: SuiteLevel, for op: Operator) -> [Case] {
    applicable(to: op).flatMap { regime in
      // Gradients are defined for the standard options alone.
      let variants = regime.quick.filter { $0.settings.options == .standard }
      return variants.enumerated().filter { level == .full || $0.offset % 3 == 0 }.map { _, variant in
        let id = "\(op.name).\(regime.name)-\(variant.label).gradients"
        var draw = Draw(id)
        var problem = Problem(ordinary: op, variant.shape, variant.settings, &draw)
        regime.harden(&problem, &draw)
        problem.handInGradients(&draw)
        return Case(id: id, regime, problem)
      }
    }
  }

  /// The regimes that say nothing about an operator, each with the reason.
  public static func omitted(for op: Operator) -> [(regime: String, reason: String)] {
    Regime.all.compactMap { regime in
      let lacking = regime.needs.filter { !$0.isMet(by: op) }.map(\.sentence).sorted()
      let refusals = regime.quick.map { $0.refusal(for: op) }
      let reason = lacking.first ?? (refusals.contains(nil) ? nil : refusals[0])
      return reason.map { (regime.name, $0) }
    }
  }

  private static func applicable(to op: Operator) -> [Regime] {
    Regime.all.filter { $0.needs.allSatisfy { $0.isMet(by: op) } }
  }
}

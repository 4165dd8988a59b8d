import DeltaOperators
import Foundation

/// Which number multiplies, is added, or is the base of an exponential.
extension Convention {
  static let scales = [
    scale("the scale is not applied at all") { _ in 1 },
    scale("the scale is applied twice") { $0.scale * $0.scale },
    scale("the scale is K^(−1/2), whatever is given") { 1 / Double($0.shape.K).squareRoot() },
    scale("the usual scale is V^(−1/2) in the place of K^(−1/2)") { p in
      p.scale == 1 / Double(p.shape.K).squareRoot() ? 1 / Double(p.shape.V).squareRoot() : p.scale
    },
    scale("the query is divided by the scale") { 1 / $0.scale },
  ]

  private static func scale(_ words: String, _ scale: @escaping @Sendable (Problem) -> Double) -> Convention {
    .setting(words) { p in
      let other = scale(p)
      // A usual scale that is written out is the same question.
      if other != p.scale, other.isFinite { p.settings.scale = other }
    }
  }

  static let bases = [
    base("log gates are taken to base 2: a token decays by 2^g", log(2)),
    base("log gates are multiplied by log₂e, and then exponentiated to base e", 1 / log(2)),
    base("the preconditioner's log gates are taken to base 2", log(2), ofState: false),
    base("all log gates are taken to base 2, those of the preconditioner too", log(2), ofPreconditioner: true),
  ]

  /// Gates times a factor; the gradient of a gate is then that of its multiple, times the factor.
  private static func base(
    _ words: String, _ factor: Double, ofState: Bool = true, ofPreconditioner: Bool = false
  ) -> Convention {
    let alsoDiagonal = ofPreconditioner || !ofState
    @Sendable func multiplied(_ x: Float) -> Float { Float(factor * Double(x)) }
    @Sendable func divided(_ x: Float) -> Float { Float(Double(x) / factor) }
    return Convention(
      words: words,
      asked: { p in
        guard !alsoDiagonal || p.inputs[.gATK] != nil, !ofState || p.inputs[.g] != nil else { return nil }
        return p.edited { p in
          if alsoDiagonal { p.map(.gATK, multiplied) }
          guard ofState else { return }
          switch p.settings.gate {
          case .log: p.map(.g, multiplied)
          case .softplus: p.map(.aLog) { Float(Double($0) + log(factor)) }
          case .lowerBound: p.settings.lowerBound *= factor
          }
        }
      },
      answered: { outputs, p in
        var outputs = outputs
        if alsoDiagonal { outputs.map(.dgATK, divided) }
        if ofState, p.settings.gate == .log { outputs.map(.dg, divided) }
        return outputs
      })
  }

  static let orders = [
    order("the erase reads the state before its decay", .onlineBeforeDecay),
    order("the erase reads the state after its decay", .online),
  ]

  private static func order(_ words: String, _ solve: Solve) -> Convention {
    .setting(words) { p in
      if p.op.axes.solve.erases, let other = p.op.solving(solve) { p.op = other }
    }
  }
}

import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// By how much the tokens of a problem can amplify a state: the largest norm of the products of their transitions.
///
/// With v = 0 and S_0 = I the final state *is* the product of the transitions `α(I − βk̃kᵀ)` of a sequence and head.
/// Source: `Specs/stability.md`, STAB-1 and STAB-3.
struct Amplification {
  /// The problem with values of zero and the identity as the initial state.
  let problem: Problem
  /// ‖M‖₂ from below, of the sequence and head where it is largest.
  let norm: Double
  /// What ‖M‖₂ cannot exceed; nil where nothing is proved.
  let bound: Double?

  /// Nil where keys have no norm, which could amplify as much as one likes, and where the state overflows.
  init?(_ drawn: Problem) {
    guard drawn.settings.l2norm != .none, drawn.shape.T > 0 else { return nil }
    problem = Self.free(drawn)
    let (K, states) = (problem.shape.K, Reference.evaluate(problem)[.ht]!)
    guard states.allSatisfy(\.isFinite) else { return nil }
    var norm = 0.0
    for first in stride(from: 0, to: states.count, by: K * K) {
      norm = max(norm, Self.norm(Array(states[first..<first + K * K]), K))
    }
    (self.norm, bound) = (norm, TransitionNorm(problem)?.ofProduct)
  }

  /// The growth of a token, were it the same for all.
  var perToken: Double { Double.exp(Double.log(norm) / Double(max(problem.longestSequence, 1))) }

  /// The same keys, gains and gates without values, from the identity.
  static func free(_ drawn: Problem) -> Problem {
    let s = drawn.shape
    let shape = Shape(B: s.B, T: s.T, H: s.H, HV: s.HV, K: s.K, V: s.K, cuSeqlens: s.cuSeqlens)
    var problem = Problem(drawn.op, shape, drawn.settings, inputs: drawn.inputs)
    problem.settings.stateLayout = .kv
    problem.inputs[.v] = Tensor([s.B, s.T, s.HV, s.K])
    let slots = s.N * s.HV
    problem.inputs[.h0] = Tensor(
      [s.N, s.HV, s.K, s.K], (0..<slots * s.K * s.K).map { $0 % (s.K * s.K) % (s.K + 1) == 0 ? 1 : 0 })
    // Gains of the write have a channel for each of the values.
    if drawn.op.axes.gain.isPerChannel {
      problem.inputs[drawn.op.axes.gain.tensors.write] = Tensor([s.B, s.T, s.HV, s.K], repeating: 1)
    }
    return problem
  }

  /// ‖M‖₂ from below, by iterating with MᵀM.
  ///
  /// Not by LAPACK's singular values, whose last bits depend on the processor: the search goes where these point.
  static func norm(_ M: [Double], _ K: Int) -> Double {
    var x = (0..<K).map { 1 + Double($0) / Double(K + 1) }
    var norm = 0.0
    for _ in 0..<60 {
      let length = Self.length(x)
      guard length > 0, length.isFinite else { break }
      x = x.map { $0 / length }
      let y = (0..<K).map { i in (0..<K).reduce(0) { $0 + M[i * K + $1] * x[$1] } }
      norm = Swift.max(norm, Self.length(y))
      x = (0..<K).map { j in (0..<K).reduce(0) { $0 + M[$1 * K + j] * y[$1] } }
    }
    return norm
  }

  private static func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

/// What bounds the norm of one transition, whatever the keys are: hence of a product of them.
struct TransitionNorm {
  /// ‖α(I − βk̃kᵀ)‖² at most.
  let squared: Double
  let tokens: Int

  /// Nil where nothing is proved.
  init?(_ p: Problem) {
    let axes = p.op.axes
    tokens = p.longestSequence
    let gains = p.inputs[axes.gain.tensors.write]?.values ?? [1]
    let (least, most) = (gains.min() ?? 0, gains.max() ?? 0)
    switch (axes.solve.erases, axes.preconditioner, axes.gain) {
    // Nothing is erased: decays alone.
    case (false, _, _): squared = 1
    // I − βkkᵀ with β‖k‖² ≤ 2.
    case (true, .none, .one), (true, .none, .beta): squared = least >= 0 && most <= 2 ? 1 : .infinity
    case (true, .none, .implicit), (true, .none, .normalised), (true, .none, .exponential):
      squared = least >= 0 ? 1 : .infinity
    // STAB-3.
    case (true, .squashedDiagonal, .beta) where p.settings.options == .standard:
      let h = p.settings.x + 1 / p.settings.x
      squared = least >= 0 && most <= 1 && h < 4 ? 4 * (h - 1) / (h * (4 - h)) : .infinity
    default: return nil
    }
    if squared == .infinity { return nil }
  }

  /// Of as many as the longest sequence has, with room for the rounding of doubles: at most 2K + 3 for each token of an element,
  /// which with K ≤ 256 and T ≤ 4,096 are 2.4·10⁻¹⁰.
  var ofProduct: Double { Double.exp(Double.log(squared) * Double(tokens) / 2) * (1 + 1e-9) }
}

extension Problem {
  /// Tokens of the longest sequence.
  var longestSequence: Int { shape.sequences.map(\.tokens.count).max() ?? 0 }
}

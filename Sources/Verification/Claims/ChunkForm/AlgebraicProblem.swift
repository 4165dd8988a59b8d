import DeltaOperators
import DeltaScalars

extension Axes {
  /// Whether the recurrence divides by something that depends on its inputs, once the gains are given.
  var divides: Bool { has(.implicitGain) || has(.ridge) }
}

/// A problem whose every element is drawn from an exact field: decays, gains and states too (FP-1).
///
/// What is not rational is drawn instead of computed: decays, and the normalised and the exponential gain. Where the
/// operator divides, gates, gains, A₀ and the ridge are positive over the rationals, so that no divisor vanishes; in a
/// prime field positive means nothing, and a divisor vanishes with the probability of CLM-3.
func algebraicProblem<S: RandomScalar>(
  _ op: Operator, _ s: Shape, _ generator: inout SplitMix64, over scalar: S.Type = S.self
) -> Lowered<S> {
  let (tokens, axes) = (s.B * s.T, op.axes)
  func draw(_ count: Int) -> [S] { S.draw(count, &generator) }
  func weights(_ count: Int) -> [S] { axes.divides ? S.drawPositive(count, &generator) : draw(count) }
  var p = Lowered(
    op: op, shape: s, q: draw(tokens * s.H * s.K), k: draw(tokens * s.H * s.K), v: draw(tokens * s.HV * s.V))
  switch axes.decay {
  case .none: break
  case .constant:
    let constants = weights(s.HV)
    p.decay = (0..<tokens).flatMap { _ in constants }
  case .scalar, .channel: p.decay = weights(tokens * s.HV * (axes.decay.isPerChannel ? s.K : 1))
  }
  if axes.gain != .one { p.gain = weights(tokens * s.HV * (axes.has(.channelGain) ? s.V : 1)) }
  if axes.has(.channelGain) { p.eraseGain = draw(tokens * s.HV * s.K) }
  if axes.has(.splitGain) { p.eraseGain = draw(tokens * s.HV) }
  p.h0 = draw(s.N * s.HV * s.K * s.V)
  switch axes.preconditioner.state {
  case .none: break
  case .diagonal:
    (p.decayATK, p.gainATK) = (weights(tokens * s.H), weights(tokens * s.H))
    p.a0 = weights(s.N * s.H * s.K)
  case .gramOfKeyHead: p.a0 = dominantGrams(draw(s.N * s.H * s.K * s.K), s.K)
  case .gramOfValueHead: p.a0 = dominantGrams(draw(s.N * s.HV * s.K * s.K), s.K)
  }
  if axes.has(.ridge) { p.lambda = weights(s.H * s.K) }
  if axes.has(.shift) { p.shift = draw(s.H) }
  return p
}

/// K×K blocks with the lower triangle mirrored and 6K added to the diagonal: over ℚ, whose draws are at most 6, positive
/// semidefinite; over F_p as uniform among symmetric matrices as before.
private func dominantGrams<S: Scalar>(_ x: [S], _ K: Int) -> [S] {
  x.indices.map { i in
    let (row, column) = (i / K % K, i % K)
    let mirrored = x[i - i % (K * K) + max(row, column) * K + min(row, column)]
    return row == column ? mirrored + S(6 * K) : mirrored
  }
}

/// A fixed quadratic A ↦ B in place of the squash, different for each head, so that it exists over an exact field.
struct QuadraticMap<S: Scalar>: DiagonalMap {
  func preconditioner(_ a: S, head: Int) -> S { a * a + S(3 + head) * a + S(7 * head + 1) }
}

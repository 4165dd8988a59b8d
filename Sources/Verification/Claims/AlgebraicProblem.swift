import Operators
import Scalars

/// A problem whose every element is drawn from an exact field: decays, gains and states too (FP-1).
func algebraicProblem<S: RandomScalar>(
  _ op: Operator, _ s: Shape, _ generator: inout SplitMix64, over scalar: S.Type = S.self
) -> Lowered<S> {
  let tokens = s.B * s.T
  func draw(_ count: Int) -> [S] { S.draw(count, &generator) }
  var p = Lowered(
    op: op, shape: s, q: draw(tokens * s.H * s.K), k: draw(tokens * s.H * s.K), v: draw(tokens * s.HV * s.V))
  switch op.axes.decay {
  case .none: break
  case .scalar: p.decay = draw(tokens * s.HV)
  case .channel: p.decay = draw(tokens * s.HV * s.K)
  }
  if op.axes.gain == .beta { p.gain = draw(tokens * s.HV) }
  p.h0 = draw(s.N * s.HV * s.K * s.V)
  if op.axes.preconditioner == .squashedDiagonal {
    (p.decayATK, p.gainATK) = (draw(tokens * s.H), draw(tokens * s.H))
    p.a0 = draw(s.N * s.H * s.K)
  }
  return p
}

/// A fixed quadratic A ↦ B in place of the squash, different for each head, so that it exists over an exact field.
struct QuadraticMap<S: Scalar>: DiagonalMap {
  func preconditioner(_ a: S, head: Int) -> S { a * a + S(3 + head) * a + S(7 * head + 1) }
}

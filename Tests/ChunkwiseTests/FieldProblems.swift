import Operators
import Scalars

/// A problem whose every element is a random member of F_p: decays, gains and states too (FP-1).
func fieldProblem(_ op: Operator, _ shape: Shape, seed: UInt64) -> Lowered<PrimeField> {
  var generator = SplitMix64(seed: seed)
  func draw(_ count: Int) -> [PrimeField] { (0..<count).map { _ in PrimeField(residue: generator.next()) } }
  let s = shape
  let tokens = s.B * s.T
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

/// A fixed map A ↦ B in place of the squash, different for each head: rational, so that it exists over F_p.
struct FieldMap: DiagonalMap {
  func preconditioner(_ a: PrimeField, head: Int) -> PrimeField {
    a * a + PrimeField(3 + head) * a + PrimeField(7 * head + 1)
  }
}

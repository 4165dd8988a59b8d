import DeltaOperators
import DeltaScalars

/// A problem whose every element is a random member of F_p: decays, gains and states too (FP-1).
func fieldProblem(_ op: Operator, _ shape: Shape, _ options: Options = .standard, seed: UInt64) -> Lowered<PrimeField> {
  var generator = SplitMix64(seed: seed)
  func draw(_ count: Int) -> [PrimeField] { (0..<count).map { _ in PrimeField(residue: generator.next()) } }
  let s = shape
  let tokens = s.B * s.T
  var p = Lowered(
    op: op, shape: s, q: draw(tokens * s.H * s.K), k: draw(tokens * s.H * s.K), v: draw(tokens * s.HV * s.V))
  switch op.axes.decay {
  case .none: break
  case .constant:
    let constants = draw(s.HV)
    p.decay = (0..<tokens).flatMap { _ in constants }
  case .scalar: p.decay = draw(tokens * s.HV)
  case .channel: p.decay = draw(tokens * s.HV * s.K)
  }
  if op.axes.gain != .one { p.gain = draw(tokens * s.HV * (op.axes.gain == .channel ? s.V : 1)) }
  if op.axes.gain == .channel { p.eraseGain = draw(tokens * s.HV * s.K) }
  if op.axes.gain == .split { p.eraseGain = draw(tokens * s.HV) }
  p.h0 = draw(s.N * s.HV * s.K * s.V)
  switch op.axes.preconditioner.state {
  case .none: break
  case .diagonal:
    (p.decayATK, p.gainATK) = (draw(tokens * s.H), draw(tokens * s.H))
    p.a0 = draw(s.N * s.H * s.K)
  case .gramOfKeyHead: p.a0 = symmetric(draw(s.N * s.H * s.K * s.K), s.K)
  case .gramOfValueHead: p.a0 = symmetric(draw(s.N * s.HV * s.K * s.K), s.K)
  }
  let hasRidge = op.axes.preconditioner != .squashedDiagonal || options.writeKey == .shermanMorrison
  if hasRidge, op.axes.preconditioner.state != .none {
    p.lambda = draw(s.H * s.K)
  }
  if op.axes.preconditioner == .shiftedQuery { p.shift = draw(s.H) }
  (p.options, p.solveEps) = (options, draw(1)[0])
  return p
}

/// K×K blocks with the lower triangle mirrored.
func symmetric<S>(_ x: [S], _ K: Int) -> [S] {
  x.indices.map { i in
    let (row, column) = (i / K % K, i % K)
    return x[i - i % (K * K) + max(row, column) * K + min(row, column)]
  }
}

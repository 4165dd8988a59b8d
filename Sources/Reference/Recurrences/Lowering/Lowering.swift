import DeltaOperators
import DeltaScalars

/// Applies normalisation, scale and the exponential of the gates: from a problem as handed over to field elements.
///
/// Shapes: CONV-1; a `vk` state is transposed. The problem must be valid. Source: CONV-3 (norms), CONV-4 (gates).
@inlinable public func lower<S: AnalyticScalar, R: Rounding>(
  _ problem: Problem, to scalar: S.Type, rounding r: inout R
) -> Lowered<S> where R.Value == S {
  let (shape, norm) = (problem.shape, problem.settings.l2norm)
  func values(_ name: InputName) -> [S] { problem.handed(name, &r) }
  func states(_ name: InputName) -> [S] {
    (problem.inputs[name]?.values ?? []).map { r.state(S(Double($0))) }
  }
  func rows(_ name: InputName, scale: S? = nil) -> [S] {
    let firsts = firstEqualRows(problem[name].values, K: shape.K)
    return normalised(values(name), K: shape.K, norm, scale: scale, firsts: firsts, &r)
  }
  let isShiftedRaw = problem.settings.options.queryShift == .raw
  let q = isShiftedRaw ? shiftedQueries(problem, &r) : rows(.q, scale: S(problem.scale))
  var lowered = Lowered<S>(op: problem.op, shape: shape, q: q, k: rows(.k), v: values(.v))
  lowered.decay = lowerDecays(problem, to: S.self, &r)
  lowered.decayATK = lowerDecaysOfA(problem, to: S.self, &r)
  if problem.op.axes.decay == .constant {
    lowered.decay = (0..<shape.B * shape.T).flatMap { _ in lowered.decay }
  }
  let gains = problem.op.axes.gain.tensors
  (lowered.gain, lowered.gainATK) = (values(gains.write), values(.betaATK))
  // A state is handed over as it is carried, not as tensors of the input are.
  lowered.h0 = states(.h0)
  lowered.a0 = (problem.inputs[.a0]?.values ?? []).map { r.preconditionerState(S(Double($0))) }
  if problem.settings.stateLayout == .vk {
    lowered.h0 = transposedStates(lowered.h0, rows: shape.V, columns: shape.K)
  }
  (lowered.eraseGain, lowered.lambda, lowered.shift) = (values(gains.erase), values(.lambda), values(.shift))
  // What is done already is not done again.
  if isShiftedRaw { lowered.shift = lowered.shift.map { _ in .zero } }
  lowerGains(&lowered, problem, &r)
  lowerOptions(&lowered, problem)
  return lowered
}

/// Applies normalisation, scale and gates with no rounding but that of the scalar.
@inlinable public func lower<S: AnalyticScalar>(_ problem: Problem, to scalar: S.Type) -> Lowered<S> {
  var exact = Exact<S>()
  return lower(problem, to: scalar, rounding: &exact)
}

/// Rows of K elements divided by their norm (CONV-3), then multiplied by a scale; of equal rows the first is computed.
@inlinable func normalised<S: AnalyticScalar, R: Rounding>(
  _ rows: [S], K: Int, _ norm: L2Norm, scale: S? = nil, firsts: [Int]? = nil, _ r: inout R
) -> [S] where R.Value == S {
  var result = rows
  for row in 0..<(K == 0 ? 0 : rows.count / K) {
    let first = firsts?[row] ?? row
    let (channels, shift) = (row * K..<(row + 1) * K, (row - first) * K)
    if first < row {
      for i in channels { result[i] = result[i - shift] }
      continue
    }
    if norm != .none {
      var sum = S.zero
      for i in channels {
        sum.addProduct(rows[i], rows[i])
        sum = r(sum)
      }
      let length =
        norm == .rsqrtEps ? S.sqrt(sum + S(1e-6)) : S.max(S.sqrt(sum), S(1e-12))
      let rounded = r(length)
      for i in channels { result[i] = r.stored(r(rows[i] / rounded)) }
    }
    if let scale { for i in channels { result[i] = r(scale * result[i]) } }
  }
  return result
}

/// Each `rows`×`columns` block transposed; an empty array stays empty.
@inlinable public func transposedStates<S>(_ states: [S], rows: Int, columns: Int) -> [S] {
  let size = rows * columns
  return states.indices.map { position in
    let (block, within) = (position / size, position % size)
    // Element (c, r) of the transposed block is element (r, c) of the original.
    let (c, r) = (within / rows, within % rows)
    return states[block * size + r * columns + c]
  }
}

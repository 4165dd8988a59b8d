import DeltaOperators
import DeltaScalars

/// The gradient of `⟨o, ō⟩ + ⟨S_T, S̄_T⟩ + ⟨A_T, Ā_T⟩` with respect to every tensor that a problem holds.
///
/// The cotangents are the problem's; an absent one is zero. Through normalisation, scale and the exponential of the
/// gates. Shapes and layouts are those of the inputs. The problem must be valid.
///
/// - Complexity: O(T·HV·K·V) operations, O(√T·K·V) memory besides the result. Source: GRAD-1, GRAD-4, GRAD-5.
@inlinable public func gradients<S: AnalyticScalar, R: Rounding>(
  of problem: Problem, in scalar: S.Type, rounding r: inout R, form: StateForm = .matrix
) -> [GradientName: [S]] where R.Value == S {
  let (shape, settings) = (problem.shape, problem.settings)
  let p = lower(problem, to: S.self, rounding: &r)
  var d = adjoint(
    of: p, map: Squash<S>(problem), cotangents: lowerCotangents(problem, to: S.self, rounding: &r),
    rounding: &r, form: form)
  reverseLoweredGains(p, problem, into: &d, &r)

  func raised(_ name: InputName, _ gradient: [S]) -> [S] {
    reverseNormalised(problem.handed(name, &r), gradient, K: shape.K, settings.l2norm, &r)
  }
  func written(_ gradient: [S]) -> [S] { gradient.map { r.output($0) } }
  // α = e^g:  dg = α dα, which is exactly zero where α is.
  func logDecay(_ decay: [S], _ gradient: [S]) -> [S] {
    zip(decay, gradient).map { r($0 * $1) }
  }
  // λ = α dα where it was summed cumulatively, otherwise from dα.
  func ofLogs(_ lambda: [S], _ decay: [S], _ gradient: [S]) -> [S] {
    lambda.isEmpty ? logDecay(decay, gradient) : lambda
  }
  let dgByPairs = d.decay
  if problem.op.axes.decay == .constant {
    d.decay = sumOverTokens(d.decay, shape.HV, &r)
    if r.gateGradients.isSummed { d.logDecay = sumOverTokens(d.logDecay, shape.HV, &r) }
  }

  let (scale, gains) = (S(problem.scale), problem.op.axes.gain.tensors)
  var result: [GradientName: [S]] = [
    .dq: raised(.q, d.q.map { r(scale * $0) }), .dk: raised(.k, d.k), .dv: written(d.v),
    // A constant decay of no token has a gradient, which is zero.
    .dg: ofLogs(d.logDecay, p.decay.isEmpty ? d.decay : p.decay, d.decay), .init(of: gains.write): written(d.gain),
    .dgATK: ofLogs(d.logDecayATK, p.decayATK, d.decayATK), .dbetaATK: written(d.gainATK),
    .dlogATKScale: d.centre, .dh0: d.h0, .da0: d.a0,
    .init(of: gains.erase): written(d.eraseGain), .dlambda: d.lambda, .dshift: d.shift,
  ]
  if settings.gate != .log {
    // A residue times a large |g| is no rounding: that of the rates is α dα in every form (GRAD-14).
    let ofRates = d.logDecay.isEmpty ? nil : logDecay(p.decay, dgByPairs)
    result.merge(reverseRawGates(problem, result[.dg]!, dgOfRates: ofRates, &r)) { $1 }
  }
  if settings.stateLayout == .vk { result[.dh0] = transposedStates(d.h0, rows: shape.K, columns: shape.V) }
  return result.filter { problem.inputs[$0.key.input] != nil }
}

/// The gradient of a constant decay of each of some heads: the sum over its tokens.
@inlinable func sumOverTokens<S, R: Rounding>(_ gradient: [S], _ heads: Int, _ r: inout R) -> [S]
where R.Value == S {
  var sums = [S](repeating: .zero, count: heads)
  for i in gradient.indices { sums.add(gradient[i], at: i % heads, &r) }
  return sums
}

/// The cotangents of a problem as field elements, the state's in the layout `kv`; an absent one of `o` is zero.
@inlinable func lowerCotangents<S: AnalyticScalar, R: Rounding>(
  _ problem: Problem, to scalar: S.Type, rounding r: inout R
) -> LoweredOutputs<S> where R.Value == S {
  let s = problem.shape
  var (o, ht): ([S], [S]) = (problem.handed(.o, &r), problem.handed(.ht, &r))
  if problem.cotangents[.o] == nil { o = .init(repeating: .zero, count: s.B * s.T * s.HV * s.V) }
  if problem.settings.stateLayout == .vk { ht = transposedStates(ht, rows: s.V, columns: s.K) }
  return LoweredOutputs(o: o, ht: ht, at: problem.handed(.at, &r))
}

/// Reverses ``normalised(_:K:_:_:)``:  y = x/ℓ,  dx = (dy − w ⟨y, dy⟩ y)/ℓ,  w = 1 where ℓ depends on x, else 0 (GRAD-4).
@inlinable func reverseNormalised<S: AnalyticScalar, R: Rounding>(
  _ rows: [S], _ gradient: [S], K: Int, _ norm: L2Norm, _ r: inout R
) -> [S] where R.Value == S {
  guard norm != .none else { return gradient.map { r.output($0) } }
  // Kernels write dq and dk between two launches in the format of the inputs.
  var result = gradient.map { r.stored($0) }
  for row in 0..<rows.count / K {
    let channels = row * K..<(row + 1) * K
    var (squares, dot) = (S.zero, S.zero)
    for i in channels {
      squares.addProduct(rows[i], rows[i])
      squares = r(squares)
    }
    let (length, weight) = lengthAndWeight(squares, norm)
    let inverse = r(S.one / r(length))
    // ⟨y, dy⟩ y is ⟨x, dy⟩ x / ℓ², and of y as it was stored where a kernel keeps that (TOL-2).
    let kept = r.storesNarrow
    let y = channels.map { kept ? r.stored(r(inverse * rows[$0])) : rows[$0] }
    for (i, y) in zip(channels, y) {
      dot.addProduct(y, result[i])
      dot = r(dot)
    }
    let projection = r(weight * (kept ? dot : dot * (inverse * inverse)))
    for (i, y) in zip(channels, y) {
      let difference = r(result[i] - r(projection * y))
      result[i] = r.output(r(inverse * difference))
    }
  }
  return result
}

/// ℓ of CONV-3 for a sum of squares, and how far it depends on them: below its floor `max-eps` is constant.
@inlinable func lengthAndWeight<S: AnalyticScalar>(_ squares: S, _ norm: L2Norm) -> (length: S, weight: S) {
  guard norm == .maxEps else { return (S.sqrt(squares + S(1e-6)), S.one) }
  let (length, floor) = (S.sqrt(squares), S(1e-12))
  return (S.max(length, floor), (S.one + S.sign(length - floor)) / S(2))
}

import DeltaOperators
import DeltaScalars

/// Reverses one value head of one sequence, last token first; `G` is the gradient with respect to the state (GRAD-2).
@inlinable func reverseHead<S, R: Rounding>(
  _ head: HeadSlice<S>, _ cotangents: LoweredOutputs<S>, into gradients: inout LoweredGradients<S>,
  _ flow: inout RowGradients<S>, _ form: StateForm, _ r: inout R
) where R.Value == S {
  let (size, form) = (head.K * head.V, head.kept(in: form))
  func block(_ states: [S], runsBackwards: Bool) -> RememberedState<S> {
    let elements =
      states.isEmpty ? [S](repeating: .zero, count: size) : Array(states[head.state..<head.state + size])
    return RememberedState(elements, rows: head.K, columns: head.V, form: form, runsBackwards: runsBackwards)
  }
  var G = StateGradient(block(cotangents.ht, runsBackwards: true), isDecayed: head.problem.op.axes.decay != .none)
  visitBackwards(
    head.tokens, from: TokenTrace(block(head.problem.h0, runsBackwards: false)), size: 2 * size,
    advance: { trace, t in trace.advanced(head, t, &r) },
    visit: { t, _, trace in
      // Chunks are counted from the first token, whichever way they are run.
      if head.isLast(t) { G.enterChunk(before: trace.before, &r) }
      reverseToken(head, t, trace, cotangents, &G, into: &gradients, &flow, &r)
      if head.isFirst(t) { G.matrix.fold(&r) }
    })
  head.takeFromWhole(&gradients.logDecay, rows: head.gateWidth, at: head.decay, &r)
  let dS_0 = G.matrix.final(&r)
  for i in 0..<size { gradients.h0[head.state + i] = dS_0[i] }
}

/// Reverses one token: on entry G is the gradient with respect to S_t as later tokens read it, on return to S_{t−1}.
@inlinable func reverseToken<S, R: Rounding>(
  _ head: HeadSlice<S>, _ t: Int, _ trace: TokenTrace<S>, _ cotangents: LoweredOutputs<S>,
  _ G: inout StateGradient<S>,
  into gradients: inout LoweredGradients<S>, _ flow: inout RowGradients<S>, _ r: inout R
) where R.Value == S {
  let (K, axes) = (head.K, head.problem.op.axes)
  let (key, value, local) = (head.key(t), head.value(t), head.local(t))
  let isCumulative = r.gateGradients.isSummed && axes.decay != .none
  if isCumulative && head.isLast(t) {
    G.beginCumulation(head, t, trace, dwriteKey: G.matrix.product(trace.write, &r), &r)
  }

  // o = Sᵀq̃:  dq̃ += S ō,  G += q̃ ōᵀ.
  let dq = trace.state.product(cotangents.o, at: value, &r)
  for i in 0..<K { flow.queries.add(dq[i], at: local + i, &r) }
  G.addOuter(head.queries, at: local, cotangents.o, at: value, before: trace.before, &r)

  // S = S′ + k̃ uᵀ:  dk̃ += G u,  du = Gᵀk̃.
  let dwriteKey = G.matrix.product(trace.write, &r)
  for i in 0..<K { flow.writeKeys.add(dwriteKey[i], at: local + i, &r) }
  let (solved, error) = G.solve(head.writeKeys, at: local, &r)
  let du = error.map { zip(solved, $0).map { $0 + $1 } } ?? solved
  if isCumulative {
    G.cumulate(head.queries, at: local, dq, &r)
    G.cumulate(head.writeKeys, at: local, dwriteKey, isNegative: true, &r)
  }

  // dv, and the negative gradient of what the erase predicted.
  let derase = reverseWrite(head, t, trace, du, error, G, into: &gradients, &r)
  let eraseGain = axes.gain.erasesApart ? head.problem.eraseGain[head.gate(t)] : head.gain(t)
  func reverseErase(_ read: RememberedState<S>) {
    // …ᵀk of a state X:  dk −= X derase,  G −= k deraseᵀ.
    let dk = read.product(derase, &r).map { -$0 }
    if isCumulative { G.cumulate(head.keys, at: local, dk, &r) }
    if axes.gain.isPerChannel {
      head.reverseGainedKey(t, dk, into: &gradients, &r)
    } else {
      for i in 0..<K { gradients.k.add(dk[i], at: key + i, &r) }
    }
    G.erase(head.keys, at: local, derase, error: error, gain: eraseGain, before: trace.before, &r)
  }
  if axes.solve == .online { reverseErase(trace.decayed) }

  // S′ = D S_{t−1}:  dα_i += ⟨G_i, S_{t−1,i}⟩,  G_i ← α_i G_i.
  for i in 0..<K {
    guard let position = head.decay(t, row: i) else { break }
    var sum = gradients.decay[position]
    G.addPairing(row: i, with: trace.before, to: &sum, &r)
    gradients.decay[position] = sum
    if isCumulative, i < head.gateWidth { gradients.logDecay.add(G.lambda[i], at: position, &r) }
    G.scale(row: i, by: head.problem.decay[position], before: trace.before, &r)
  }
  if axes.solve == .onlineBeforeDecay { reverseErase(trace.before) }
}

/// Reverses u, given du: writes dv and the gradients of the gains, and returns the negative gradient of the prediction.
@inlinable func reverseWrite<S, R: Rounding>(
  _ head: HeadSlice<S>, _ t: Int, _ trace: TokenTrace<S>, _ du: [S], _ error: [S]?, _ G: StateGradient<S>,
  into gradients: inout LoweredGradients<S>, _ r: inout R
) -> [S] where R.Value == S {
  let (V, axes) = (head.V, head.problem.op.axes)
  let (value, gate, gain) = (head.value(t), head.gate(t), head.gain(t))
  var derase = du
  // u = w∘v − s:  −ds = du.
  if axes.gain.isPerChannel {
    head.reverseGainedValue(t, du, into: &gradients, &r)
    return derase
  }
  if axes.gain.erasesApart {
    // u = β v − β̃ s:  dβ = ⟨v, du⟩,  dβ̃ = −⟨s, du⟩,  dv = β du,  −ds = β̃ du.
    gradients.gain[gate] = dot(head.problem.v, at: value, du, at: 0, count: V, &r)
    gradients.eraseGain[gate] = -dot(trace.prediction, at: 0, du, at: 0, count: V, &r)
    for j in 0..<V {
      gradients.v[value + j] = r(gain * du[j])
      derase[j] = r(head.problem.eraseGain[gate] * du[j])
    }
    return derase
  }
  // u = gain e:  dgain = ⟨e, du⟩,  de = gain du.
  if axes.gain != .one {
    gradients.gain[gate] =
      axes.solve.erases && trace.state.apart != nil
      ? gainGradientInParts(head, t, trace, du, error, G, &r) : gainGradient(head, t, trace, du, &r)
    for j in 0..<V { derase[j] = r(gain * du[j]) }
  }
  // e = v − s online, v offline:  dv = de,  −ds = de.
  for j in 0..<V { gradients.v[value + j] = derase[j] }
  return derase
}

/// dgain = ⟨e, du⟩, e = v − s online, v offline.
@inlinable func gainGradient<S, R: Rounding>(
  _ head: HeadSlice<S>, _ t: Int, _ trace: TokenTrace<S>, _ du: [S], _ r: inout R
) -> S where R.Value == S {
  let (V, value) = (head.V, head.value(t))
  var error = Array(head.problem.v[value..<value + V])
  for j in 0..<V where head.problem.op.axes.solve.erases { error[j] = r(error[j] - trace.prediction[j]) }
  return dot(error, at: 0, du, at: 0, count: V, &r)
}

/// dgain = ⟨v, du⟩ − ⟨k, S du⟩, each with a du = Gᵀk̃ of its own: a chunk form has two products with its inverse on the way back, one
/// for the values and one for the erasing keys, so that what cancels in e does not cancel in their errors.
@inlinable func gainGradientInParts<S, R: Rounding>(
  _ head: HeadSlice<S>, _ t: Int, _ trace: TokenTrace<S>, _ du: [S], _ error: [S]?, _ G: StateGradient<S>, _ r: inout R
) -> S where R.Value == S {
  let (local, read) = (head.local(t), head.problem.op.axes.solve == .onlineBeforeDecay ? trace.before : trace.decayed)
  let written = dot(head.problem.v, at: head.value(t), du, at: 0, count: head.V, &r)
  var again = G.matrix.solvingProduct(head.writeKeys, at: local, &r)
  if let error { for j in again.indices { again[j] += error[j] } }
  return r(written - dot(head.keys, at: local, read.product(again, &r), at: 0, count: head.K, &r))
}

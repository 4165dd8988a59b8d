import Operators
import Scalars

/// Reverses one value head of one sequence, last token first; `G` is the gradient with respect to the state (GRAD-2).
@inlinable func reverseHead<S, R: Rounding>(
  _ head: HeadSlice<S>, _ cotangents: LoweredOutputs<S>, into gradients: inout LoweredGradients<S>,
  _ streams: inout StreamGradients<S>, rounding: inout R
) where R.Value == S {
  let size = head.K * head.V
  func block(_ states: [S]) -> [S] {
    states.isEmpty ? [S](repeating: .zero, count: size) : Array(states[head.state..<head.state + size])
  }
  var G = block(cotangents.ht)
  visitBackwards(
    head.tokens, from: TokenTrace(block(head.problem.h0), rows: head.K, columns: head.V),
    advance: { trace, t in trace.advanced(head, t, &rounding) },
    visit: { t, _, trace in
      reverseToken(head, t, trace, cotangents, &G, into: &gradients, &streams, rounding: &rounding)
    })
  for i in 0..<size { gradients.h0[head.state + i] = G[i] }
}

/// Reverses one token: on entry G is the gradient with respect to S_t as later tokens read it, on return to S_{t−1}.
@inlinable func reverseToken<S, R: Rounding>(
  _ head: HeadSlice<S>, _ t: Int, _ trace: TokenTrace<S>, _ cotangents: LoweredOutputs<S>, _ G: inout [S],
  into gradients: inout LoweredGradients<S>, _ streams: inout StreamGradients<S>, rounding: inout R
) where R.Value == S {
  let (p, K, V, axes) = (head.problem, head.K, head.V, head.problem.op.axes)
  let (key, value, gate, local) = (head.key(t), head.value(t), head.gate(t), head.local(t))

  // o = Sᵀq̃:  dq̃ += S ō,  G += q̃ ōᵀ.
  let dq = product(trace.state, at: 0, K, V, cotangents.o, at: value, &rounding)
  for i in 0..<K { streams.queries.add(dq[i], at: local + i, &rounding) }
  addOuter(&G, K, V, head.queries, at: local, cotangents.o, at: value, &rounding)

  // S = S′ + k̃ uᵀ:  dk̃ += G u,  du = Gᵀk̃.
  let dwriteKey = product(G, at: 0, K, V, trace.write, at: 0, &rounding)
  for i in 0..<K { streams.writeKeys.add(dwriteKey[i], at: local + i, &rounding) }
  let du = transposedProduct(G, at: 0, K, V, head.writeKeys, at: local, &rounding)

  // dv, and the negative gradient of what the erase predicted.
  let derase = reverseWrite(head, t, trace, du, into: &gradients, &rounding)
  func reverseErase(_ read: [S]) {
    // …ᵀk of a state X:  dk −= X derase,  G −= k deraseᵀ.
    let dk = product(read, at: 0, K, V, derase, at: 0, &rounding)
    for i in 0..<K { gradients.k.add(-dk[i], at: key + i, &rounding) }
    addOuter(&G, K, V, p.k, at: key, derase.map { -$0 }, at: 0, &rounding)
  }
  if axes.solve == .online { reverseErase(trace.decayed) }

  // S′ = D S_{t−1}:  dα_i += ⟨G_i, S_{t−1,i}⟩,  G_i ← α_i G_i.
  for i in 0..<K {
    guard let position = head.decay(t, row: i) else { break }
    var sum = gradients.decay[position]
    for j in 0..<V {
      sum.addProduct(G[i * V + j], trace.before[i * V + j])
      sum = rounding.accumulator(sum)
      G[i * V + j] = rounding.state(rounding.accumulator(p.decay[position] * G[i * V + j]))
    }
    gradients.decay[position] = sum
  }
  if axes.solve == .onlineBeforeDecay { reverseErase(trace.before) }
}

/// Reverses u, given du: writes dv and the gradients of the gains, and returns the negative gradient of the prediction.
@inlinable func reverseWrite<S, R: Rounding>(
  _ head: HeadSlice<S>, _ t: Int, _ trace: TokenTrace<S>, _ du: [S], into gradients: inout LoweredGradients<S>,
  _ rounding: inout R
) -> [S] where R.Value == S {
  let (p, V, axes) = (head.problem, head.V, head.problem.op.axes)
  let (value, gate, gain) = (head.value(t), head.gate(t), head.gain(t))
  var derase = du
  if axes.gain == .split {
    // u = β v − β̃ s:  dβ = ⟨v, du⟩,  dβ̃ = −⟨s, du⟩,  dv = β du,  −ds = β̃ du.
    gradients.gain[gate] = dot(p.v, at: value, du, at: 0, count: V, &rounding)
    gradients.eraseGain[gate] = -dot(trace.prediction, at: 0, du, at: 0, count: V, &rounding)
    for j in 0..<V {
      gradients.v[value + j] = rounding.accumulator(gain * du[j])
      derase[j] = rounding.accumulator(p.eraseGain[gate] * du[j])
    }
    return derase
  }
  // u = gain e:  dgain = ⟨e, du⟩,  de = gain du.
  if axes.gain != .one {
    var error = Array(p.v[value..<value + V])
    for j in 0..<V where axes.solve.erases { error[j] = rounding.accumulator(error[j] - trace.prediction[j]) }
    gradients.gain[gate] = dot(error, at: 0, du, at: 0, count: V, &rounding)
    for j in 0..<V { derase[j] = rounding.accumulator(gain * du[j]) }
  }
  // e = v − s online, v offline:  dv = de,  −ds = de.
  for j in 0..<V { gradients.v[value + j] = derase[j] }
  return derase
}

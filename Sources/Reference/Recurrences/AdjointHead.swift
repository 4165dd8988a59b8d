import Operators
import Scalars

/// Reverses one value head of one sequence, last token first; `G` is the gradient with respect to the state (GRAD-2).
@inlinable func reverseHead<S, R: Rounding>(
  _ head: HeadSlice<S>, _ writeKeys: [S], _ cotangents: LoweredOutputs<S>, into gradients: inout LoweredGradients<S>,
  writeKeyGradients: inout [S], rounding: inout R
) where R.Value == S {
  let size = head.K * head.V
  let final = cotangents.ht
  var G = final.isEmpty ? [S](repeating: .zero, count: size) : Array(final[head.state..<head.state + size])
  let checkpoints = Checkpoints(head, writeKeys, &rounding)
  for (segment, start) in zip(checkpoints.segments, checkpoints.states).reversed() {
    // Forward again through the segment, keeping what each token did.
    var traces: [TokenTrace<S>] = []
    for t in segment {
      traces.append(TokenTrace(head, writeKeys, t, from: traces.last?.state ?? start, &rounding))
    }
    for t in segment.reversed() {
      reverseToken(
        head, writeKeys, t, traces.removeLast(), cotangents, &G, into: &gradients,
        writeKeyGradients: &writeKeyGradients, rounding: &rounding)
    }
  }
  for i in 0..<size { gradients.h0[head.state + i] = G[i] }
}

/// Reverses one token: on entry G is the gradient with respect to S_t as later tokens read it, on return to S_{t−1}.
@inlinable func reverseToken<S, R: Rounding>(
  _ head: HeadSlice<S>, _ writeKeys: [S], _ t: Int, _ trace: TokenTrace<S>, _ cotangents: LoweredOutputs<S>,
  _ G: inout [S], into gradients: inout LoweredGradients<S>, writeKeyGradients: inout [S], rounding: inout R
) where R.Value == S {
  let (p, K, V, axes) = (head.problem, head.K, head.V, head.problem.op.axes)
  let (key, value, gate, writeKey) = (head.key(t), head.value(t), head.gate(t), head.writeKey(t))

  // o = Sᵀq:  dq += S ō,  G += q ōᵀ.
  let dq = product(trace.state, at: 0, K, V, cotangents.o, at: value, &rounding)
  for i in 0..<K { gradients.q[key + i] = rounding.accumulator(gradients.q[key + i] + dq[i]) }
  addOuter(&G, K, V, p.q, at: key, cotangents.o, at: value, &rounding)

  // S = S′ + k̃ uᵀ:  dk̃ += G u,  du = Gᵀk̃.
  let dwriteKey = product(G, at: 0, K, V, trace.write, at: 0, &rounding)
  for i in 0..<K {
    writeKeyGradients[writeKey + i] = rounding.accumulator(writeKeyGradients[writeKey + i] + dwriteKey[i])
  }
  var de = transposedProduct(G, at: 0, K, V, writeKeys, at: writeKey, &rounding)

  // u = β e:  dβ = ⟨e, du⟩,  de = β du.
  if axes.gain == .beta {
    var sum = S.zero
    for j in 0..<V {
      sum.addProduct(trace.error[j], de[j])
      sum = rounding.accumulator(sum)
      de[j] = rounding.accumulator(p.gain[gate] * de[j])
    }
    gradients.gain[gate] = sum
  }

  // e = v − S′ᵀk:  dv = de,  dk −= S′ de,  G −= k deᵀ.
  for j in 0..<V { gradients.v[value + j] = de[j] }
  if axes.solve == .online {
    let dk = product(trace.decayed, at: 0, K, V, de, at: 0, &rounding)
    for i in 0..<K { gradients.k[key + i] = rounding.accumulator(gradients.k[key + i] - dk[i]) }
    addOuter(&G, K, V, p.k, at: key, de.map { -$0 }, at: 0, &rounding)
  }

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
}

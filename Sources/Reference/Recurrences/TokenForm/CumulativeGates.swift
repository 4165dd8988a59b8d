import DeltaOperators
import DeltaScalars

/// The gradients of log decays as kernels with cumulative logs sum them, last token first (GRAD-6).
///
///     λ_t = ⟨G′_t, S′_t⟩ = λ_{t+1} + q̃_t∘dq̃_t − k̃_t∘dk̃_t + k_t∘dk_t,     λ_{T+1} = ⟨S̄_T, S_T⟩
///
/// row by row, summed over rows where one decay serves all. dk_t is what the erase gives to its key. Where the erase reads the
/// state before its decay, its term belongs to the token before. λ is begun anew at the end of every chunk.
extension StateGradient {
  /// λ_{t+1} from the matrices, at the end of a sequence or a chunk; G is that which later tokens left.
  @inlinable mutating func beginCumulation<R: Rounding>(
    _ head: HeadSlice<Value>, _ t: Int, _ trace: TokenTrace<Value>, dwriteKey: [Value], _ r: inout R
  ) where R.Value == Value {
    let width = head.gateWidth
    lambda = .init(repeating: .zero, count: width)
    for i in 0..<head.K {
      // ⟨G, S⟩ = ⟨G, D S_{t−1}⟩ + k̃∘(G u).
      var sum = Value.zero
      addPairing(row: i, with: trace.before, to: &sum, &r)
      if let decay = head.decay(t, row: i) { sum = r(head.problem.decay[decay] * sum) }
      lambda.add(r(sum + r(head.writeKeys[head.local(t) + i] * dwriteKey[i])), at: i % width, &r)
    }
  }

  /// Adds x∘dx of a token, or takes it away.
  @inlinable mutating func cumulate<R: Rounding>(
    _ x: [Value], at offset: Int, _ dx: [Value], isNegative: Bool = false, _ r: inout R
  ) where R.Value == Value {
    // One decay for all rows: their sum is formed first.
    var terms = [Value](repeating: .zero, count: lambda.count)
    for i in dx.indices {
      terms[i % lambda.count].addProduct(x[offset + i], dx[i])
      terms[i % lambda.count] = r(terms[i % lambda.count])
    }
    for i in terms.indices { lambda[i] = r(isNegative ? lambda[i] - terms[i] : lambda[i] + terms[i]) }
  }
}

extension HeadSlice {
  /// Decays a token: one, or one a row.
  @inlinable var gateWidth: Int { problem.op.axes.decay.isPerChannel ? K : 1 }
}

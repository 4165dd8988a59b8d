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
  /// Takes λ of each token of a chunk as that of the whole chunk less what precedes (GRAD-6): the same numbers, of other roundings.
  ///
  /// A chunk's first λ is the whole. Where gate gradients are not taken so, and in the token form, this does nothing.
  @inlinable func takeFromWhole<R: Rounding>(
    _ lambda: inout [S], rows: Int, at position: (_ t: Int, _ row: Int) -> Int?, _ r: inout R
  ) where R.Value == S {
    guard r.gateGradients == .differences, let chunk, !lambda.isEmpty else { return }
    for start in stride(from: tokens.lowerBound, to: tokens.upperBound, by: chunk) {
      for i in 0..<rows {
        let places = (start..<min(start + chunk, tokens.upperBound)).compactMap { position($0, i) }
        guard let first = places.first else { continue }
        let whole = lambda[first]
        var (preceding, suffix) = (S.zero, whole)
        for place in places {
          preceding = r(preceding + (suffix - lambda[place]))
          suffix = lambda[place]
          lambda[place] = r(whole - preceding)
        }
      }
    }
  }

  /// Decays a token: one, or one a row.
  @inlinable var gateWidth: Int { problem.op.axes.decay.isPerChannel ? K : 1 }
}

import DeltaOperators
import DeltaScalars

/// The Gram matrix of a head, K×K, and its solves, forward and reverse (OP-P, GRAD-10).
///
///     A_t = α_t A_{t−1} + gain_t k_t k_tᵀ          x_t = (A_t + diag Λ)⁻¹ b_t
///
/// That of a value head is decayed and gained as its state is, that of a key head is not. The ridge is never decayed.
@usableFromInline struct GramMatrix<S: Scalar> {
  @usableFromInline let K: Int
  @usableFromInline var elements: [S]

  @inlinable init(_ K: Int, _ elements: [S]) { (self.K, self.elements) = (K, elements) }
  @inlinable init(_ head: HeadSlice<S>) { self.init(head.K, head.preconditionerState(in: head.problem.a0)) }

  /// `A ← α A + gain k kᵀ`; the upper triangle is the lower one, mirrored.
  @inlinable mutating func advance<R: Rounding>(_ t: Int, _ head: HeadSlice<S>, _ r: inout R) where R.Value == S {
    let (decay, gain, k, key) = (head.gramDecay(t), head.gramGain(t), head.problem.k, head.key(t))
    elements.withUnsafeMutableBufferPointer { A in
      k.withUnsafeBufferPointer { k in
        for i in 0..<K {
          for j in 0...i {
            // Kernels form k kᵀ on the units that form all their products.
            var product = r(r.operand(k[key + i]) * r.operand(k[key + j]))
            if let gain { product = r(gain * product) }
            var old = A[i * K + j]
            if let decay { old = r(decay * old) }
            A[i * K + j] = r.preconditionerState(r(old + product))
            A[j * K + i] = A[i * K + j]
          }
        }
      }
    }
  }

  /// The solution of `(A + diag Λ) x = b` by LDLᵀ without pivoting, which a positive definite matrix does not need.
  ///
  /// Only the lower triangle of A is read. Complexity: O(K³).
  @inlinable func solution<R: Rounding>(_ b: [S], at start: Int, _ head: HeadSlice<S>, _ r: inout R) -> [S]
  where R.Value == S {
    var (L, x, ridge) = (elements, Array(b[start..<start + K]), head.keyHead * K)
    for i in 0..<K { L[i * K + i] = r(L[i * K + i] + head.problem.lambda[ridge + i]) }
    L.withUnsafeMutableBufferPointer { L in
      x.withUnsafeMutableBufferPointer { x in
        guard let L = L.baseAddress, let x = x.baseAddress else { return }
        eliminate(L, x, &r)
        substitute(L, x, &r)
      }
    }
    return x
  }

  /// Column after column: L_ij = A_ij / D_j, and A_im −= L_ij D_j L_mj to the right; then the same for b.
  @inlinable func eliminate<R: Rounding>(
    _ L: UnsafeMutablePointer<S>, _ x: UnsafeMutablePointer<S>, _ r: inout R
  ) where R.Value == S {
    for j in 0..<K {
      for i in j + 1..<max(K, j + 1) {
        let factor = r(L[i * K + j] / L[j * K + j])
        let first = L + j + 1
        r.addRow(ofOperands: first + (j * K + K - 1), stride: K, times: -factor, to: first + i * K, i - j)
        x[i].addProduct(-factor, x[j])
        x[i] = r(x[i])
      }
    }
  }

  /// Below the diagonal stand D_j L_ij: dividing by D once serves the diagonal and the back substitution.
  @inlinable func substitute<R: Rounding>(
    _ L: UnsafeMutablePointer<S>, _ x: UnsafeMutablePointer<S>, _ r: inout R
  ) where R.Value == S {
    for i in (0..<K).reversed() {
      for m in i + 1..<max(K, i + 1) {
        x[i].addProduct(-L[m * K + i], x[m])
        x[i] = r(x[i])
      }
      x[i] = r(x[i] / L[i * K + i])
    }
  }
}

extension HeadSlice {
  /// Whether the Gram matrix is the value head's own.
  @inlinable var ownsGram: Bool { problem.op.axes.preconditioner.state == .gramOfValueHead }
  /// α_t of the Gram matrix; nil where it is not decayed.
  @inlinable func gramDecay(_ t: Int) -> S? { ownsGram && !problem.decay.isEmpty ? problem.decay[gate(t)] : nil }
  /// gain_t of the Gram matrix; nil where it has none.
  @inlinable func gramGain(_ t: Int) -> S? { ownsGram && !problem.gain.isEmpty ? problem.gain[gate(t)] : nil }
}

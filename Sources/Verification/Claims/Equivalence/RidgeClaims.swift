import DeltaChunkwise
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

extension Claim {
  /// Multiplies out what either form solves for: `(A + diag Λ) x = b`, at tokens where the outputs show x.
  ///
  /// One token with S₀ = I and v = 0 puts out o = α q̃, or leaves S = I − k̃ kᵀ. Degrees count a solve as the function
  /// adj(A + Λ)b/det(A + Λ), which this is to back (CLM-3). Says nothing about an operator without a Gram matrix.
  static func multiplyOutSolves<S: RandomScalar>(
    _ op: Operator, K: Int, _ fault: ChunkFault?, _ generator: inout SplitMix64, _ tally: inout Tally,
    over scalar: S.Type
  ) {
    let isOnQuery = op.axes.preconditioner == .gramQuery
    guard isOnQuery || op.axes.preconditioner == .gramKey, tally.holdsSoFar else { return }
    let N = 3
    var p = algebraicProblem(op, Shape(T: N, K: K, V: K, cuSeqlens: Array(0...N)), &generator, over: S.self)
    let identity = (0..<K * K).map { $0 / K == $0 % K ? S.one : .zero }
    p.h0 = (0..<N).flatMap { _ in identity }
    p.v = p.v.map { _ in .zero }
    let token = recur(fault?.tokenReading(p) ?? p, map: QuadraticMap<S>())
    let chunked =
      fault?.run(p, chunk: 1) ?? ChunkForm<BlockedEngine<PlainProducts<S>>>(chunk: 1).run(p, map: QuadraticMap<S>())
    for (form, found) in [("token", token), ("chunk", chunked)] {
      for n in 0..<N {
        let (q, k) = (p.q[n * K..<(n + 1) * K].map(\.self), p.k[n * K..<(n + 1) * K].map(\.self))
        let (α, β) = (p.decay.isEmpty ? S.one : p.decay[n], p.gain.isEmpty ? S.one : p.gain[n])
        let system = (0..<K * K).map { i -> S in
          let gram = α * p.a0[n * K * K + i] + β * (k[i / K] * k[i % K])
          return i / K == i % K ? gram + p.lambda[i % K] : gram
        }
        let (x, b): ([S], [S]) =
          isOnQuery
          ? (Array(found.o[n * K..<(n + 1) * K]), q.map { α * $0 })
          : ((0..<K * K).map { identity[$0] - found.ht[n * K * K + $0] }, outer(k, k))
        tally.expect(product(system, x, K) == b, "\(op): the \(form) form's solve does not solve, K=\(K)")
      }
    }
  }

  /// A·X for a K×K matrix and K rows of X.
  private static func product<S: Scalar>(_ A: [S], _ X: [S], _ K: Int) -> [S] {
    let columns = X.count / K
    var result = [S](repeating: .zero, count: X.count)
    for i in 0..<K {
      for m in 0..<K {
        for j in 0..<columns { result[i * columns + j].addProduct(A[i * K + m], X[m * columns + j]) }
      }
    }
    return result
  }
}

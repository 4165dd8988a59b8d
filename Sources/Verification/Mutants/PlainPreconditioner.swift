import DeltaOperators
import DeltaScalars
import Foundation

/// The preconditioner of a token: what it accumulates, and what becomes of the write key and the query.
extension PlainRun {
  func applyPreconditioner(_ x: inout PlainToken, _ at: PlainPlace, _ scale: Float, _ A: inout [Float]) {
    let before = A
    advance(&A, x, at)
    let seen = fault == .diagonalBehind ? before : A
    switch p.op.axes.preconditioner {
    case .none: break
    case .squashedDiagonal:
      let centre = p[.logATKScale].values[fault == .centreOfHeadZero ? 0 : at.keyHead]
      for i in 0..<s.K {
        let r = logf(seen[i] + Float(p.settings.eps)) - centre
        x.writeKey[i] *= expf(-logf(Float(p.settings.x)) * r / (1 + abs(r)))
      }
    case .diagonalQuery:
      let ridge = ridge(at)
      for i in 0..<s.K { x.q[i] /= seen[i] + ridge[i] }
    case .gramQuery: x.q = solved(seen, ridge(at), x.q)
    case .gramKey: x.writeKey = solved(seen, ridge(at), x.k)
    case .shiftedQuery:
      let share = p[.shift].values[at.keyHead] * (fault == .shiftBeforeScale ? scale : 1)
      for i in 0..<s.K { x.q[i] -= share * x.k[i] }
    }
  }

  private func advance(_ A: inout [Float], _ x: PlainToken, _ at: PlainPlace) {
    switch p.op.axes.preconditioner.state {
    case .none: return
    case .diagonal:
      let source = at.row * s.H + (fault == .diagonalByValueHead ? at.head % s.H : at.keyHead)
      let (decay, gain) = (expf(p[.gATK].values[source]), p[.betaATK].values[source])
      for i in 0..<s.K { A[i] = decay * A[i] + gain * x.k[i] * x.k[i] }
    case .gramOfKeyHead: absorb(&A, x.k, decay: 1, gain: 1)
    case .gramOfValueHead:
      var decay = expf(x.logDecay[0])
      var gain = x.gain
      if fault == .gramByKeyHead {
        let group = s.HV / s.H
        let first = at.row * s.HV + at.head / group * group
        decay = expf(p[.g].values[first])
        gain = p[.beta].values[first]
      }
      absorb(&A, x.k, decay: decay, gain: fault == .gramWithoutGain ? 1 : gain)
    }
    if fault == .diagonalInFP16 { A = A.map { Float(Format.fp16.rounded(Double($0))) } }
  }

  private func absorb(_ gram: inout [Float], _ k: [Float], decay: Float, gain: Float) {
    for i in 0..<s.K { for j in 0..<s.K { gram[i * s.K + j] = decay * gram[i * s.K + j] + gain * (k[i] * k[j]) } }
  }

  private func ridge(_ at: PlainPlace) -> [Float] {
    let first = (fault == .ridgeOfHeadZero ? 0 : at.keyHead) * s.K
    let ridge = Array(p[.lambda].values[first..<first + s.K])
    guard fault == .ridgeDecayed, p.op.axes.has(.gramOfValueHead) else { return ridge }
    let gates = (at.sequence.tokens.lowerBound...at.t).map { t in
      p[.g].values[(at.row - at.t + t) * s.HV + at.head]
    }
    return ridge.map { expf(gates.reduce(0, +)) * $0 }
  }

  /// The solution of `(A + diag Λ) x = b` by Cholesky's factors.
  ///
  /// In double precision: what is then rounded to float32 is the matrix and the solution, as a careful kernel does it.
  private func solved(_ gram: [Float], _ ridge: [Float], _ b: [Float]) -> [Float] {
    let K = s.K
    var (factor, x) = (gram.map(Double.init), b.map(Double.init))
    for i in 0..<K {
      factor[i * K + i] += Double(ridge[i])
      for j in 0...i {
        for m in 0..<j { factor[i * K + j] -= factor[i * K + m] * factor[j * K + m] }
        factor[i * K + j] = j < i ? factor[i * K + j] / factor[j * K + j] : factor[i * K + i].squareRoot()
      }
      for m in 0..<i { x[i] -= factor[i * K + m] * x[m] }
      x[i] /= factor[i * K + i]
    }
    for i in (0..<K).reversed() {
      for m in i + 1..<max(K, i + 1) { x[i] -= factor[m * K + i] * x[m] }
      x[i] /= factor[i * K + i]
    }
    return x.map { Float($0) }
  }
}

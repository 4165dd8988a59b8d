import DeltaChunkwise
import DeltaOperators
import DeltaScalars

/// What can be wrong in a chunk form: in its products, or in what it reads.
enum ChunkFault: String, Sendable, CaseIterable {
  case overwrittenSum = "a product that should add to what the earlier chunks left overwrites it"
  case noSolve = "the triangular solve is left out"
  case lateDecay = "every token is decayed by the gate of the token before"
  case latePreconditionerState = "A is advanced by the gates of the token before"
  case neighbouringRidge = "every channel is solved for with the ridge of its neighbour"
  case commonRidge = "both forms solve for every channel with the ridge of its neighbour"
  case unlimitedGain = "β itself stands in the place of the implicit step"
  case sharedGain = "the erase takes the gain of the write"
  case plainErase = "the erase reads with the key itself, without the gains of its channels"
  case wholeQuery = "the query gives up nothing of the key"

  /// What an operator must have to get wrong like this.
  var needs: [AxisTrait] {
    switch self {
    case .overwrittenSum: []
    case .noSolve: [.erase]
    // A constant decay is the same for the token before.
    case .lateDecay: [.tokenGates]
    case .latePreconditionerState: [.diagonal]
    case .neighbouringRidge: [.ridge]
    case .commonRidge: [.gram]
    case .unlimitedGain: [.implicitGain]
    case .sharedGain: [.splitGain]
    case .plainErase: [.channelGain]
    case .wholeQuery: [.shift]
    }
  }

  /// The chunk form with the fault in it.
  func run<S: RandomScalar>(_ p: Lowered<S>, chunk: Int) -> LoweredOutputs<S> {
    switch self {
    case .overwrittenSum: ChunkForm<BlockedEngine<OverwritingProducts<S>>>(chunk: chunk).run(p, map: QuadraticMap<S>())
    case .noSolve: ChunkForm<BlockedEngine<UnsolvingProducts<S>>>(chunk: chunk).run(p, map: QuadraticMap<S>())
    default: ChunkForm<BlockedEngine<PlainProducts<S>>>(chunk: chunk).run(misread(p), map: QuadraticMap<S>())
    }
  }

  /// The problem as the token form reads it: rightly, but for a fault that both forms share.
  func tokenReading<S: Scalar>(_ p: Lowered<S>) -> Lowered<S> { self == .commonRidge ? misread(p) : p }

  /// The problem as a faulty chunk form reads it.
  private func misread<S: Scalar>(_ p: Lowered<S>) -> Lowered<S> {
    let s = p.shape
    var misread = p
    switch self {
    case .overwrittenSum, .noSolve: break
    case .lateDecay: misread.decay = turned(p.decay, by: s.HV * (p.op.axes.decay.isPerChannel ? s.K : 1))
    case .latePreconditionerState:
      (misread.decayATK, misread.gainATK) = (turned(p.decayATK, by: s.H), turned(p.gainATK, by: s.H))
    case .neighbouringRidge, .commonRidge: misread.lambda = turned(p.lambda, by: 1)
    case .unlimitedGain:
      misread = Lowered(
        op: p.op.withoutLimit, shape: s, q: p.q, k: p.k, v: p.v, gain: p.gain, decayATK: p.decayATK,
        gainATK: p.gainATK, h0: p.h0, a0: p.a0)
    case .sharedGain: misread.eraseGain = p.gain
    case .plainErase: misread.eraseGain = p.eraseGain.map { _ in .one }
    case .wholeQuery: misread.shift = p.shift.map { _ in .zero }
    }
    return misread
  }

  /// Every element moved back by some places, the last ones to the front.
  private func turned<S>(_ x: [S], by places: Int) -> [S] {
    x.isEmpty ? x : Array(x.suffix(places % x.count) + x.dropLast(places % x.count))
  }
}

extension Operator {
  /// The operator whose gain is β where this one's is the implicit step of β.
  fileprivate var withoutLimit: Operator {
    let wanted = Axes(decay: axes.decay, gain: .beta, preconditioner: axes.preconditioner, solve: axes.solve)
    return Operator.all.first { $0.axes == wanted }!
  }
}

/// Plain products that forget what they should add to.
enum OverwritingProducts<Value: Scalar>: MatrixProducts {
  static func multiply(
    m: Int, n: Int, k: Int, _ a: Factor<Value>, _ b: Factor<Value>, into c: UnsafeMutablePointer<Value>, _ ldc: Int,
    accumulating: Bool
  ) { PlainProducts.multiply(m: m, n: n, k: k, a, b, into: c, ldc, accumulating: false) }

  static func solveUnitLower(
    n: Int, columns: Int, _ l: UnsafePointer<Value>, _ ldl: Int, _ x: UnsafeMutablePointer<Value>, _ ldx: Int
  ) { PlainProducts.solveUnitLower(n: n, columns: columns, l, ldl, x, ldx) }
}

/// Plain products that solve nothing.
enum UnsolvingProducts<Value: Scalar>: MatrixProducts {
  static func multiply(
    m: Int, n: Int, k: Int, _ a: Factor<Value>, _ b: Factor<Value>, into c: UnsafeMutablePointer<Value>, _ ldc: Int,
    accumulating: Bool
  ) { PlainProducts.multiply(m: m, n: n, k: k, a, b, into: c, ldc, accumulating: accumulating) }

  static func solveUnitLower(
    n: Int, columns: Int, _ l: UnsafePointer<Value>, _ ldl: Int, _ x: UnsafeMutablePointer<Value>, _ ldx: Int
  ) {}
}

import DeltaScalars

/// The arrays of a lowered problem, or of a gradient with respect to it, in the layouts of CONV-1.
///
/// A gradient has an array of the same extent in the place of each array of the problem, the initial states also where
/// the problem leaves them out. Its `decay` is with respect to the decay α and not to its logarithm, so that it says
/// something where α = 0 too. Source: GRAD-1.
public struct LoweredTensors<S: Scalar>: Sendable {
  /// Queries with norm and scale applied, `[B,T,H,K]`.
  public var q: [S] = []
  /// Keys with norm applied, `[B,T,H,K]`.
  public var k: [S] = []
  /// Values, `[B,T,HV,V]`.
  public var v: [S] = []
  /// Decays α, `[B,T,HV]` or `[B,T,HV,K]`; a constant one is repeated for every token; empty without decay.
  public var decay: [S] = []
  /// Gains, `[B,T,HV]`, or `[B,T,HV,V]` for each channel of the values; empty where every gain is one.
  ///
  /// A normalised or exponential gain is computed in lowering; for an implicit one this is β, because it needs k̃.
  public var gain: [S] = []
  /// Gains of the erase, `[B,T,HV]`, or `[B,T,HV,K]` for each channel of the keys; empty unless they are apart from those of
  /// the write.
  public var eraseGain: [S] = []
  /// Decays of A, `[B,T,H]`; empty without a diagonal.
  public var decayATK: [S] = []
  /// Gains of A, `[B,T,H]`; empty without a diagonal.
  public var gainATK: [S] = []
  /// Centres c of the squash, `[H]`; empty where a problem has none, or where its map has them in a form of its own.
  public var centre: [S] = []
  /// Initial state, `[N,HV,K,V]`; empty means zero.
  public var h0: [S] = []
  /// Initial state of the preconditioner, `[N,H,K]`, `[N,H,K,K]` or `[N,HV,K,K]`; empty means zero.
  ///
  /// A Gram matrix is symmetric, and so is its gradient: the one that pairs with symmetric directions.
  public var a0: [S] = []
  /// The ridge Λ, `[H,K]`; empty where nothing is solved for.
  public var lambda: [S] = []
  /// The share d of the key that the query gives up, `[H]`; empty without shift.
  public var shift: [S] = []
  /// Of a gradient alone: that of log α, laid out as `decay`, where it was summed cumulatively and not as α dα (GRAD-6).
  public var logDecay: [S] = []
  /// The same of the decays of A.
  public var logDecayATK: [S] = []

  /// Nothing.
  @inlinable public init() {}

  /// Every array, by a name for messages.
  public static var fields: [(name: String, path: WritableKeyPath<LoweredTensors, [S]>)] {
    [
      ("q", \.q), ("k", \.k), ("v", \.v), ("decay", \.decay), ("gain", \.gain), ("eraseGain", \.eraseGain),
      ("decayATK", \.decayATK), ("gainATK", \.gainATK), ("centre", \.centre), ("h0", \.h0), ("a0", \.a0),
      ("lambda", \.lambda), ("shift", \.shift),
    ]
  }
}

/// The gradient of one number with respect to every array of a lowered problem.
public typealias LoweredGradients<S: Scalar> = LoweredTensors<S>

extension LoweredTensors {
  /// Zeros in the shapes of a problem's arrays, initial states and centres included.
  @inlinable public init(zerosLike p: Lowered<S>) {
    func zeros(_ count: Int) -> [S] { .init(repeating: .zero, count: count) }
    let s = p.shape
    (q, k, v) = (zeros(p.q.count), zeros(p.k.count), zeros(p.v.count))
    (decay, gain, eraseGain) = (zeros(p.decay.count), zeros(p.gain.count), zeros(p.eraseGain.count))
    (decayATK, gainATK) = (zeros(p.decayATK.count), zeros(p.gainATK.count))
    centre = zeros(p.op.axes.preconditioner == .squashedDiagonal ? s.H : 0)
    h0 = zeros(s.N * s.HV * s.K * s.V)
    a0 = zeros(s.preconditionerStateCount(p.op.axes.preconditioner.state))
    (lambda, shift) = (zeros(p.lambda.count), zeros(p.shift.count))
  }
}

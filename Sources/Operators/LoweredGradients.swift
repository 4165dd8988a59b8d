import DeltaScalars

/// The gradient of one number with respect to every array of a lowered problem, each in the layout of its array.
///
/// The squash's centre has no array of its own in ``Lowered``; its gradient is `centre`. Source: GRAD-1.
public struct LoweredGradients<S: Scalar>: Sendable {
  /// With respect to queries with norm and scale applied, `[B,T,H,K]`.
  public var q: [S]
  /// With respect to keys with norm applied, `[B,T,H,K]`.
  public var k: [S]
  /// With respect to values, `[B,T,HV,V]`.
  public var v: [S]
  /// With respect to decays α and not their logarithms, `[B,T,HV]` or `[B,T,HV,K]`; empty without decay.
  public var decay: [S]
  /// With respect to gains, `[B,T,HV]`, or to β where the gain is implicit; empty where every gain is one.
  public var gain: [S]
  /// With respect to decays of A, `[B,T,H]`; empty without a diagonal.
  public var decayATK: [S]
  /// With respect to gains of A, `[B,T,H]`; empty without a diagonal.
  public var gainATK: [S]
  /// With respect to the centre c of the squash, `[H]`; empty without one.
  public var centre: [S]
  /// With respect to the initial state, `[N,HV,K,V]`, given or not.
  public var h0: [S]
  /// With respect to the initial state of the preconditioner, laid out as that, given or not; empty where it has none.
  ///
  /// A Gram matrix is symmetric, and so is its gradient: the one that pairs with symmetric directions.
  public var a0: [S]
  /// With respect to gains of the erase, `[B,T,HV]`; empty unless they are split from those of the write.
  public var eraseGain: [S]
  /// With respect to the ridge Λ, `[H,K]`; empty where nothing is solved for.
  public var lambda: [S]
  /// With respect to the share d of the key that the query gives up, `[H]`; empty without shift.
  public var shift: [S]

  /// Zeros in the shapes of a problem's arrays.
  @inlinable public init(zerosLike p: Lowered<S>) {
    func zeros(_ count: Int) -> [S] { .init(repeating: .zero, count: count) }
    let s = p.shape
    (q, k, v) = (zeros(p.q.count), zeros(p.k.count), zeros(p.v.count))
    (decay, gain) = (zeros(p.decay.count), zeros(p.gain.count))
    (decayATK, gainATK) = (zeros(p.decayATK.count), zeros(p.gainATK.count))
    centre = zeros(p.op.axes.preconditioner == .squashedDiagonal ? s.H : 0)
    h0 = zeros(s.N * s.HV * s.K * s.V)
    a0 = zeros(s.curvatureCount(p.op.axes.preconditioner.curvature))
    (eraseGain, lambda, shift) = (zeros(p.eraseGain.count), zeros(p.lambda.count), zeros(p.shift.count))
  }
}

/// A map from the diagonal state to the preconditioner that knows its own derivatives (GRAD-3).
///
/// The derivatives are handed over and not computed, so that the adjoint stays rational where the map is.
public protocol DifferentiableMap: DiagonalMap {
  /// ∂B/∂A and ∂B/∂c at the diagonal state `a` of key head `head`, c being the head's centre.
  func differential(_ a: Value, head: Int) -> (state: Value, centre: Value)
}

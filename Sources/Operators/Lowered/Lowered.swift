import DeltaScalars

/// A problem after gates, normalisation and scale: nothing is left but field arithmetic and the squash.
///
/// Over `Double` or `Float` an implementation lowers a ``Problem`` to this; over a prime field or the rationals a test
/// fills it with field elements directly (`Specs/identities.md`). Layouts are those of CONV-1; the state is always `kv`.
public struct Lowered<S: Scalar>: Sendable {
  /// The recurrence.
  public let op: Operator
  /// Extents and sequences.
  public let shape: Shape
  /// Queries with norm and scale applied, `[B,T,H,K]`.
  public var q: [S]
  /// Keys with norm applied, `[B,T,H,K]`.
  public var k: [S]
  /// Values, `[B,T,HV,V]`.
  public var v: [S]
  /// Decays α, `[B,T,HV]` or `[B,T,HV,K]`; a constant one is repeated for every token; empty without decay.
  public var decay: [S]
  /// Gains, `[B,T,HV]`; empty where every gain is one.
  ///
  /// A normalised or exponential gain is computed in lowering; for an implicit one this is β, because it needs k̃.
  public var gain: [S]
  /// Decays of A, `[B,T,H]`; empty without preconditioner.
  public var decayATK: [S]
  /// Gains of A, `[B,T,H]`; empty without preconditioner.
  public var gainATK: [S]
  /// Initial state, `[N,HV,K,V]`; empty means zero.
  public var h0: [S]
  /// Initial state of the preconditioner, `[N,H,K]`, `[N,H,K,K]` or `[N,HV,K,K]`; empty means zero.
  public var a0: [S]
  /// Gains of the erase, `[B,T,HV]`; empty unless they are split from those of the write.
  public var eraseGain: [S]
  /// The ridge Λ, `[H,K]`; empty where nothing is solved for.
  public var lambda: [S]
  /// The share d of the key that the query gives up, `[H]`; empty without shift.
  public var shift: [S]
  /// Variants of the preconditioner.
  public var options = Options.standard
  /// What is added to the denominators of conjugate gradients.
  public var solveEps = S.zero
  /// Whether a key is zero as handed over, `[B,T,H]`; empty where none is or nothing depends on it.
  ///
  /// A scalar need not be able to tell (OP-N).
  public var zeroKeys: [Bool] = []
  /// Whether a β is zero as handed over, `[B,T,HV]`; empty where none is or nothing depends on it.
  public var zeroGains: [Bool] = []

  /// Creates a lowered problem from its arrays.
  public init(
    op: Operator, shape: Shape, q: [S], k: [S], v: [S], decay: [S] = [], gain: [S] = [], decayATK: [S] = [],
    gainATK: [S] = [], h0: [S] = [], a0: [S] = [], eraseGain: [S] = [], lambda: [S] = [], shift: [S] = []
  ) {
    (self.op, self.shape, self.q, self.k, self.v) = (op, shape, q, k, v)
    (self.decay, self.gain, self.decayATK, self.gainATK) = (decay, gain, decayATK, gainATK)
    (self.h0, self.a0) = (h0, a0)
    (self.eraseGain, self.lambda, self.shift) = (eraseGain, lambda, shift)
  }
}

extension Lowered {
  /// Whether the key of a token, counted through all rows, is zero as handed over.
  @inlinable package func isZeroKey(row: Int, keyHead: Int) -> Bool {
    !zeroKeys.isEmpty && zeroKeys[row * shape.H + keyHead]
  }

  /// Whether a value head's token has a zero key or a zero gain, as handed over.
  @inlinable package func writesNothing(row: Int, head: Int) -> Bool {
    (!zeroGains.isEmpty && zeroGains[row * shape.HV + head]) || isZeroKey(row: row, keyHead: shape.keyHead(of: head))
  }
}

/// The outputs of a lowered problem, in the layouts of CONV-1; the state is always `kv`.
public struct LoweredOutputs<S: Scalar>: Sendable {
  /// Outputs, `[B,T,HV,V]`.
  public var o: [S]
  /// Final state, `[N,HV,K,V]`.
  public var ht: [S]
  /// Final state of the preconditioner, laid out as `a0`; empty where nothing is accumulated.
  public var at: [S]

  /// Creates outputs from their arrays.
  public init(o: [S], ht: [S], at: [S]) { (self.o, self.ht, self.at) = (o, ht, at) }
}

/// The map from the diagonal state to the preconditioner, A ↦ B, elementwise (OP-A).
///
/// A protocol and not a closure, so that a generic caller is specialised.
public protocol DiagonalMap: Sendable {
  /// The scalar it works over.
  associatedtype Value: Scalar
  /// B for the diagonal state `a` of key head `head`.
  func preconditioner(_ a: Value, head: Int) -> Value
}

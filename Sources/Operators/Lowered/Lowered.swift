import DeltaScalars

/// A problem after gates, normalisation and scale: nothing is left but field arithmetic and the squash.
///
/// Over `Double` or `Float` an implementation lowers a ``Problem`` to this; over a prime field or the rationals a test
/// fills it with field elements directly (`Specs/identities.md`). Its arrays are read as its own, `p.q` for `p.tensors.q`.
@dynamicMemberLookup
public struct Lowered<S: Scalar>: Sendable {
  /// The recurrence.
  public let op: Operator
  /// Extents and sequences.
  public let shape: Shape
  /// The arrays.
  public var tensors = LoweredTensors<S>()
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
    (self.op, self.shape) = (op, shape)
    (tensors.q, tensors.k, tensors.v) = (q, k, v)
    (tensors.decay, tensors.gain, tensors.eraseGain) = (decay, gain, eraseGain)
    (tensors.decayATK, tensors.gainATK) = (decayATK, gainATK)
    (tensors.h0, tensors.a0) = (h0, a0)
    (tensors.lambda, tensors.shift) = (lambda, shift)
  }

  /// One of the arrays.
  @inlinable public subscript(dynamicMember path: WritableKeyPath<LoweredTensors<S>, [S]>) -> [S] {
    get { tensors[keyPath: path] }
    _modify { yield &tensors[keyPath: path] }
  }
}

extension Lowered {
  /// Whether the key of a token, counted through all rows, is zero as handed over.
  @inlinable public func isZeroKey(row: Int, keyHead: Int) -> Bool {
    !zeroKeys.isEmpty && zeroKeys[row * shape.H + keyHead]
  }

  /// Whether a value head's token has a zero key or a zero gain, as handed over.
  @inlinable public func writesNothing(row: Int, head: Int) -> Bool {
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

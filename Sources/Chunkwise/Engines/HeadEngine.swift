import DeltaScalars

/// What computes the recurrence of one value head, forwards and backwards: the place where a kernel enters.
///
/// An engine sees pointers and strides, no operator and no problem. Over an exact field its results must equal those of the
/// token form; `Identities` and `GradientIdentities` hold every engine to that. Heads are called from many threads at
/// once, each with memory of its own. Source: CH-1.
public protocol HeadEngine<Value>: Sendable {
  /// The scalar that it computes with.
  associatedtype Value: Scalar
  /// What it keeps of a forward run for the backward one.
  associatedtype Trace

  /// Makes room for what ``forward(_:chunk:state:o:keeping:)`` is to keep.
  static func trace(for head: HeadInputs<Value>, chunk: Int) -> Trace

  /// Runs the tokens of a head in order.
  ///
  /// `state` is S, K×V, row-major, advanced from S_0 to S_T; `o` takes a row of V elements a token and is overwritten.
  static func forward(
    _ head: HeadInputs<Value>, chunk: Int, state: UnsafeMutablePointer<Value>, o: MutableRows<Value>, keeping: Trace?)

  /// Runs them in reverse.
  ///
  /// `state` is the gradient with respect to the state, taken from S̄_T to dS_0; `dO` has a row of V elements a token.
  static func backward(
    _ head: HeadInputs<Value>, chunk: Int, from trace: Trace, dO: Rows<Value>, state: UnsafeMutablePointer<Value>,
    into gradients: HeadGradientRows<Value>)
}

/// Where an engine writes the gradients of a head's inputs; every element is overwritten.
public struct HeadGradientRows<S> {
  /// dq̃, dk of erase and gain but not of the write key, and dk̃, a row of K elements a token.
  public let q, k, writeKey: MutableRows<S>
  /// dv, a row of V elements a token.
  public let v: MutableRows<S>
  /// dα and not α·dα, one element a token or K as the decay has them; nil without decay.
  public let decay: MutableRows<S>?
  /// da, one element a token, with db added where the gain of the erase is that of the write; nil where the gain is one.
  public let gain: MutableRows<S>?
  /// db, one element a token; nil where the gain of the erase is that of the write.
  public let eraseGain: MutableRows<S>?

  /// Describes where the gradients go.
  @inlinable public init(
    q: MutableRows<S>, k: MutableRows<S>, writeKey: MutableRows<S>, v: MutableRows<S>, decay: MutableRows<S>?,
    gain: MutableRows<S>?, eraseGain: MutableRows<S>?
  ) {
    (self.q, self.k, self.writeKey, self.v) = (q, k, writeKey, v)
    (self.decay, self.gain, self.eraseGain) = (decay, gain, eraseGain)
  }

  /// The rows from token i on.
  @inlinable public func from(_ i: Int) -> HeadGradientRows {
    HeadGradientRows(
      q: q.from(i), k: k.from(i), writeKey: writeKey.from(i), v: v.from(i), decay: decay?.from(i),
      gain: gain?.from(i), eraseGain: eraseGain?.from(i))
  }
}

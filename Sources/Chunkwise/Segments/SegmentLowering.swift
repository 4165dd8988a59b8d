import CDeltaKernels
import DeltaOperators
import DeltaScalars

/// What makes field arithmetic of the tokens of a problem, a segment at a time.
///
/// `rows` counts tokens through all batch rows; what is written is contiguous, a token after the other.
protocol SegmentLowering<Value>: Sendable {
  associatedtype Tier: KernelTier where Tier.Value == Value
  associatedtype Value: Scalar
  var op: Operator { get }
  var shape: Shape { get }
  /// The tensors as handed over.
  var tensors: SegmentTensors<Value> { get }
  /// Queries or keys, normalised and scaled.
  func lower(_ which: KeyTensor, _ rows: Range<Int>, _ keyHead: Int, into out: MutableRows<Value>)
  /// α of a value head, one element a token or K.
  func decays(_ rows: Range<Int>, _ valueHead: Int, into out: MutableRows<Value>)
  /// α^P of a key head.
  func preconditionerDecays(_ rows: Range<Int>, _ keyHead: Int, into out: MutableRows<Value>)
  /// What the kernels know the map A ↦ B of a key head by.
  func map(_ keyHead: Int) -> [Value]
  /// Whether a gain is made of β and of ‖k‖² here.
  var gainReadsSquares: Bool { get }
  /// That gain.
  func gain(beta: Value, square: Value) -> Value
  /// From the gradients of what ``lower(_:_:_:into:)`` writes to those of what it reads.
  func raise(_ which: KeyTensor, _ rows: Range<Int>, _ keyHead: Int, _ d: Rows<Value>, into out: MutableRows<Value>)
  /// From the gradients of decays, in place, to those of what a whole problem's are raised from.
  func raiseDecays(_ decays: Rows<Value>, _ count: Int, _ width: Int, _ d: MutableRows<Value>)
}

/// The two tensors of a key head that are normalised.
enum KeyTensor { case q, k }

/// Where the tensors of a problem lie, in the layouts of CONV-1; nil where there are none.
struct SegmentTensors<S>: @unchecked Sendable {
  let q, k, v, decay, gain, eraseGain, decayATK, gainATK, lambda, shift: UnsafePointer<S>?

  /// Calls `body` with the places of arrays in the order above, which stay where they are meanwhile.
  static func with<R>(_ arrays: [[S]], _ body: (SegmentTensors) -> R) -> R {
    withAddresses(of: arrays) { body(SegmentTensors($0)) }
  }

  private init(_ x: [UnsafePointer<S>?]) {
    (q, k, v, decay, gain) = (x[0], x[1], x[2], x[3], x[4])
    (eraseGain, decayATK, gainATK, lambda, shift) = (x[5], x[6], x[7], x[8], x[9])
  }
}

extension SegmentLowering {
  /// Rows of a tensor that has one of `width` elements for each of `heads` heads of a token.
  func rows(_ x: UnsafePointer<Value>?, _ first: Int, heads: Int, _ head: Int, width: Int = 1) -> Rows<Value> {
    Rows(x! + (first * heads + head) * width, heads * width)
  }
}

/// The rounding points of a recurrence, by name: what happens to a value at each place where a kernel may round it.
///
/// The reference calls these at every place that `Specs/tolerances.md`, clause TOL-1 names. ``Exact`` does nothing and
/// costs nothing; ``RandomRounding`` perturbs as a profile would.
public protocol Rounding {
  /// The scalar that is rounded.
  associatedtype Value: Scalar
  /// An element of an input as handed over; `tensor` tells the tensors of a problem apart, for each comes in a format of its own.
  mutating func input(_ x: Value, of tensor: Int) -> Value
  /// An element of a cotangent as handed over: it comes as outputs go, or as inputs do.
  mutating func cotangent(_ x: Value, of tensor: Int) -> Value
  /// What one launch writes for another in the input's format: an element of q or k after normalisation, of the state that the
  /// way back reads, of a gradient before it flows back to a row.
  mutating func stored(_ x: Value) -> Value
  /// A factor of a matrix product.
  mutating func operand(_ x: Value) -> Value
  /// A factor of a matrix product whose other factor is decayed: a kernel may multiply this one by the decay instead.
  mutating func operand(_ x: Value, decayable decay: Value) -> Value
  /// Whether it matters which factor is decayed: where small numbers lose digits that larger ones keep.
  var tellsDecayedFactors: Bool { get }
  /// A sum, a product or a function value held in registers.
  mutating func callAsFunction(_ x: Value) -> Value
  /// A product that is added to a sum: a kernel that does not fuse the two rounds it too.
  mutating func product(_ x: Value) -> Value
  /// Whether what is stored between launches has a format coarser than sums have (TOL-1).
  var storesNarrow: Bool { get }
  /// The factor of a token that a chunk form keeps apart, decayed by one token more (TOL-11).
  mutating func pair(_ x: Value, decayedBy decay: Value) -> Value
  /// The decay exp(g), whose error grows with |g| because g itself is rounded in another base.
  mutating func decay(_ x: Value, logDecay: Double) -> Value
  /// S as carried from token to token.
  mutating func state(_ x: Value) -> Value
  /// A as carried from token to token.
  mutating func preconditionerState(_ x: Value) -> Value
  /// An output element as written.
  mutating func output(_ x: Value) -> Value
  /// Whether two arguments of a function are one and the same, so that its results, roundings included, are too.
  func areOne(_ x: Value, _ y: Value) -> Bool
  /// How decays over several tokens are formed.
  var decays: DecayForm { get }
  /// Tokens after which cumulative sums of log decays begin anew.
  var decayChunk: Int { get }
  /// How the gradients of log decays are summed.
  var gateGradients: GateGradientForm { get }

  // Rows: the points above, element by element. A rounding that does whole rows at once must draw as the elements would.

  /// `x_j ← r(decay · x_j)`.
  mutating func scaleRow(_ x: UnsafeMutablePointer<Value>, _ count: Int, by decay: Value)
  /// `sum_j ← r(sum_j + row_j · factor)`, where elements of the row are operands already, `stride` apart.
  mutating func addRow(
    ofOperands row: UnsafePointer<Value>, stride: Int, times factor: Value, to sums: UnsafeMutablePointer<Value>,
    _ count: Int)
  /// `sum_j ← r(sum_j + operand(row_j) · factor)`.
  mutating func addRow(
    _ row: UnsafePointer<Value>, times factor: Value, to sums: UnsafeMutablePointer<Value>, _ count: Int)
  /// `x_j ← state(r(x_j + product(weight · y_j)))`.
  mutating func addOuterRow(
    _ weight: Value, times y: UnsafePointer<Value>, to x: UnsafeMutablePointer<Value>, _ count: Int)
  /// `sum ← r(sum + operand(a_j) · operand(b_j))`, one after the other.
  mutating func addDot(
    _ a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, _ count: Int, to sum: inout Value)
  /// `sum ← r(sum + stored(a_j) · stored(b_j))`, one after the other.
  mutating func addDot(
    ofStored a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, _ count: Int, to sum: inout Value)
}

extension Rounding {
  /// As inputs do.
  @inlinable @inline(__always) public mutating func cotangent(_ x: Value, of tensor: Int) -> Value {
    input(x, of: tensor)
  }
  /// Undecayed.
  @inlinable @inline(__always) public mutating func operand(_ x: Value, decayable decay: Value) -> Value { operand(x) }
  /// It does not.
  @inlinable @inline(__always) public var tellsDecayedFactors: Bool { false }
  /// Nothing is stored.
  @inlinable @inline(__always) public var storesNarrow: Bool { false }
  /// A product like any other.
  @inlinable @inline(__always) public mutating func pair(_ x: Value, decayedBy decay: Value) -> Value {
    self(decay * x)
  }
  /// Fused.
  @inlinable @inline(__always) public mutating func product(_ x: Value) -> Value { x }
  /// As S is.
  @inlinable @inline(__always) public mutating func preconditionerState(_ x: Value) -> Value { state(x) }
  /// Nobody looks: where nothing is rounded at random it makes no difference.
  @inlinable @inline(__always) public func areOne(_ x: Value, _ y: Value) -> Bool { false }
  /// Products.
  @inlinable @inline(__always) public var decays: DecayForm { .products }
  /// The usual chunk.
  @inlinable @inline(__always) public var decayChunk: Int { DecayForm.chunk }
  /// Pairs.
  @inlinable @inline(__always) public var gateGradients: GateGradientForm { .pairs }
}

/// No rounding but that of the scalar itself.
public struct Exact<Value: Scalar>: Rounding {
  /// Creates the identity.
  @inlinable public init() {}
  /// The value, unchanged.
  @inlinable @inline(__always) public func input(_ x: Value, of tensor: Int) -> Value { x }
  /// The value, unchanged.
  @inlinable @inline(__always) public func stored(_ x: Value) -> Value { x }
  /// The value, unchanged.
  @inlinable @inline(__always) public func operand(_ x: Value) -> Value { x }
  /// The value, unchanged.
  @inlinable @inline(__always) public func callAsFunction(_ x: Value) -> Value { x }
  /// The value, unchanged.
  @inlinable @inline(__always) public func decay(_ x: Value, logDecay: Double) -> Value { x }
  /// The value, unchanged.
  @inlinable @inline(__always) public func state(_ x: Value) -> Value { x }
  /// The value, unchanged.
  @inlinable @inline(__always) public func output(_ x: Value) -> Value { x }

  /// The scalar's own row.
  @inlinable @inline(__always)
  public func addRow(
    ofOperands row: UnsafePointer<Value>, stride: Int, times factor: Value, to sums: UnsafeMutablePointer<Value>,
    _ count: Int
  ) { Value.addProducts(of: row, stride: stride, with: factor, to: sums, count) }
  /// The scalar's own row.
  @inlinable @inline(__always)
  public func addRow(
    _ row: UnsafePointer<Value>, times factor: Value, to sums: UnsafeMutablePointer<Value>, _ count: Int
  ) { Value.addProducts(of: row, stride: 1, with: factor, to: sums, count) }
  /// The scalar's own sum.
  @inlinable @inline(__always)
  public func addDot(
    _ a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, _ count: Int, to sum: inout Value
  ) { sum.addProducts(of: a, b, count) }
  /// The scalar's own sum.
  @inlinable @inline(__always)
  public func addDot(
    ofStored a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, _ count: Int, to sum: inout Value
  ) { sum.addProducts(of: a, b, count) }
}

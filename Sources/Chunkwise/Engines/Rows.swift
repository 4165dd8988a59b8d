/// Rows of numbers at a fixed distance from each other: one head's part of a tensor.
public struct Rows<S> {
  /// The first element of row 0.
  public let first: UnsafePointer<S>
  /// Elements from the start of one row to the start of the next.
  public let stride: Int

  /// Refers to rows.
  @inlinable public init(_ first: UnsafePointer<S>, _ stride: Int) { (self.first, self.stride) = (first, stride) }

  /// Row i.
  @inlinable public subscript(i: Int) -> UnsafePointer<S> { first + i * stride }

  /// The rows from row i on.
  @inlinable public func from(_ i: Int) -> Rows { Rows(self[i], stride) }
}

/// Rows to be written.
public struct MutableRows<S> {
  /// The first element of row 0.
  public let first: UnsafeMutablePointer<S>
  /// Elements from the start of one row to the start of the next.
  public let stride: Int

  /// Refers to rows.
  @inlinable public init(_ first: UnsafeMutablePointer<S>, _ stride: Int) {
    (self.first, self.stride) = (first, stride)
  }

  /// Row i.
  @inlinable public subscript(i: Int) -> UnsafeMutablePointer<S> { first + i * stride }

  /// The rows from row i on.
  @inlinable public func from(_ i: Int) -> MutableRows { MutableRows(self[i], stride) }
}

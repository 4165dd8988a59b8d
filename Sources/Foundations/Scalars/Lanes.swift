/// Eight doubles that go through the same computation side by side: eight samples of one noise (TOL-2).
///
/// Every operation is elementwise, so a lane holds what a computation over `Double` would have given it. The processor
/// works on as many lanes at once as its registers hold.
public struct Lanes: AnalyticScalar {
  /// The number of lanes.
  public static let count = 8
  /// The values.
  public var values: SIMD8<Double>

  /// Creates lanes from their values.
  @inlinable @inline(__always) public init(lanes values: SIMD8<Double>) { self.values = values }
  /// The same double in every lane.
  @inlinable @inline(__always) public init(_ value: Double) { values = .init(repeating: value) }
  /// The same integer in every lane.
  @inlinable @inline(__always) public init(_ integer: Int) { self.init(Double(integer)) }
  /// Zero in every lane.
  @inlinable public static var zero: Lanes { .init(0.0) }
  /// One in every lane.
  @inlinable public static var one: Lanes { .init(1.0) }

  /// One lane.
  @inlinable public subscript(lane: Int) -> Double { values[lane] }

  /// The sum of each lane.
  @inlinable @inline(__always) public static func + (a: Lanes, b: Lanes) -> Lanes { .init(lanes: a.values + b.values) }
  /// The difference of each lane.
  @inlinable @inline(__always) public static func - (a: Lanes, b: Lanes) -> Lanes { .init(lanes: a.values - b.values) }
  /// The product of each lane.
  @inlinable @inline(__always) public static func * (a: Lanes, b: Lanes) -> Lanes { .init(lanes: a.values * b.values) }
  /// The quotient of each lane.
  @inlinable @inline(__always) public static func / (a: Lanes, b: Lanes) -> Lanes { .init(lanes: a.values / b.values) }

  /// Applies a function to each lane.
  @inlinable public static func map(_ x: Lanes, _ f: (Double) -> Double) -> Lanes {
    var result = x
    for lane in 0..<count { result.values[lane] = f(x.values[lane]) }
    return result
  }
  /// e to the power of each lane.
  @inlinable public static func exp(_ x: Lanes) -> Lanes { map(x, Double.exp) }
  /// e to the power of each lane, less one.
  @inlinable public static func expm1(_ x: Lanes) -> Lanes { map(x, Double.expm1) }
  /// The natural logarithm of one plus each lane.
  @inlinable public static func log1p(_ x: Lanes) -> Lanes { map(x, Double.log1p) }
  /// The natural logarithm of each lane.
  @inlinable public static func log(_ x: Lanes) -> Lanes { map(x, Double.log) }
  /// The square root of each lane.
  @inlinable public static func sqrt(_ x: Lanes) -> Lanes { .init(lanes: x.values.squareRoot()) }
  /// The absolute value of each lane.
  @inlinable public static func abs(_ x: Lanes) -> Lanes { map(x, Double.abs) }
  /// The larger of two lanes.
  @inlinable public static func max(_ a: Lanes, _ b: Lanes) -> Lanes {
    .init(lanes: a.values.replacing(with: b.values, where: a.values .<= b.values))
  }
  /// −1, 0 or 1 for each lane.
  @inlinable public static func sign(_ x: Lanes) -> Lanes { map(x, Double.sign) }
}

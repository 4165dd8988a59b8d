/// What a request or response file holds, schema `conform.show/1`.
public struct ShowRecord: Record {
  /// Its name and version.
  public static let form = "conform.show/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// The file, as given.
  public let file: String
  /// The JSON of the request or response, as stored; nil where the file has none.
  public let description: String?
  /// The tensors of the file, by name.
  public let tensors: [Tensor]
  /// Values of one tensor; nil where none was asked for.
  public let slice: Slice?

  /// Records a file.
  public init(file: String, description: String?, tensors: [Tensor], slice: Slice?) {
    (self.file, self.description, self.tensors, self.slice) = (file, description, tensors, slice)
  }

  /// One tensor in numbers.
  public struct Tensor: Hashable, Sendable, Codable {
    /// Its exchange name.
    public let name: String
    /// Its extents.
    public let shape: [Int]
    /// Elements that are finite.
    public let finite: Int
    /// Elements that are not.
    public let notFinite: Int
    /// The smallest finite element; nil where there is none.
    public let least: Double?
    /// The largest finite element; nil where there is none.
    public let greatest: Double?

    /// Counts and compares the elements.
    public init(name: String, shape: [Int], values: [Double]) {
      (self.name, self.shape) = (name, shape)
      let finite = values.filter(\.isFinite)
      (self.finite, notFinite) = (finite.count, values.count - finite.count)
      (least, greatest) = (finite.min(), finite.max())
    }
  }

  /// Some values of a tensor.
  public struct Slice: Hashable, Sendable, Codable {
    /// Its exchange name.
    public let tensor: String
    /// What its axes count.
    public let axes: [String]
    /// The wanted rows, each along the last axis.
    public let rows: [Row]

    /// Records rows.
    public init(tensor: String, axes: [String], rows: [Row]) {
      (self.tensor, self.axes, self.rows) = (tensor, axes, rows)
    }
  }

  /// The values along the last axis at one place.
  public struct Row: Hashable, Sendable, Codable {
    /// The indices on the other axes.
    public let at: [Int]
    /// The values, in words: every digit of a number, `NaN`, `inf` or `-inf`.
    public let values: [String]

    /// Records values.
    public init(at: [Int], values: [Double]) {
      self.at = at
      self.values = values.map { $0.isNaN ? "NaN" : $0.isFinite ? "\(Float($0))" : $0 < 0 ? "-inf" : "inf" }
    }
  }
}

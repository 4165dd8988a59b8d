/// What `conform power` measured, schema `conform.power/1`.
public struct PowerRecord: Record {
  /// Its name and version.
  public static let form = "conform.power/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// The operators whose requests were used, in order.
  public let operators: [String]
  /// How many answers without an error there were, and how many of them were refused.
  public let summary: Summary
  /// One place of one tensor under one profile.
  public let results: [PowerRow]

  /// Counts false alarms.
  public init(operators: [String], results: [PowerRow]) {
    var seen: Set<String> = []
    self.operators = operators.filter { seen.insert($0).inserted }
    self.results = results
    let whole = results.filter { $0.place == .everywhere }
    summary = Summary(
      answers: whole.reduce(0) { $0 + $1.requests }, refused: whole.reduce(0) { $0 + $1.refused })
  }

  /// Counts of tensors of answers.
  public struct Summary: Hashable, Sendable, Codable {
    /// Tensors without an error that were judged.
    public let answers: Int
    /// Those that were refused: false alarms.
    public let refused: Int
  }
}

/// Where an error is planted.
public enum PowerPlace: String, Sendable, CaseIterable, Codable {
  /// In every element.
  case everywhere
  /// In every element of one head.
  case head
  /// In the elements of half of the channels of one head.
  case halfHead
  /// In every element of one token of one row.
  case token
  /// In one element.
  case element
}

/// How many requests notice an error of each size, at one kind of place of one tensor under one profile.
public struct PowerRow: Hashable, Sendable, Codable {
  /// The profile.
  public let profile: String
  /// The tensor.
  public let tensor: String
  /// The place.
  public let place: PowerPlace
  /// Requests that have it.
  public let requests: Int
  /// Requests whose answer without an error is refused by the bounds.
  public let refused: Int
  /// Those that a relative error of the whole tensor of 5·10⁻³ refuses.
  public let refusedByRelativeError: Int
  /// Those that an absolute and relative tolerance of 10⁻² refuses.
  public let refusedByAllClose: Int
  /// The ladder of sizes, smallest first.
  public let rungs: [Rung]

  /// Relative sizes from one unit roundoff of float32 to 10⁸ of them, three a decade.
  public static let ladder: [Double] = (0..<25).map { i in
    [1.0, 2, 5][i % 3] * (0..<(i / 3)).reduce(1.0) { power, _ in power * 10 } * 0x1p-24
  }

  /// Records counts.
  package init(
    profile: String, tensor: String, place: PowerPlace, requests: Int, refused: (bounds: Int, rules: [Int]),
    rungs: [Rung]
  ) {
    (self.profile, self.tensor, self.place) = (profile, tensor, place)
    (self.requests, self.refused, self.rungs) = (requests, refused.bounds, rungs)
    (refusedByRelativeError, refusedByAllClose) = (refused.rules[0], refused.rules[1])
  }

  /// The smallest size that a share of the requests notices; nil where none on the ladder is.
  public func smallest(_ counted: KeyPath<Rung, Int>, share: Double = 0) -> Double? {
    rungs.first { $0[keyPath: counted] > 0 && Double($0[keyPath: counted]) >= share * Double(requests) }?.size
  }

  /// How many requests notice an error of one size.
  public struct Rung: Hashable, Sendable, Codable {
    /// The relative error.
    public let size: Double
    /// By the bounds of the profile.
    public let noticed: Int
    /// By a relative error of the whole tensor of 5·10⁻³.
    public let relativeError: Int
    /// By an absolute and relative tolerance of 10⁻² an element.
    public let allClose: Int

    package init(size: Double, noticed: Int, relativeError: Int, allClose: Int) {
      (self.size, self.noticed, self.relativeError, self.allClose) = (size, noticed, relativeError, allClose)
    }
  }
}

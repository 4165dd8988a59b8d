/// Everything that a drift campaign measured, schema `conform.drift/1`: what its report is made of (DRIFT-7).
public struct DriftRecord: Sendable {
  /// Its name and version.
  public static let form = "conform.drift/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// The profile by whose arithmetic errors are judged.
  public var profile: String
  /// How many times larger than the model's an honest implementation's errors may be (TOL-5).
  public var allowance: Double
  /// The seed of the long problems.
  public var seed: UInt64
  /// Tokens of each long problem.
  public var tokens: Int
  /// Channels of a key.
  public var keyChannels: Int
  /// Channels of a value.
  public var valueChannels: Int
  /// The labels of the subjects, in the order of the reports.
  public var subjects: [String]
  /// Those of them that are known to be wrong and are there to be compared with.
  public var exhibits: [String]
  /// One row for each problem, subject and window, in that order.
  public var rows: [DriftRow] = []
  /// One entry for each problem and subject.
  public var series: [DriftSeries] = []
  /// The Sherman–Morrison recursion against the direct solution.
  public var recursion: [RecursionRow] = []
  /// Conjugate gradients against the exact solve.
  public var solver: [SolverRow] = []
  /// Problems without a measurable answer.
  public var gaps: [DriftGap] = []

  /// Starts an empty record.
  public init(
    profile: String, allowance: Double, seed: UInt64, tokens: Int, keyChannels: Int, valueChannels: Int,
    subjects: [String],
    exhibits: [String] = []
  ) {
    (self.profile, self.allowance, self.seed, self.tokens) = (profile, allowance, seed, tokens)
    (self.keyChannels, self.valueChannels) = (keyChannels, valueChannels)
    (self.subjects, self.exhibits) = (subjects, exhibits)
  }

  /// The operators that were measured, in the order of the rows.
  public var operators: [String] { unique(rows.map(\.op)) }

  /// The regimes in which an operator was measured, in the order of the rows.
  public func regimes(of op: String) -> [String] { unique(rows.filter { $0.op == op }.map(\.regime)) }

  /// The curves of subjects that are judged.
  public var judged: [DriftSeries] { series.filter { !exhibits.contains($0.subject) } }

  /// Counts of curves.
  public var summary: Summary { Summary(self) }

  private func unique(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }
}

extension DriftRecord: JudgingRecord {
  /// Undecided where an answer is absent or nothing was measured.
  public var conclusion: Conclusion {
    let counts = summary
    return Conclusion(fails: counts.beyondBounds > 0, decided: counts.unanswered == 0 && counts.curves > 0)
  }

  private enum CodingKeys: String, CodingKey {
    case schema, provenance, profile, allowance, seed, shape, subjects, exhibits, conclusion, summary, series
    case rows = "results", recursion, solver, gaps
  }

  private struct Extents: Codable {
    let T, K, V: Int
  }

  /// Encodes what was measured and what follows from it.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(schema, forKey: .schema)
    try fields.encode(provenance, forKey: .provenance)
    try fields.encode(profile, forKey: .profile)
    try fields.encode(allowance, forKey: .allowance)
    try fields.encode(seed, forKey: .seed)
    try fields.encode(Extents(T: tokens, K: keyChannels, V: valueChannels), forKey: .shape)
    try fields.encode(subjects, forKey: .subjects)
    try fields.encode(exhibits, forKey: .exhibits)
    try fields.encode(conclusion, forKey: .conclusion)
    try fields.encode(summary, forKey: .summary)
    try fields.encode(series, forKey: .series)
    try fields.encode(rows, forKey: .rows)
    try fields.encode(recursion, forKey: .recursion)
    try fields.encode(solver, forKey: .solver)
    try fields.encode(gaps, forKey: .gaps)
  }

  /// Decodes what was measured; what follows from it is counted again.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let shape = try fields.decode(Extents.self, forKey: .shape)
    self.init(
      profile: try fields.decode(String.self, forKey: .profile),
      allowance: try fields.decode(Double.self, forKey: .allowance),
      seed: try fields.decode(UInt64.self, forKey: .seed), tokens: shape.T, keyChannels: shape.K,
      valueChannels: shape.V, subjects: try fields.decode([String].self, forKey: .subjects),
      exhibits: try fields.decode([String].self, forKey: .exhibits))
    provenance = try fields.decode(Provenance.self, forKey: .provenance)
    rows = try fields.decode([DriftRow].self, forKey: .rows)
    series = try fields.decode([DriftSeries].self, forKey: .series)
    recursion = try fields.decode([RecursionRow].self, forKey: .recursion)
    solver = try fields.decode([SolverRow].self, forKey: .solver)
    gaps = try fields.decode([DriftGap].self, forKey: .gaps)
  }
}

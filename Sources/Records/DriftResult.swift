/// Everything that a drift campaign measured: what its report is made of.
public struct DriftResult: Sendable {
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

  /// Starts an empty result.
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

  private func unique(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }
}

/// How one subject's error on one long problem grows (DRIFT-4).
public struct DriftSeries: Hashable, Sendable {
  /// The operator's contract name.
  public let op: String
  /// The gate regime of the long problem.
  public let regime: String
  /// The label of the subject.
  public let subject: String
  /// The relative error in the last window.
  public let finalError: Double
  /// The exponent p of relative error ∝ tᵖ over the last six doublings; nil where it cannot be fitted.
  public let slope: Double?
  /// The exponent of the ratio to the model over the same tokens; near 0 when the error grows only as it must.
  public let ratioSlope: Double?
  /// The typical ratio in the last window.
  public let finalRatio: Double
  /// The largest ratio of an error to its bound over all tokens.
  public let worstRatio: Double
  /// The end of the first window in which an error exceeds its bound.
  public let firstViolation: Int?

  /// Records a series.
  public init(
    op: String, regime: String, subject: String, finalError: Double, slope: Double?, ratioSlope: Double?,
    finalRatio: Double, worstRatio: Double, firstViolation: Int?
  ) {
    (self.op, self.regime, self.subject) = (op, regime, subject)
    (self.finalError, self.slope, self.ratioSlope) = (finalError, slope, ratioSlope)
    (self.finalRatio, self.worstRatio, self.firstViolation) = (finalRatio, worstRatio, firstViolation)
  }

  /// The law nearest to the slope.
  public var growth: Growth? { slope.map(Growth.init(slope:)) }

  /// The laws by which errors grow, each with its exponent.
  public enum Growth: String, Sendable, CaseIterable {
    /// p = 0: what is rounded is also forgotten.
    case flat
    /// p = ½: independent errors add up like a random walk.
    case randomWalk = "random walk"
    /// p = 1: every token errs in the same direction.
    case systematic
    /// p > 1: earlier errors are themselves magnified.
    case amplified

    /// The nearest of the exponents 0, ½, 1; a slope nearer to 1½ than to 1 is amplified.
    public init(slope: Double) {
      self = slope < 0.25 ? .flat : slope < 0.75 ? .randomWalk : slope < 1.25 ? .systematic : .amplified
    }
  }
}

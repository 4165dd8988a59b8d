import DeltaRecords

/// The JSON of `conform drift`, schema `conform.drift/1` (`Specs/drift.md`, DRIFT-7).
public struct DriftDocument: Encodable {
  /// Version of this form.
  public let schema = "conform.drift/1"
  /// The profile by whose arithmetic errors are judged.
  public let profile: String
  /// The seed of the long problems.
  public let seed: UInt64
  /// Tokens and channels of each long problem.
  public let shape: Extents
  /// The labels of the subjects.
  public let subjects: [String]
  /// Those of them that are known to be wrong.
  public let exhibits: [String]
  /// Counts of curves.
  public let summary: Summary
  /// One entry for each problem and subject.
  public let series: [Series]
  /// One row for each problem, subject and window.
  public let results: [Row]
  /// The Sherman–Morrison recursion against the direct solution.
  public let recursion: [Recursion]
  /// Conjugate gradients against the exact solve.
  public let solver: [Solver]
  /// Problems without a measurable answer.
  public let gaps: [Gap]

  /// Creates the document of a campaign.
  public init(_ result: DriftResult) {
    (profile, seed) = (result.profile, result.seed)
    shape = Extents(T: result.tokens, K: result.keyChannels, V: result.valueChannels)
    (subjects, exhibits) = (result.subjects, result.exhibits)
    summary = Summary(result)
    series = result.series.map(Series.init)
    results = result.rows.map(Row.init)
    recursion = result.recursion.map(Recursion.init)
    solver = result.solver.map(Solver.init)
    gaps = result.gaps.map { Gap(operator: $0.op, regime: $0.regime, subject: $0.subject, reason: $0.reason) }
  }

  /// Extents of the long problems.
  public struct Extents: Encodable {
    let T, K, V: Int
  }

  /// Counts over the subjects that are judged: exhibits are left out.
  public struct Summary: Encodable, Equatable {
    /// Curves of one subject on one problem.
    public var curves = 0
    /// Curves whose errors all lie within their bounds.
    public var withinBounds = 0
    /// Curves with an error beyond its bound.
    public var beyondBounds = 0
    /// Problems without a measurable answer.
    public var unanswered = 0
    /// Curves by the law of their growth.
    public var flat = 0
    /// Curves that grow like the square root of the tokens.
    public var randomWalk = 0
    /// Curves that grow like the tokens.
    public var systematic = 0
    /// Curves that grow faster than the tokens.
    public var amplified = 0

    /// Counts the curves of a campaign.
    public init(_ result: DriftResult) {
      for series in result.series where !result.exhibits.contains(series.subject) {
        curves += 1
        if series.worstRatio <= 1 { withinBounds += 1 } else { beyondBounds += 1 }
        switch series.growth {
        case .flat: flat += 1
        case .randomWalk: randomWalk += 1
        case .systematic: systematic += 1
        case .amplified: amplified += 1
        case nil: break
        }
      }
      unanswered = result.gaps.count
    }

    /// 0 all within bounds, 1 something beyond them, 3 unable to decide: an answer is absent or nothing was measured.
    public var exitCode: Int32 { beyondBounds > 0 ? 1 : unanswered > 0 || curves == 0 ? 3 : 0 }
  }

  /// One curve.
  public struct Series: Encodable {
    let `operator`, regime, subject: String
    let finalError, finalRatio, worstRatio: Double
    let slope, ratioSlope: Double?
    let growth: String?
    let firstViolation: Int?

    init(_ s: DriftSeries) {
      (`operator`, regime, subject) = (s.op, s.regime, s.subject)
      (finalError, finalRatio, worstRatio) = (s.finalError, s.finalRatio, s.worstRatio)
      (slope, ratioSlope, growth, firstViolation) = (s.slope, s.ratioSlope, s.growth?.rawValue, s.firstViolation)
    }
  }

  /// One window of one curve.
  public struct Row: Encodable {
    let `operator`, regime, subject: String
    let T: Int
    let relativeError, modelError, typicalRatio, worstRatio: Double

    init(_ r: DriftRow) {
      (`operator`, regime, subject, T) = (r.op, r.regime, r.subject, r.tokens)
      (relativeError, modelError) = (r.relativeError, r.modelError)
      (typicalRatio, worstRatio) = (r.typicalRatio, r.worstRatio)
    }
  }

  /// One comparison of the recursion with the direct solution.
  public struct Recursion: Encodable {
    let keys, scalar: String
    let ridge: Double
    let T: Int
    let relativeError, directBound, reciprocalCondition: Double

    init(_ r: RecursionRow) {
      (keys, scalar, ridge, T) = (r.keys, r.scalar, r.ridge, r.tokens)
      (relativeError, directBound, reciprocalCondition) = (r.relativeError, r.directBound, r.reciprocalCondition)
    }
  }

  /// One comparison of conjugate gradients with the exact solve.
  public struct Solver: Encodable {
    let regime, start: String
    let eps: Double
    let iterations, T: Int
    let relativeError: Double

    init(_ r: SolverRow) {
      (regime, start, eps, iterations, T) = (r.regime, r.start, r.eps, r.iterations, r.tokens)
      relativeError = r.relativeError
    }
  }

  /// One problem without an answer.
  public struct Gap: Encodable {
    let `operator`, regime, subject, reason: String
  }
}

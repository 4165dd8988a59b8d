/// How one subject's error on one long problem grows (DRIFT-4).
public struct DriftSeries: Hashable, Sendable, Codable {
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
  /// The law nearest to the slope; nil where there is none.
  public let growth: Growth?
  /// The typical ratio in the last window.
  public let finalRatio: Double
  /// The largest ratio of an error to its bound over all tokens.
  public let worstRatio: Double
  /// The end of the first window in which an error exceeds its bound.
  public let firstViolation: Int?

  enum CodingKeys: String, CodingKey {
    case op = "operator", regime, subject, finalError, slope, ratioSlope, growth, finalRatio, worstRatio, firstViolation
  }

  /// Records a series.
  public init(
    op: String, regime: String, subject: String, finalError: Double, slope: Double?, ratioSlope: Double?,
    finalRatio: Double, worstRatio: Double, firstViolation: Int?
  ) {
    (self.op, self.regime, self.subject) = (op, regime, subject)
    (self.finalError, self.slope, self.ratioSlope) = (finalError, slope, ratioSlope)
    (self.finalRatio, self.worstRatio, self.firstViolation) = (finalRatio, worstRatio, firstViolation)
    growth = slope.map(Growth.init(slope:))
  }

  /// The laws by which errors grow, each with its exponent.
  public enum Growth: String, Sendable, CaseIterable, Codable {
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

/// What an implementation's errors look like, as `conform check --likeness` says it (`Specs/tolerances.md`, TOL-7).
public struct LikenessRecord: Hashable, Sendable, Codable {
  /// The requests that were asked and answered.
  public let requests: Int
  /// The confidence of the intervals.
  public private(set) var confidence = 0.99
  /// The finest profile whose bounds hold and on whose output grid the outputs lie.
  public let behavesLike: String?
  /// Finest first.
  public let profiles: [Row]

  /// Records a comparison; without an answer there are no profiles.
  public init(requests: Int, behavesLike: String?, profiles: [Row]) {
    (self.requests, self.behavesLike, self.profiles) = (requests, behavesLike, profiles)
  }

  /// One profile.
  public struct Row: Hashable, Sendable, Codable {
    /// The profile.
    public let profile: String
    /// Whether every error is within its bound.
    public let holds: Bool
    /// The largest error as a share of its bound.
    public let worstRatio: Double
    /// The median over requests of the errors in units of the profile's spread: 1 for an implementation like the model.
    public let typicalRatio: Double
    /// The ends of the interval of the typical ratio; nil where the requests are too few for one.
    public let interval: [Double]?
    /// Whether the outputs lie where this profile would have written them.
    public let onGrid: Bool
    /// Whether the sizes of the errors could be this profile's.
    public let fitsBySize: Bool

    /// Records what was found of a profile.
    public init(
      profile: String, holds: Bool, worstRatio: Double, typicalRatio: Double, interval: [Double]?, onGrid: Bool,
      fitsBySize: Bool
    ) {
      (self.profile, self.holds, self.worstRatio, self.typicalRatio) = (profile, holds, worstRatio, typicalRatio)
      (self.interval, self.onGrid, self.fitsBySize) = (interval, onGrid, fitsBySize)
    }
  }
}

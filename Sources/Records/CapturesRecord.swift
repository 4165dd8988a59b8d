/// What `conform captures` found, schema `conform.captures/1`.
public struct CapturesRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.captures/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// What judged; the recordings were made elsewhere.
  public let machine: Machine
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// How many recorded kernels and gradients are as declared, and how many are not.
  public let summary: Summary
  /// One recorded kernel under every profile.
  public let results: [CaptureRow]
  /// One gradient of one recorded kernel under its declared profile.
  public let gradients: [GradientRow]

  /// Counts and concludes.
  public init(machine: Machine, results: [CaptureRow], gradients: [GradientRow]) {
    (self.machine, self.results, self.gradients) = (machine, results, gradients)
    let outcomes = results.map(\.outcome) + gradients.map(\.outcome)
    summary = Summary(pass: outcomes.count { $0 == .pass }, fail: outcomes.count { $0 == .fail })
    conclusion = Conclusion(fails: summary.fail > 0, decided: summary.pass > 0)
  }

  /// Counts of recorded kernels and gradients.
  public struct Summary: Hashable, Sendable, Codable {
    /// As declared.
    public let pass: Int
    /// Not as declared.
    public let fail: Int
  }
}

/// One recorded kernel under every profile.
public struct CaptureRow: Hashable, Sendable, Codable {
  /// The recording.
  public let kernel: String
  /// The profile that it declares.
  public let declared: String
  /// Requests that it answers.
  public let requests: Int
  /// Finest first.
  public let profiles: [Match]
  /// The finest profile whose bounds hold and on whose grid the outputs lie.
  public let behavesLike: String?
  /// Profiles that the sizes of the errors alone do not tell apart.
  public let sameBySize: [String]
  /// Where float32's bounds are first left, if they are.
  public let leavesFP32: Location?
  /// A pass where the kernel behaves like what it declares.
  public let outcome: Outcome

  /// Records a comparison and judges it.
  package init(
    kernel: String, declared: String, requests: Int, profiles: [Match], behavesLike: String?, sameBySize: [String],
    leavesFP32: Location?
  ) {
    (self.kernel, self.declared, self.requests, self.profiles) = (kernel, declared, requests, profiles)
    (self.behavesLike, self.sameBySize, self.leavesFP32) = (behavesLike, sameBySize, leavesFP32)
    outcome = behavesLike == declared ? .pass : .fail
  }

  /// One profile.
  public struct Match: Hashable, Sendable, Codable {
    /// The profile.
    public let profile: String
    /// Whether every error is within its bound.
    public let holds: Bool
    /// Root mean square of the errors of `o` in units of the profile's spread.
    public let typicalRatio: Double
    /// The largest error as a share of its bound.
    public let worstRatio: Double

    package init(profile: String, holds: Bool, typicalRatio: Double, worstRatio: Double) {
      (self.profile, self.holds, self.typicalRatio, self.worstRatio) = (profile, holds, typicalRatio, worstRatio)
    }
  }
}

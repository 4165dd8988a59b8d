/// What makes a campaign the same campaign: two stores of equal identity hold cases of one and the same list.
public struct CampaignIdentity: Hashable, Sendable {
  /// The version of the package.
  public var suite: String
  /// A digest of what the generator draws, which changes with it.
  public var generator: String
  /// The name of the implementation under test.
  public var subject: String
  /// The name of the declared arithmetic.
  public var profile: String
  /// Its formats, in words.
  public var arithmetic: String
  /// The seed of the run.
  public var seed: UInt64
  /// The names of the operators to choose from, in order.
  public var operators: [String]

  /// Describes a campaign.
  public init(
    suite: String, generator: String, subject: String, profile: String, arithmetic: String, seed: UInt64,
    operators: [String]
  ) {
    (self.suite, self.generator, self.subject) = (suite, generator, subject)
    (self.profile, self.arithmetic, self.seed, self.operators) = (profile, arithmetic, seed, operators)
  }

  /// What differs in another identity, as the middle of a sentence; nil where nothing does.
  func difference(from other: CampaignIdentity) -> String? {
    if suite != other.suite { return "of version \(suite) of the suite, and this is \(other.suite)" }
    if generator != other.generator { return "of another version of the generator" }
    if subject != other.subject { return "of the subject '\(subject)', and not of '\(other.subject)'" }
    if profile != other.profile { return "of the profile '\(profile)', and not of '\(other.profile)'" }
    if arithmetic != other.arithmetic { return "of a profile '\(profile)' with other formats" }
    if seed != other.seed { return "of the seed \(seed), and not of \(other.seed)" }
    if operators != other.operators { return "of the operators \(operators.joined(separator: ", "))" }
    return nil
  }
}

import DeltaCampaignStore
import DeltaInputs
import DeltaOperators
import DeltaRecords
import DeltaScalars

extension CampaignIdentity {
  /// The identity of a campaign of this version.
  public init(_ campaign: FuzzCampaign) {
    let profile = campaign.checker.tolerance.profile
    self.init(
      suite: Provenance.thisVersion, generator: Self.generatorDigest, subject: campaign.checker.subject.name,
      profile: profile.name,
      arithmetic: TapeJudge.digest(Self.arithmetic(profile)), seed: campaign.seed,
      operators: campaign.generator.operators.map(\.name))
  }

  /// The arithmetic of a profile in words.
  private static func arithmetic(_ profile: Profile) -> String {
    let formats = profile.formats.map { "\($0.place) \($0.format)" }.joined(separator: ", ")
    return "\(formats), \(profile.decays), \(profile.gateGradients)"
      + (profile.solve == .substitution ? "" : ", \(profile.solve)")
  }

  /// A digest of some problems of every kind: a generator that draws anything else has another.
  static let generatorDigest: String = {
    let generator = ProblemGenerator()
    let texts = (0..<64 as Range<UInt64>).map { number -> String in
      let problem = generator.draw(seed: number)
      return problem.inWords + problem.values(atMost: 16).joined()
    }
    return TapeJudge.digest(texts.joined(separator: "\n"))
  }()
}

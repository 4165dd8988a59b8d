import DeltaOperators
import DeltaProperties
import DeltaReports
import DeltaScalars

extension Likeness {
  /// Compares a subject with the built-in profiles and the declared one on some of the base requests.
  static func report(_ subject: any Subject, _ bases: [Request], declared: Profile) throws -> LikenessReport {
    let profiles = Profile.all.contains(declared) ? Profile.all : Profile.all + [declared]
    let sample = Likeness.sample(of: bases)
    let (progress, done) = (Progress("comparing", of: profiles.count * sample.count), Counter())
    let found = try Likeness(of: subject, on: sample, profiles: profiles) { progress.update(done.next()) }
    guard let found else { return LikenessReport(requests: 0, behavesLike: nil, profiles: []) }
    return LikenessReport(
      requests: found.requests, behavesLike: found.behavesLike?.name,
      profiles: found.matches.map { match in
        LikenessReport.Row(
          profile: match.profile.name, holds: match.holds, worstRatio: match.worstRatio,
          typicalRatio: match.interval?.median ?? match.typicalRatio,
          interval: match.interval.map { [$0.lower, $0.upper] }, onGrid: match.onGrid, fitsBySize: match.fitsBySize)
      })
  }
}

import ArgumentParser
import DeltaGoldens
import DeltaProperties
import DeltaRecords
import DeltaScalars
import Foundation

extension FixturesCommand {
  /// `conform fixtures pack`: FIX-8.
  struct Pack: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes all goldens with the bound of every element, for those who run nothing of this package.",
      discussion: """
        Examples:
          conform fixtures pack --out pack
          conform fixtures pack --out pack --profile fp32 --profile bf16
        """)
    @OptionGroup var output: OutputOptions
    @Option(help: "The folder to write to: pack.json, requests, responses, bounds, and two checkers.")
    var out: String
    @Option(
      name: .customLong("profile"),
      help: "A profile whose bounds are wanted; may be repeated. All built-in ones by default.")
    var names: [String] = []

    func run() throws {
      let profiles = names.isEmpty ? Profile.all : try names.map { try Profile.named($0) }
      if let twice = profiles.map(\.name).first(where: { name in profiles.count { $0.name == name } > 1 }) {
        throw Refusal("The profile '\(twice)' is given twice; give each once.")
      }
      let pack = GoldenPack(
        profiles.map { profile in
          GoldenPack.Limits(profile: profile.name) { Oracle(Tolerance(profile)).expectation($0, of: $1).bound }
        })
      let bytes = try pack.write(
        to: URL(fileURLWithPath: out), progress: ProgressLine("packing", of: pack.count).update)
      let record = PackRecord(goldens: pack.count, bytes: bytes, profiles: profiles.map(\.name), folder: out)
      try output.show(record) { _ in
        "\(counted(pack.count, "golden")) under \(record.profiles.joined(separator: ", ")), \(bytes) bytes, in \(out)"
      }
    }
  }
}

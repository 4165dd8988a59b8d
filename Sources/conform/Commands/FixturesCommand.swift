import ArgumentParser
import DeltaGoldens
import DeltaRecords
import DeltaReports
import Foundation

struct FixturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fixtures",
    abstract: "Golden requests and blessed responses: every output and gradient proved to the last bit.",
    discussion: """
      Examples:
        conform fixtures verify                  digests, schema, and every eighth golden derived again
        conform fixtures generate --out copy     the same bytes on every machine
        conform fixtures show pgdn-gradient-heads
        conform fixtures pack --out pack         for those who run nothing of this package
      """,
    subcommands: [Generate.self, Verify.self, List.self, Show.self, Pack.self])

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Derives all goldens and writes them.",
      discussion: """
        Example:
          conform fixtures generate --out copy     the same bytes on every machine
        """)
    @OptionGroup var output: OutputOptions
    @Option(help: "The folder to write to: manifest.json and golden/.")
    var out = "Fixtures"

    func run() throws {
      let store = GoldenStore(URL(fileURLWithPath: out))
      let manifest = try store.generate(progress: ProgressLine("deriving", of: GoldenCatalogue.all.count).update)
      let bytes = manifest.goldens.reduce(0) { $0 + $1.request.bytes + $1.response.bytes }
      let record = GoldensWritten(goldens: manifest.goldens.count, bytes: bytes)
      try output.show(record) { _ in record.text(folder: out) }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks digests, completeness and a sample of derivations.",
      discussion: """
        Examples:
          conform fixtures verify              every eighth golden is derived again
          conform fixtures verify --all        every golden
        """)
    @OptionGroup var output: OutputOptions
    @Option(name: .customLong("in"), help: "The folder with manifest.json and golden/.")
    var folder = Installation.folder("Fixtures")
    @Flag(help: "Derive every golden again, not a sample.")
    var all = false

    func run() throws {
      let count = GoldenCatalogue.all.count
      let report = try GoldenStore(URL(fileURLWithPath: folder)).verify(
        every: all ? 1 : 8, progress: ProgressLine("deriving", of: all ? count : (count + 7) / 8).update)
      let record = GoldensVerified(
        goldens: report.listed, digests: report.digests, derived: report.derived.count, complaints: report.complaints)
      try output.show(record) { record.text(width: $0) }
      throw ExitCode(record.conclusion.exitCode)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the goldens with the reason of each.",
      discussion: """
        Example:
          conform fixtures list --format json
        """)
    @OptionGroup var output: OutputOptions

    func run() throws {
      let record = GoldenList(GoldenCatalogue.all.map(\.record))
      try output.show(record) { record.text(width: $0) }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Describes one golden.",
      discussion: """
        Example:
          conform fixtures show pgdn-gradient-heads
        """)
    @OptionGroup var output: OutputOptions
    @Argument(help: "The golden's id.")
    var id: String

    func run() throws {
      guard let recipe = GoldenCatalogue.named(id) else {
        throw Refusal("There is no golden '\(id)'; 'conform fixtures list' names them.")
      }
      let record = GoldenShown(recipe.record)
      try output.show(record) { record.text(width: $0) }
    }
  }
}

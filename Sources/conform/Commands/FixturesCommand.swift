import ArgumentParser
import DeltaGoldens
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
      """,
    subcommands: [Generate.self, Verify.self, List.self, Show.self])

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Derives all goldens and writes them.")
    @OptionGroup var output: OutputOptions
    @Option(help: "The folder to write to: manifest.json and golden/.")
    var out = "Fixtures"

    func run() throws {
      let store = GoldenStore(URL(fileURLWithPath: out))
      let manifest = try store.generate(progress: Progress("deriving", of: GoldenCatalogue.all.count).update)
      let bytes = manifest.goldens.reduce(0) { $0 + $1.request.bytes + $1.response.bytes }
      let document = FixturesDocument(
        schema: "conform.fixtures-generate/1", summary: ["goldens": manifest.goldens.count, "bytes": bytes])
      try document.show(output.format, text: "\(manifest.goldens.count) goldens, \(bytes) bytes, in \(out)")
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks digests, completeness and a sample of derivations.")
    @OptionGroup var output: OutputOptions
    @Option(name: .customLong("in"), help: "The folder with manifest.json and golden/.")
    var folder = "Fixtures"
    @Flag(help: "Derive every golden again, not a sample.")
    var all = false

    func run() throws {
      let count = GoldenCatalogue.all.count
      let report = try GoldenStore(URL(fileURLWithPath: folder)).verify(
        every: all ? 1 : 8, progress: Progress("deriving", of: all ? count : (count + 7) / 8).update)
      let summary = [
        "goldens": report.listed, "digests": report.digests, "derived": report.derived.count,
        "fail": report.complaints.count,
      ]
      let lines =
        report.complaints + [
          "\(report.listed) goldens, \(report.digests) digests compared, \(report.derived.count) derived again, "
            + "\(report.complaints.count) complaints"
        ]
      try FixturesDocument(schema: "conform.fixtures-verify/1", summary: summary, results: report.complaints)
        .show(output.format, text: lines.joined(separator: "\n"))
      throw ExitCode(report.complaints.isEmpty ? (report.digests == 0 ? 3 : 0) : 1)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the goldens with the reason of each.")
    @OptionGroup var output: OutputOptions

    func run() throws {
      let rows = GoldenCatalogue.all.map { "\($0.id): \($0.reason)" }
      try FixturesDocument(
        schema: "conform.fixtures-list/1",
        summary: ["goldens": rows.count, "gradients": GoldenCatalogue.all.filter(\.asksForGradients).count],
        results: GoldenCatalogue.all.map(\.id)
      ).show(output.format, text: rows.joined(separator: "\n"))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Describes one golden.")
    @OptionGroup var output: OutputOptions
    @Argument(help: "The golden's id.")
    var id: String

    func run() throws {
      guard let recipe = GoldenCatalogue.named(id) else {
        throw Refusal("There is no golden '\(id)'; 'conform fixtures list' names them.")
      }
      let problem = recipe.request.problem
      let gradients = problem.gradientNames.map(\.rawValue)
      let handedIn = problem.cotangents.keys.sorted().map(\.rawValue).joined(separator: ", ")
      let asked = gradients.isEmpty ? "none" : "\(gradients.joined(separator: ", ")) from \(handedIn)"
      let text = """
        \(recipe.id)
          \(recipe.reason)
          guards against: \(recipe.guards.isEmpty ? "–" : recipe.guards.joined(separator: ", "))
          \(problem.inWords)
          gradients: \(asked)
          Fixtures/golden/requests/\(recipe.id).safetensors, Fixtures/golden/responses/\(recipe.id).safetensors
        """
      try FixturesDocument(
        schema: "conform.fixtures-show/1", summary: ["goldens": 1, "gradients": gradients.count],
        results: [recipe.id, recipe.op.name, recipe.reason] + recipe.guards
      ).show(output.format, text: text)
    }
  }
}

/// The JSON of the fixture commands.
struct FixturesDocument: Encodable {
  let schema: String
  let summary: [String: Int]
  var results: [String] = []

  func show(_ format: OutputOptions.Format, text: String) throws {
    print(format == .json ? try JSONText.encode(self) : text)
  }
}

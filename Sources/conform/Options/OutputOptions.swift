import ArgumentParser
import DeltaRecords

/// What every command understands.
struct OutputOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "text for people, json for programs (standard output then holds one JSON object and nothing else).")
  var format = Format.text

  @Option(
    help: """
      Seed of what is random: the suite's draw, fuzz, drift and prove. The same seed gives the same run, and the suite's \
      pinned draw is 1; goldens are the same under every seed.
      """)
  var seed: UInt64 = 1

  /// Prints a record in the format that was asked for; `text` draws it to fit a width.
  func show<R: Record>(_ record: R, text: (_ width: Int) -> String) throws {
    switch format {
    case .text: try conform.show(text(Screen.width))
    case .json:
      var record = record
      record.provenance = .current
      try conform.show(try JSONText.encode(record))
    }
  }
}

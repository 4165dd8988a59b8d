import DeltaRecords
import Foundation
import Testing

@testable import DeltaReports

/// Two operators, two subjects and an exhibit, with every kind of number that a report may meet.
func sampleResult() -> DriftRecord {
  var result = DriftRecord(
    profile: "fp32", allowance: 4, seed: 3, tokens: 256, keyChannels: 8, valueChannels: 4,
    subjects: ["chunkwise, C=16", "token", "bad"], exhibits: ["bad"])
  for (op, regime) in [("gdn", "no-decay"), ("gdn", "slow-decay"), ("pkda", "no-decay")] {
    for (i, subject) in result.subjects.enumerated() {
      for tokens in [1, 4, 16, 64, 256] {
        let error = 1e-7 * Double(tokens).squareRoot() * (i == 2 ? 1e4 : 1)
        result.rows.append(
          DriftRow(
            op: op, regime: regime, subject: subject, tokens: tokens, relativeError: error, modelError: 1e-7,
            typicalRatio: error / 1e-7, worstRatio: i == 2 ? .infinity : 0.25))
      }
      result.series.append(
        DriftSeries(
          op: op, regime: regime, subject: subject, finalError: 1.6e-6, slope: 0.5, ratioSlope: 0.5, finalRatio: 16,
          worstRatio: i == 2 ? .infinity : 0.25, firstViolation: i == 2 ? 1 : nil))
    }
  }
  for (scalar, size) in [("float64", 1e-15), ("float32", 1e-6)] {
    for tokens in [1, 64, 256] {
      result.recursion.append(
        RecursionRow(
          keys: "random", ridge: 1e-8, scalar: scalar, tokens: tokens, relativeError: size, directBound: 1e-14,
          reciprocalCondition: 0.1))
    }
  }
  for (steps, error) in [(2, 0.25), (4, 0.125)] {
    result.solver.append(
      SolverRow(
        regime: "mild-decay", start: "zero", eps: 1e-5, iterations: steps, tokens: 16, relativeError: error))
  }
  result.gaps = [DriftGap(op: "kda", regime: "no-decay", subject: "token", reason: "no <answer> & no file")]
  return result
}

/// A folder of its own for each test, gone afterwards.
func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drift-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

@Suite("DRIFT-7: the drift report")
struct DriftReportTests {
  @Test("CSV has a header and a line for each row; labels with commas are quoted") func csv() {
    let lines = sampleResult().csv.split(separator: "\n")
    #expect(lines[0] == "operator,regime,subject,T,relativeError,modelError,typicalRatio,worstRatio")
    #expect(lines.count == 1 + 3 * 3 * 5)
    #expect(lines[1] == "gdn,no-decay,\"chunkwise, C=16\",1,1e-07,1e-07,1.0,0.25")
    #expect(sampleResult().recursionCSV.split(separator: "\n").count == 1 + 6)
    #expect(
      sampleResult().solverCSV
        == "regime,start,eps,iterations,T,relativeError\nmild-decay,zero,1e-05,2,16,0.25\nmild-decay,zero,1e-05,4,16,0.125\n"
    )
  }

  @Test("CSV doubles the quotes of a label") func quotes() {
    var csv = CSV(header: ["a"])
    csv.add(["say \"x\""])
    #expect(csv.text == "a\n\"say \"\"x\"\"\"\n")
  }

  @Test("JSON names its schema, has sorted keys and counts judged curves only") func json() throws {
    let text = try JSONText.encode(sampleResult())
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["schema"] as? String == "conform.drift/1")
    let summary = try #require(object["summary"] as? [String: Int])
    #expect(summary["curves"] == 6)
    #expect(summary["withinBounds"] == 6)
    #expect(summary["randomWalk"] == 6)
    #expect(summary["unanswered"] == 1)
    #expect((object["results"] as? [Any])?.count == 45)
    let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
    #expect(keys.count == 15 && keys == keys.sorted())
  }

  @Test("the exit code follows the curves that are judged") func exitCode() {
    var result = sampleResult()
    #expect(result.conclusion.exitCode == 3)
    result.gaps = []
    #expect(result.conclusion.exitCode == 0)
    result.exhibits = []
    #expect(result.conclusion.exitCode == 1)
    result.series = []
    #expect(result.conclusion.exitCode == 3)
  }

  @Test("the page shows every operator, has a plot for each problem, and fetches nothing") func page() throws {
    let page = try DriftReport(sampleResult()).page()
    for op in ["gdn", "pkda"] { #expect(page.contains("<h2 id=\"op-\(op)\">")) }
    // Three long problems and one recursion; the legends are pictures too.
    #expect(page.count(of: "<svg class=\"plot\"") == 4)
    #expect(page.count(of: "stroke='var(--s0)'") >= 4)
    #expect(page.contains("no &lt;answer&gt; &amp; no file"))
    for forbidden in ["<script", "<link", "<img", "@import", "url(http", "rgb(", "<?xml", "<!DOCTYPE svg"] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    #expect(page.count(of: "<svg") == page.count(of: "</svg>"))
  }

  @Test("no two elements of the page share an id") func ids() throws {
    let page = try DriftReport(sampleResult()).page()
    let ids = page.split(separator: "<").flatMap { tag in
      tag.split(separator: " ").compactMap { word in
        word.hasPrefix("id=") ? word.dropFirst(4).prefix { $0 != "'" && $0 != "\"" } : nil
      }
    }
    #expect(ids.count > 20)
    #expect(Set(ids).count == ids.count)
  }

  @Test("the same result gives the same bytes") func deterministic() throws {
    try withFolder { folder in
      let files = try DriftReport(sampleResult()).write(to: folder.appendingPathComponent("a"))
      #expect(
        files.map(\.lastPathComponent) == ["drift.csv", "drift.json", "recursion.csv", "solver.csv", "drift.html"])
      let again = try DriftReport(sampleResult()).write(to: folder.appendingPathComponent("b"))
      for (x, y) in zip(files, again) { #expect(try Data(contentsOf: x) == Data(contentsOf: y)) }
    }
  }

  @Test("a folder that cannot be made is refused in one sentence") func unwritable() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = folder.appendingPathComponent("file")
      try Data().write(to: file)
      let error = #expect(throws: ReportError.self) {
        try DriftReport(sampleResult()).write(to: file.appendingPathComponent("out"))
      }
      #expect(try #require(error).description.contains("--out"))
    }
  }

  @Test("a missing gnuplot is reported with its remedy") func noGnuplot() throws {
    let error = #expect(throws: ReportError.self) { try Gnuplot(path: "/nowhere:/neither") }
    #expect(try #require(error).description.contains("gnuplot-nox"))
  }

  @Test("the screen has a line for each operator, and every regime on request") func text() {
    let text = sampleResult().text(width: 80)
    #expect(text.contains("✓ gdn") && text.contains("✓ pkda") && text.contains("0.50"))
    #expect(text.contains("6 within bounds, 0 beyond, 1 unanswered") && text.hasSuffix("\nUNDECIDED"))
    #expect(text.contains("? kda, no-decay, token: no <answer> & no file"))
    #expect(sampleResult().text(width: 80, details: true).contains("✓ .25 0.50"))
  }

  @Test("REC-3: neither the page nor drift.json depends on when or where they are written") func noClock() throws {
    let page = try DriftReport(sampleResult()).page()
    #expect(page.contains("conform \(Provenance.thisVersion)"))
    #expect(!(try JSONText.encode(sampleResult())).contains("\"command\""))
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}

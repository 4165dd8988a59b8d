import DeltaRecords
import Testing

@testable import DeltaReports

@Suite("PERF-6: the page of a benchmark") struct BenchPageTests {
  private func row(_ op: String, T: Int = 2048, K: Int = 128, chunk: Int = 2, ratio: Double = 0.25) -> BenchRow {
    BenchRow(
      op: op, pass: "forward", extents: [1, T, 8, K, K], chunk: chunk, threads: 1, engine: "avx2", repetitions: 5,
      tokensPerSecond: 5e4, usefulGFLOPs: 40, shareOfFMAPeak: 0.5, shareQuartiles: [0.5, 0.5], fmaPeakGFLOPs: 90,
      timesForward: nil, relativeError: 2e-7, gate: .init(ratio: ratio), disturbed: false)
  }

  private func record(_ sweep: [BenchRow]) -> BenchRecord {
    BenchRecord(
      machine: BenchMachine(
        machine: .init(core: "Zen", architecture: "x86_64"), tier: "avx2", threads: 1, fmaPeakGFLOPs: 90, tiers: [],
        sgemmPeakGFLOPs: 80, memoryGBPerSecond: 10), results: [row("gdn")], sweep: sweep)
  }

  private var sweep: [BenchRow] {
    ["gdn", "pgdn"].flatMap { op in
      [128, 2048, 8192].map { row(op, T: $0) } + [4, 16].map { row(op, chunk: $0) } + [64, 256].map { row(op, K: $0) }
    }
  }

  @Test("each axis has the rows in which it alone differs, in its order") func axes() {
    let figures = BenchFigures(record(sweep))
    #expect(figures.operators == ["gdn", "pgdn"])
    let values = BenchFigures.Axis.all.map { axis in figures.rows(along: axis, of: "pgdn").map(axis.value) }
    #expect(values == [[128, 2048, 8192], [2, 4, 16], [64, 128, 256]])
    #expect(figures.plots.map(\.id) == ["tokens", "chunk", "head-size", "roofline"])
  }

  @Test("the roof is memory's until multiply-adds are the limit") func roof() throws {
    let plot = try #require(BenchFigures(record(sweep)).plots.last)
    let roof = plot.panels[0].curves[0].points
    #expect(roof[0] == (1, 10) && roof[1] == (9, 90) && roof[2].y == 90)
    #expect(BenchFigures.intensity(row("gdn")) == 48)
  }

  @Test("a row that is wrong is said first and marked") func wrong() {
    let rows = sweep + [row("pgdn", T: 512, ratio: 3)]
    let page = BenchPage(record: record(rows), drawings: ["<svg></svg>"]).text
    #expect(page.contains("1 rows are wrong") && page.contains("<td class=\"bad\">3</td>"))
    #expect(!BenchPage(record: record(sweep), drawings: []).text.contains("class=\"bad\""))
  }

  @Test("without a sweep nothing is drawn") func nothing() { #expect(BenchFigures(record([])).plots.isEmpty) }
}

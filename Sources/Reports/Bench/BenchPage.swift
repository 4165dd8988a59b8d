import DeltaRecords

/// The page of a benchmark: the machine's limits, speed and error together, and a roofline (PERF-6).
struct BenchPage {
  let record: BenchRecord
  /// The plots of ``BenchFigures``, drawn, in their order.
  let drawings: [String]
  private var figures: BenchFigures { BenchFigures(record) }

  /// The document.
  var text: String {
    var page = HtmlPage(title: "Speed of the built-in delta-rule kernels")
    introduction(&page)
    page.add("<h2>Speed and error</h2>")
    page.add(legend)
    page.add("<div class=\"cards three\">")
    for drawing in drawings { page.add("<figure class=\"card\">\n\(drawing)\n</figure>") }
    page.add("</div>")
    page.add(
      """
      <p class="caption">The last picture holds each head size below the roof: the dashed line is what memory, then \
      multiply-adds in registers, allow to work that reads q, k and v and writes o once.</p>
      """)
    for axis in BenchFigures.Axis.all { table(axis, &page) }
    return page.text
  }

  private func introduction(_ page: inout HtmlPage) {
    let (machine, summary) = (record.machine, record.summary)
    page.add("<h1>\(page.title.escaped)</h1>")
    let verdict =
      summary.fail > 0
      ? "<span class=\"verdict bad\">\(summary.fail) rows are wrong</span>"
      : "<span class=\"verdict good\">all \(summary.pass) rows are within their bounds</span>"
    page.add("<p>\(verdict)</p>")
    let disturbed =
      summary.disturbed == 0 ? "" : " \(summary.disturbed) were disturbed: the machine did something else meanwhile."
    page.add(
      """
      <p>Useful work is 6·K·V flop for each token and head; what is timed has been judged (PERF-1 to PERF-3).\(disturbed)</p>
      <p class="facts">\(machine.architecture) · OpenBLAS core \(machine.core.escaped) · engine \(machine.tier.escaped) · \
      multiply-adds \(readable(machine.fmaPeakGFLOPs)) GFLOP/s · sgemm \(readable(machine.sgemmPeakGFLOPs)) GFLOP/s · \
      memory \(readable(machine.memoryGBPerSecond)) GB/s, one thread</p>
      <p class="facts">conform \(record.provenance.version.escaped)</p>
      """)
  }

  private var legend: String {
    let items = figures.operators.map { op in
      "<li><svg viewBox=\"0 0 26 10\" aria-hidden=\"true\"><line x1=\"0\" y1=\"5\" x2=\"26\" y2=\"5\" "
        + "stroke=\"var(\(figures.color(of: op).property))\" stroke-width=\"3\"/></svg>\(op.escaped)</li>"
    }
    return "<ul class=\"legend\">" + items.joined() + "</ul>"
  }

  /// Numbers along one axis; time for each token and head is relative to that of the row with the least.
  private func table(_ axis: BenchFigures.Axis, _ page: inout HtmlPage) {
    page.add("<h2>Against \(axis.label)</h2>")
    let rows = figures.operators.flatMap { op in
      let own = figures.rows(along: axis, of: op)
      let best = own.map(\.tokensPerSecond).max() ?? 1
      return own.map { row in
        [
          HtmlPage.Cell(row.op.escaped), HtmlPage.Cell("\(axis.value(row))"),
          HtmlPage.Cell("\(Int(row.tokensPerSecond))"), HtmlPage.Cell(readable(row.usefulGFLOPs)),
          HtmlPage.Cell(exponent(row.shareOfFMAPeak) + (row.disturbed ? "?" : "")),
          HtmlPage.Cell(exponent(best / row.tokensPerSecond)), HtmlPage.Cell(readable(row.relativeError)),
          HtmlPage.Cell(readable(row.gate.ratio), row.gate.outcome == .pass ? "good" : "bad"),
        ]
      }
    }
    page.add(
      table: [
        "operator", axis.label, "tokens/s", "GFLOP/s", "of peak", "time a token", "relative error", "error / bound",
      ], rows: rows)
  }
}

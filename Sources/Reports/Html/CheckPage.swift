import DeltaRecords

/// The page of a check: what holds, property by property, and for each failure a picture of its errors (HTML-1).
struct CheckPage {
  let record: CheckRecord

  /// The document.
  var text: String {
    var page = HtmlPage(title: "\(record.subject), judged as \(record.profile)")
    introduction(&page)
    operators(&page)
    if !failures.isEmpty { page.add("<h2>What fails</h2>\n" + Self.legend) }
    for failure in failures { section(failure, &page) }
    matrix(&page)
    return page.text
  }

  private var failures: [Verdict] { record.results.filter { $0.outcome == .fail } }

  private func introduction(_ page: inout HtmlPage) {
    let s = record.summary
    page.add("<h1>\(page.title.escaped)</h1>")
    page.add(
      """
      <p><span class="verdict \(record.conclusion == .pass ? "good" : "bad")">\(record.conclusion.word)</span> \
      \(s.pass) properties hold, \(s.fail) fail, \(s.unable) could not be judged, \(s.outOfDomain) do not apply. \
      \(s.judged) requests were judged, \(s.declined) declined, \(s.unanswered) unanswered.</p>
      <p class="facts">seed \(record.seed) · conform \(record.provenance.version.escaped)\
      \(record.provenance.command.map { ": <code>\($0.escaped)</code>" } ?? "")</p>
      """)
    let reasons = record.declined.map { "<li>\(counted($0.requests, "request")): \($0.reason.escaped)</li>" }
    if !reasons.isEmpty {
      page.add("<details><summary>Why requests were declined</summary><ul>\(reasons.joined())</ul></details>")
    }
  }

  private func operators(_ page: inout HtmlPage) {
    page.add("<h2>At a glance</h2>")
    page.add(
      "<p class=\"caption\">The largest error as a share of what the profile's rounding can do to that element, or a limit of it "
        + "(≤); above 1 is a violation.</p>")
    let rows = record.operators.map { row in
      [HtmlPage.Cell("\(row.conclusion.mark) \(row.op.escaped)")]
        + [row.cases, row.pass, row.fail, row.unable].map { HtmlPage.Cell($0 == 0 ? "–" : "\($0)") }
        + [
          HtmlPage.Cell(
            row.worstRatio.map { ceiling(row.ratioIsCeiling) + readable($0) } ?? "–", row.fail > 0 ? "bad" : "good"),
          HtmlPage.Cell((row.worstProperty ?? "").escaped, "left"),
        ]
    }
    page.add(table: ["operator", "cases", "hold", "fail", "unable", "worst", "property"], rows: rows)
  }

  private func section(_ verdict: Verdict, _ page: inout HtmlPage) {
    page.add(
      "<h3 id=\"\(Self.anchor(verdict))\">✗ \(verdict.clause) \(verdict.property.escaped), \(verdict.op.escaped)</h3>")
    var facts = [verdict.reason, verdict.location?.inWords].compactMap(\.self).map(\.escaped)
    if let explained = verdict.explained {
      facts.append("<strong>explained by:</strong> " + explained.map(\.escaped).joined(separator: "; or: "))
    }
    facts += [verdict.origin?.inWords, verdict.common].compactMap(\.self).map(\.escaped)
    if let failing = verdict.failing, failing.count > 1 {
      facts.append("fails on \(counted(failing.count, "request"))")
    }
    page.add("<ul>" + facts.map { "<li>\($0)</li>" }.joined(separator: "\n") + "</ul>")
    if let errors = verdict.errors { pictures(errors, &page) }
    if let replay = verdict.replay { page.add("<p class=\"caption\">again: <code>\(replay.escaped)</code></p>") }
  }

  private func pictures(_ errors: ErrorMap, _ page: inout HtmlPage) {
    page.add("<div class=\"pictures\"><figure class=\"card\">\(HeatMapSVG(map: errors).text)</figure>")
    if errors.axis == .token, errors.columns.count > 1 {
      page.add("<figure class=\"card\">\(PlainSVG(errors.curve).text)</figure>")
    }
    page.add(
      "</div><p class=\"caption\">'\(errors.tensor.escaped)' of \(errors.request.escaped): each head by "
        + "\(errors.axis == .token ? "token, and the worst of all heads along the tokens; dashed: the bound" : errors.axis == .sequence ? "sequence" : "its only column").</p>"
    )
  }

  private func matrix(_ page: inout HtmlPage) {
    page.add("<h2>Every property</h2>")
    let names = unique(record.results.map(\.op))
    let cells = Dictionary(record.results.map { ([$0.property, $0.op], $0) }) { first, _ in first }
    let rows = unique(record.results.map(\.property)).map { property in
      [HtmlPage.Cell(property.escaped)] + names.map { cells[[property, $0]].map(Self.cell) ?? HtmlPage.Cell("") }
    }
    page.add(table: ["property"] + names.map(\.escaped), rows: rows)
    page.add(
      "<p class=\"caption\">✓ holds · ✗ violated · ~ violated as expected · – does not apply · ? no answer; then the cases.</p>"
    )
  }

  private static func cell(_ verdict: Verdict) -> HtmlPage.Cell {
    let text = verdict.outcome.mark + (verdict.cases == 0 ? "" : " \(verdict.cases)")
    switch verdict.outcome {
    case .fail: return HtmlPage.Cell("<a href=\"#\(anchor(verdict))\">\(text)</a>", "bad")
    case .pass: return HtmlPage.Cell(text, "good")
    case .outOfDomain, .expected, .unable:
      return HtmlPage.Cell("<span title=\"\((verdict.reason ?? "").escaped)\">\(text)</span>")
    }
  }

  private static func anchor(_ verdict: Verdict) -> String { "\(verdict.op)-\(verdict.property)" }

  private static let legend: String = {
    let items = HeatMapSVG.Shade.shown.map { shade, words in
      "<li><svg viewBox=\"0 0 26 10\" aria-hidden=\"true\"><rect width=\"26\" height=\"10\" \(shade.fill)/></svg>\(words)</li>"
    }
    return "<ul class=\"legend\">" + items.joined() + "</ul>"
  }()
}

extension CheckRecord {
  /// A page that needs nothing besides itself: the matrix, and for each failure its errors by head and token (HTML-1).
  public var html: String { CheckPage(record: self).text }
}

extension ErrorMap {
  /// The worst of all heads along the tokens, with the bound.
  fileprivate var curve: Plot {
    let points = columns.indices.map { i in (x: Double(columns[i]), y: ratios.map { $0[i] }.max() ?? 0) }
    let all = Plot.Curve(color: .series(0), points: points)
    let wrong = Plot.Curve(color: .bad, style: .marks, points: points.filter { $0.y > 1 })
    let bound = Plot.Curve(color: .exhibit, style: .dashed, points: [(0, 1), (Double(end), 1)])
    let panel = Plot.Panel(
      yLabel: "error / bound", decades: ClosedRange(decadesOf: points.map(\.y) + [1]), curves: [all, bound, wrong])
    return Plot(
      id: "curve", description: "the largest error of \(tensor) as a share of its bound, along the tokens",
      panels: [panel], tokens: max(end, 2), hasLinearTokens: true)
  }
}

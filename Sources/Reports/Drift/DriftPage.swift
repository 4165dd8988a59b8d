import DeltaRecords

/// The page of a drift campaign: what was found, how to read it, then a section for each operator (DRIFT-7).
struct DriftPage {
  let result: DriftRecord
  let figures: DriftFigures
  /// The drawn plots by id.
  let drawings: [String: String]

  /// The document.
  var text: String {
    var page = HtmlPage(title: "Drift of delta-rule recurrences over \(result.tokens) tokens")
    introduction(&page)
    page.add("<div class=\"columns\"><section>")
    overview(&page)
    page.add("</section><section>")
    reading(&page)
    page.add("</section></div>")
    for op in result.operators { section(op, &page) }
    if !result.recursion.isEmpty { recursion(&page) }
    SolverTable(rows: result.solver).add(to: &page)
    gaps(&page)
    return page.text
  }

  private var judged: [DriftSeries] { result.judged }

  private func introduction(_ page: inout HtmlPage) {
    page.add("<h1>\(page.title.escaped)</h1>")
    let beyond = judged.filter { $0.worstRatio > 1 }
    let verdict =
      judged.isEmpty
      ? "<span class=\"verdict bad\">nothing was measured</span>"
      : beyond.isEmpty
        ? "<span class=\"verdict good\">all \(judged.count) curves stay within their bounds</span>"
        : "<span class=\"verdict bad\">\(beyond.count) of \(judged.count) curves leave their bounds</span>"
    page.add("<p>\(verdict)</p>")
    page.add(
      """
      <p>Each curve is one implementation on one long sequence: how far its output is from a double-precision reference, \
      and how much of that the declared arithmetic (<code>\(result.profile.escaped)</code>) explains.</p>
      <p class="facts">T = \(result.tokens) tokens · K = \(result.keyChannels) · V = \(result.valueChannels) · one head · \
      seed \(result.seed) · subjects: \(result.subjects.map(\.escaped).joined(separator: ", "))</p>
      <p class="facts">conform \(result.provenance.version.escaped)\(result.provenance.command.map { ": <code>\($0.escaped)</code>" } ?? "")</p>
      """)
  }

  private func overview(_ page: inout HtmlPage) {
    var regimes: [String] = []
    for row in judged where !regimes.contains(row.regime) { regimes.append(row.regime) }
    page.add("<h2>At a glance</h2>")
    page.add(
      "<p>Worst error as a share of its bound, over all tokens and judged subjects, and the steepest growth exponent p of "
        + "the relative error. Above 1 is a violation.</p>")
    let rows = result.operators.map { op in
      [HtmlPage.Cell("<a href=\"#op-\(op)\">\(op.escaped)</a>")]
        + regimes.map { regime in
          let own = judged.filter { $0.op == op && $0.regime == regime }
          guard let worst = own.map(\.worstRatio).max() else { return HtmlPage.Cell("–") }
          let slope = own.compactMap(\.slope).max()
          return HtmlPage.Cell(
            "<strong>\(readable(worst))</strong> <small>p \(exponent(slope))</small>", worst > 1 ? "bad" : "good")
        }
    }
    page.add(table: ["operator"] + regimes, rows: rows)
  }

  private func reading(_ page: inout HtmlPage) {
    let allowance = readable(result.allowance)
    page.add(
      """
      <h2>How to read the plots</h2>
      <ul>
      <li><strong>Upper panel, what happens:</strong> relative error of the output, root mean square over a window of half \
      an octave, against the tokens seen. All axes are logarithmic, so a straight line is a power law tᵖ.</li>
      <li><strong>Flat (p ≈ 0):</strong> rounding does not accumulate; what is rounded is also forgotten. \
      <strong>Slope ½:</strong> a random walk; independent roundings add up, as they must where nothing is forgotten. \
      <strong>Slope 1:</strong> systematic; every token errs in the same direction: look for truncation, a biased constant, \
      or a state kept in too few bits. <strong>Steeper:</strong> earlier errors are themselves amplified.</li>
      <li><strong>Lower panel, whose fault it is:</strong> the same error divided by what <code>\(result.profile.escaped)\
      </code> arithmetic does to this very problem, by random rounding of the reference. Near 1 the implementation is as \
      good as its arithmetic, even if the upper panel rises. A curve that rises here grows faster than independent roundings do: a \
      mistake, or a rounding that repeats, such as exp(g) of the same slow gate rounded the same way at every token.</li>
      <li><strong>The shaded band</strong> is the model within a factor of \(allowance) either way, the allowance for \
      rounding at other places. <strong>Red dots</strong> mark windows in which some element exceeds its bound.</li>
      </ul>
      """)
    if let exhibit = result.exhibits.first {
      page.add(
        "<p class=\"note\">The dashed curve <em>\(exhibit.escaped)</em> is wrong on purpose: it shows what the plots look "
          + "like when a state is kept in bf16. It is not judged, and in the lower panels it may lie above the frame.</p>"
      )
    }
  }

  private func section(_ op: String, _ page: inout HtmlPage) {
    page.add("<h2 id=\"op-\(op)\">\(op.escaped)</h2>")
    page.add("<p class=\"caption\">\(finding(op))</p>")
    page.add(legend(result.subjects.map { ($0, figures.color(of: $0)) }))
    page.add("<div class=\"cards\">")
    for regime in result.regimes(of: op) {
      card(regime, figures.plot(op, regime), &page)
    }
    page.add("</div>\n<details><summary>Numbers</summary>")
    let rows = result.series.filter { $0.op == op }.map { s in
      [
        HtmlPage.Cell(s.regime.escaped), HtmlPage.Cell(s.subject.escaped, "left"),
        HtmlPage.Cell(readable(s.finalError)), HtmlPage.Cell(exponent(s.slope)),
        HtmlPage.Cell(s.growth?.rawValue ?? "–", "left"), HtmlPage.Cell(readable(s.finalRatio)),
        HtmlPage.Cell(exponent(s.ratioSlope)),
        HtmlPage.Cell(readable(s.worstRatio), s.worstRatio > 1 ? "bad" : ""),
        HtmlPage.Cell(s.firstViolation.map { "\($0)" } ?? "–"),
      ]
    }
    page.add(
      table: [
        "regime", "subject", "final error", "p", "growth", "final ratio", "p of ratio", "worst / bound",
        "first violation by token",
      ], rows: rows)
    page.add("</details>")
  }

  /// One sentence on an operator's judged subjects.
  private func finding(_ op: String) -> String {
    let own = judged.filter { $0.op == op }
    guard !own.isEmpty else { return "No judged subject answered." }
    let beyond = own.filter { $0.worstRatio > 1 }
    if let first = beyond.min(by: { ($0.firstViolation ?? 0) < ($1.firstViolation ?? 0) }) {
      return
        "\(beyond.count) of \(own.count) curves leave their bounds; the earliest is \(first.subject.escaped) under "
        + "\(first.regime.escaped), by token \(first.firstViolation ?? 0)."
    }
    let all = own.count == 1 ? "The curve stays" : "All \(own.count) curves stay"
    let growing = own.filter { $0.growth != .flat && $0.growth != nil }
    guard let steepest = growing.max(by: { ($0.slope ?? 0) < ($1.slope ?? 0) }) else {
      return "\(all) within bounds, and the error does not grow with the tokens."
    }
    let explained = (steepest.ratioSlope ?? 0) < 0.25
    return "\(all) within bounds. The error grows with the tokens in \(growing.count) of \(own.count), fastest for "
      + "<em>\(steepest.subject.escaped)</em> under \(steepest.regime.escaped) (p = \(exponent(steepest.slope))), "
      + (explained ? "no faster than independent roundings add up." : "faster than independent roundings explain.")
  }

  private func recursion(_ page: inout HtmlPage) {
    page.add("<h2 id=\"recursion\">Sherman–Morrison recursion against the direct solution</h2>")
    page.add(
      """
      <p>Exact online least squares can be run as a recurrence that updates P = (Σ k kᵀ + λI)⁻¹ token by token, or solved \
      afresh from the Gram matrix. In exact arithmetic they agree. Here is how far the recursion strays from the direct \
      solution by LAPACK.</p>
      <p class="caption">The dashed line is the direct solution’s own error bound: below it the two cannot be told apart. A \
      curve that lies above it and stays there has lost digits that it never gets back; a small ridge λ or keys that hardly \
      differ make P large at the start, and every later update subtracts from it.</p>
      """)
    page.add(
      legend(
        figures.scalars.enumerated().map { ("recursion in \($1)", .series($0)) } + [
          ("bound of the direct solution", .exhibit)
        ]))
    page.add("<div class=\"cards three\">")
    for (keys, ridge) in figures.recursions {
      card("\(keys) keys, λ = \(readable(ridge))", figures.plot(keys: keys, ridge: ridge), &page)
    }
    page.add("</div>")
  }

  private func gaps(_ page: inout HtmlPage) {
    guard !result.gaps.isEmpty else { return }
    page.add("<h2>Not measured</h2>")
    page.add(
      table: ["operator", "regime", "subject", "why"],
      rows: result.gaps.map { gap in
        [HtmlPage.Cell(gap.op.escaped)]
          + [gap.regime, gap.subject, gap.reason].map { HtmlPage.Cell($0.escaped, "left") }
      })
  }

  private func card(_ heading: String, _ plot: Plot, _ page: inout HtmlPage) {
    page.add("<figure class=\"card\"><h3>\(heading)</h3>\n\(drawings[plot.id] ?? "")\n</figure>")
  }

  private func legend(_ entries: [(String, PlotColor)]) -> String {
    let items = entries.map { name, color in
      let dash = color == .exhibit ? " stroke-dasharray=\"6 4\"" : ""
      return "<li><svg viewBox=\"0 0 26 10\" aria-hidden=\"true\"><line x1=\"0\" y1=\"5\" x2=\"26\" y2=\"5\" "
        + "stroke=\"var(\(color.property))\" stroke-width=\"3\"\(dash)/></svg>\(name.escaped)</li>"
    }
    return "<ul class=\"legend\">" + items.joined() + "</ul>"
  }
}

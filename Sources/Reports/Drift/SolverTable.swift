import DeltaRecords

/// How far conjugate gradients are from the exact solve, by the number of steps: a section of the drift page (DRIFT-8).
struct SolverTable {
  let rows: [SolverRow]

  /// Adds the section, if anything was measured.
  func add(to page: inout HtmlPage) {
    guard let last = rows.map(\.tokens).max() else { return }
    let final = rows.filter { $0.tokens == last }
    let iterations = Set(final.map(\.iterations)).sorted()
    page.add("<h2 id=\"solver\">MesaNet by conjugate gradients</h2>")
    page.add(
      """
      <p>MesaNet solves a linear system for each query. Kernels take a fixed number of steps of conjugate gradients instead. \
      Here is the relative error of the output against the exact solve, in double precision, in the window that ends \
      after \(last) tokens: what the iteration leaves, not rounding.</p>
      <p class="caption">ε is added to the denominators of each step, so that a residual of zero needs no test. Once the \
      squared residual is near ε the steps shrink, and more of them hardly help.</p>
      """)
    var lines: [[HtmlPage.Cell]] = []
    var seen: [SolverRow] = []
    for row in final where !seen.contains(where: { isSameLine($0, row) }) {
      seen.append(row)
      let errors = iterations.map { steps in final.first { isSameLine($0, row) && $0.iterations == steps } }
      lines.append(
        [
          HtmlPage.Cell(row.regime.escaped), HtmlPage.Cell(row.start.escaped, "left"), HtmlPage.Cell(readable(row.eps)),
        ] + errors.map { HtmlPage.Cell($0.map { readable($0.relativeError) } ?? "–") })
    }
    page.add(table: ["regime", "start", "ε"] + iterations.map { "\($0) steps" }, rows: lines)
  }

  private func isSameLine(_ a: SolverRow, _ b: SolverRow) -> Bool {
    a.regime == b.regime && a.start == b.start && a.eps == b.eps
  }
}

import DeltaRecords

extension DriftRecord {
  /// A line an operator and the verdict; with `details` the worst error and its growth in every regime.
  public func text(width: Int, details: Bool = false) -> String {
    let s = summary
    let counts = wrapped(
      "\(s.curves) curves over \(tokens) tokens: \(s.withinBounds) within bounds, \(s.beyondBounds) beyond, "
        + "\(s.unanswered) unanswered", width: width)
    let absences = gaps.map {
      wrapped("? \($0.op), \($0.regime), \($0.subject): \($0.reason)", width: width, hanging: 4)
    }
    return
      ([details ? regimeTable(width) : table(width), wrapped(legend, width: width)] + absences + [counts])
      .joined(separator: "\n\n") + "\n" + conclusion.word
  }

  private func table(_ width: Int) -> String {
    var table = TextTable(header: ["  operator", "curves", "beyond", "worst", "growth p", "worst curve"], left: [5])
    for row in operatorSummaries {
      table.add([
        "\(row.beyondBounds == 0 ? "✓" : "✗") \(row.op)", "\(row.curves)", dashed(row.beyondBounds),
        decimals(row.worst.worstRatio), exponent(row.steepest), "\(row.worst.regime), \(row.worst.subject)",
      ])
    }
    return table.text(width: width)
  }

  /// Operators down, regimes across.
  private func regimeTable(_ width: Int) -> String {
    let regimes = unique(judged.map(\.regime))
    var table = TextTable(header: ["worst error / bound, growth p"] + regimes)
    for op in operators {
      table.add(
        [op]
          + regimes.map { regime in
            let own = judged.filter { $0.op == op && $0.regime == regime }
            guard let worst = own.map(\.worstRatio).max() else { return "–" }
            let slope = own.compactMap(\.slope).max().map { " " + exponent($0) } ?? ""
            return (worst > 1 ? "✗ " : "✓ ") + decimals(worst) + slope
          })
    }
    return table.text(width: width)
  }

  private var legend: String {
    "✓ every error within what \(profile) arithmetic can do to this problem, ✗ not; the largest error as a share of its "
      + "bound, and the steepest exponent p of growth with the tokens (0 flat, ½ random walk, 1 systematic)."
  }
}

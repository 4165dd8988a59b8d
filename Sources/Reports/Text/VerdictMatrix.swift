import DeltaRecords

/// Verdicts as a matrix: properties down, operators across, in blocks that fit the width.
package struct VerdictMatrix {
  let verdicts: [Verdict]

  /// The matrix of some verdicts.
  package init(_ verdicts: [Verdict]) { self.verdicts = verdicts }

  /// The table and its legend.
  package func text(width: Int) -> String {
    let operators = unique(verdicts.map(\.op))
    let cells = Dictionary(verdicts.map { ([$0.property, $0.op], cell($0)) }, uniquingKeysWith: { first, _ in first })
    var table = TextTable(header: ["property"] + operators)
    for property in unique(verdicts.map(\.property)) {
      table.add([property] + operators.map { cells[[property, $0]] ?? "" })
    }
    return table.text(width: width) + "\n\n" + wrapped(Self.legend, width: width)
  }

  private func cell(_ verdict: Verdict) -> String {
    // What was judged stands beside an absent answer too: 52 of 53 is not nothing.
    let count = verdict.cases == 0 ? "" : " \(verdict.cases)"
    return verdict.outcome.mark + count
      + (verdict.worstRatio.map { " " + ceiling(verdict.ratioIsCeiling) + decimals($0) } ?? "")
  }

  private static let legend =
    "✓ holds · ✗ violated · ~ violated as expected · – does not apply · ? no answer; then the number of cases judged and the largest error as a "
    + "share of what the profile's rounding can do (above 1 is a violation)."
}

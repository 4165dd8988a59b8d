import DeltaRecords

extension CampaignRecord {
  /// A line an operator, every defect in full, and the verdict; with `matrix` every property of every operator.
  public func text(width: Int, matrix: Bool = false) -> String {
    var blocks = [heading(width), table(width)]
    if let adapted { blocks.append(wrapped(adapted.inWords("case"), width: width, hanging: 2)) }
    if matrix { blocks.append(properties(width)) }
    blocks += failures.map { $0.text(width) }
    if summary.unexplained > 0 {
      blocks.append("\(counted(summary.unexplained, "violated property", "violated properties")) not shrunk yet.")
    }
    return (blocks + [foot]).joined(separator: "\n\n")
  }

  private func heading(_ width: Int) -> String {
    wrapped(
      "\(subject), judged as \(profile) on \(summary.cases) of \(counted(summary.goal, "case")) of seed \(seed) "
        + "(version \(suite), on \(machines.joined(separator: " and "))): \(counted(summary.judged, "judgement")), "
        + "\(summary.unable) without an answer" + silence, width: width)
  }

  /// What was not judged, and whether that is too much.
  private var silence: String {
    let silent = summary.silent
    guard silent > 0 else { return "" }
    let lacks = summary.coverage < minimumCoverage && summary.judged > 0
    return "; nothing was judged of \(counted(silent, "case"))"
      + (lacks ? ", too many for a pass: --minimum-coverage \(minimumCoverage)" : "")
  }

  private func table(_ width: Int) -> String {
    var table = TextTable(
      header: ["  operator", "cases", "gradients", "fail", "undecided", "worst property"], left: [5])
    for row in operators {
      let worst = results.filter { $0.op == row.op && $0.worstRatio != nil }.max { $0.worstRatio! < $1.worstRatio! }
      let mark = row.fail > 0 ? "✗" : " "
      table.add([
        "\(mark) \(row.op)", "\(row.cases)", "\(row.gradients)", dashed(row.fail), dashed(row.undecided),
        worst.map { "\($0.ratioInWords) \($0.property), case \($0.worstCase ?? 0)" } ?? "–",
      ])
    }
    return table.text(width: width)
  }

  private func properties(_ width: Int) -> String {
    var table = TextTable(header: ["operator", "property", "judged", "fail", "unable", "worst"], left: [1, 5])
    for row in results {
      let worst = row.worstRatio == nil ? "–" : "\(row.ratioInWords), case \(row.worstCase ?? 0)"
      table.add([row.op, row.property, "\(row.judged)", dashed(row.fail), dashed(row.unable), worst])
    }
    return table.text(width: width)
  }

  private var foot: String {
    "\(conclusion.word): \(counted(summary.fail, "case fails", "cases fail")) of \(summary.cases), "
      + counted(summary.failures, "defect")
  }
}

extension CampaignRecord.ResultRow {
  fileprivate var ratioInWords: String { worstRatio.map { ceiling(ratioIsCeiling) + decimals($0) } ?? "–" }
}

extension CampaignRecord.Failure {
  fileprivate func text(_ width: Int) -> String {
    counterexample(
      title: "✗ \(signature): \(clause) \(property), \(op), first on case \(number)", reason: reason, problem: problem,
      values: values, minimal: minimal,
      seen: seen.map { "\($0.property), \($0.op), on \(counted($0.cases, "case"))" }, replay: replay, width)
  }
}

import DeltaRecords

extension FuzzRecord {
  /// What was drawn, each counterexample in full, and the verdict.
  public func text(width: Int) -> String {
    let head = wrapped(
      "\(subject) on \(counted(summary.cases, "random problem")) (seed \(seed)): "
        + "\(counted(summary.judged, "judgement")), \(summary.unable) without an answer", width: width)
    let judged = summary.silent > 0 ? ", \(summary.cases - summary.silent) of which were judged" : ""
    let verdict =
      "\(conclusion.word): \(counted(summary.fail, "problem fails", "problems fail")) of \(summary.cases)\(judged), "
      + counted(summary.counterexamples, "counterexample")
    let reasons = unable.map {
      wrapped("? \(counted($0.judgements, "judgement")): \($0.reason)", width: width, hanging: 2)
    }
    let notes = [worstInWords].compactMap(\.self) + silence + [adapted?.inWords("request")].compactMap(\.self)
    let lines = [head] + notes.map { wrapped($0, width: width, hanging: 2) } + reasons
    return ([lines.joined(separator: "\n")] + results.map { $0.text(width) } + [verdict]).joined(separator: "\n\n")
  }

  private var worstInWords: String? {
    worst.map {
      "largest error: \(ceiling($0.ratioIsCeiling))\(decimals($0.ratio)) of its bound (\($0.property), \($0.op))"
    }
  }

  /// What was not judged, and whether that is too much.
  private var silence: [String] {
    guard summary.silent > 0 else { return [] }
    let reasons = declined.map { "– \(counted($0.requests, "problem")): \($0.reason)" }
    let lacks = summary.coverage < minimumCoverage && summary.judged > 0
    return ["nothing was judged of \(counted(summary.silent, "problem"))"] + reasons
      + (lacks
        ? ["too little was judged for a pass, less than \(minimumCoverage) of the problems: --minimum-coverage"] : [])
  }
}

extension FuzzRecord.Counterexample {
  fileprivate func text(_ width: Int) -> String {
    counterexample(
      title: "✗ \(clause) \(property), \(op)", reason: reason, problem: problem, values: values, minimal: minimal,
      seen: Array(seen.dropFirst()), replay: replay, width)
  }
}

/// A counterexample in full: what is wrong, the smallest problem with its values, and a command to be copied.
func counterexample(
  title: String, reason: String, problem: String, values: [String], minimal: Bool, seen: [String], replay: String,
  _ width: Int
) -> String {
  let smallest = minimal ? "smallest problem" : "smallest problem found (the budget ended)"
  var prose = [reason, "\(smallest): \(problem)"] + values
  if !seen.isEmpty { prose.append("the same defect: \(seen.joined(separator: "; "))") }
  let lines = prose.map { wrapped($0, width: width, indent: 2, hanging: 4) }
  return ([title] + lines + ["  repeat: \(replay)"]).joined(separator: "\n")
}

import DeltaRecords

extension FuzzRecord {
  /// What was drawn, each counterexample in full, and the verdict.
  public func text(width: Int) -> String {
    let head = wrapped(
      "\(subject) on \(counted(summary.cases, "random problem")) (seed \(seed)): "
        + "\(counted(summary.judged, "judgement")), \(summary.unable) without an answer", width: width)
    let verdict =
      "\(conclusion.word): \(counted(summary.fail, "problem fails", "problems fail")) of \(summary.cases), "
      + counted(summary.counterexamples, "counterexample")
    return ([head] + results.map { $0.text(width) } + [verdict]).joined(separator: "\n\n")
  }
}

extension FuzzRecord.Counterexample {
  fileprivate func text(_ width: Int) -> String {
    let prose = [reason, "smallest problem found: \(problem)"].map {
      wrapped($0, width: width, indent: 2, hanging: 4)
    }
    return (["✗ \(clause) \(property), \(op)"] + prose + ["  repeat: \(replay)"]).joined(separator: "\n")
  }
}

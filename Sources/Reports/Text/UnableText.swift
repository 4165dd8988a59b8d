import DeltaRecords

extension [Verdict] {
  /// What could not be decided, a block for each reason: one lost program leaves every property without its answers.
  func unableText(width: Int) -> [String] {
    var reasons: [String] = []
    var groups: [String: [Verdict]] = [:]
    for verdict in self where verdict.outcome == .unable {
      let reason = verdict.missingReason ?? "\(verdict.clause) \(verdict.op)"
      if groups[reason] == nil { reasons.append(reason) }
      groups[reason, default: []].append(verdict)
    }
    return reasons.map { reason in
      let group = groups[reason]!
      return group.count == 1 ? group[0].text(width: width) : group.text(sharing: reason, width: width)
    }
  }

  /// The first names, how many more, the reason once, and how to see the first again.
  private func text(sharing reason: String, width: Int) -> String {
    let names = prefix(3).map { "\($0.clause) \($0.property), \($0.op)" }.joined(separator: "; ")
    let more = count > 3 ? "; and \(count - 3) more" : ""
    let title = wrapped("\(Outcome.unable.mark) \(names)\(more)", width: width, hanging: 2)
    let why = wrapped("undecided for one reason: " + reason, width: width, indent: 2, hanging: 4)
    return ([title, why] + (first?.replay.map { ["  repeat: " + $0] } ?? [])).joined(separator: "\n")
  }
}

extension Verdict {
  /// The reason without the number of cases, which differs from property to property.
  fileprivate var missingReason: String? {
    reason.flatMap { reason in reason.firstRange(of: " undecided: ").map { String(reason[$0.upperBound...]) } }
  }
}

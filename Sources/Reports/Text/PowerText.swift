import DeltaRecords

extension PowerRecord {
  /// A table a profile: the smallest error of each kind that one request notices, and that half of them do.
  public func text(width: Int) -> String {
    var blocks = [wrapped("The smallest error that is noticed, in a model of a kernel of each profile", width: width)]
    var profiles: [String] = []
    for row in results where !profiles.contains(row.profile) { profiles.append(row.profile) }
    blocks += profiles.map { table(of: $0).text(width: width) }
    blocks.append(wrapped(Self.legend, width: width))
    let alarms = "\(summary.refused) of \(counted(summary.answers, "tensor")) without an error refused"
    return (blocks + [alarms]).joined(separator: "\n\n")
  }

  private func table(of profile: String) -> TextTable {
    var table = TextTable(
      header: [profile, "requests", "one", "half", "RMSE: one", "half", "allclose: one", "half", "false alarms"])
    for row in results where row.profile == profile {
      func cell(_ judge: KeyPath<PowerRow.Rung, Int>, _ share: Double) -> String {
        row.smallest(judge, share: share).map(scientific) ?? "none"
      }
      let judges: [KeyPath<PowerRow.Rung, Int>] = [\.noticed, \.relativeError, \.allClose]
      table.add(
        ["\(row.tensor), \(row.place.words)", "\(row.requests)"] + judges.flatMap { [cell($0, 0), cell($0, 0.5)] }
          + ["\(row.refused), \(row.refusedByRelativeError), \(row.refusedByAllClose)"])
    }
    return table
  }

  private static let legend =
    "x becomes x·(1 + δ) everywhere, in one head, half of its channels, one token or element; the smallest δ of a ladder with three rungs a decade "
    + "that one request of the suite notices, and that half of them do. Beside it what rules for whole tensors say: a "
    + "relative error of 5e-3 (RMSE), and atol = rtol = 1e-2 (allclose). False alarms: answers without a planted error that "
    + "the bounds and the two rules refuse."
}

extension PowerPlace {
  var words: String {
    switch self {
    case .everywhere: "everywhere"
    case .head: "one head"
    case .halfHead: "half of one head"
    case .token: "one token"
    case .element: "one element"
    }
  }
}

import DeltaRecords

extension Conclusion {
  /// The mark of a line.
  var mark: String {
    switch self {
    case .pass: "✓"
    case .fail: "✗"
    case .undecided: "?"
    }
  }

  /// The word with which a screen ends.
  var word: String {
    switch self {
    case .pass: "PASS"
    case .fail: "FAIL"
    case .undecided: "UNDECIDED"
    }
  }
}

extension Outcome {
  /// The mark of a cell.
  var mark: String {
    switch self {
    case .pass: "✓"
    case .fail: "✗"
    case .expected: "~"
    case .outOfDomain: "–"
    case .unable: "?"
    }
  }
}

extension ClaimOutcome {
  /// The mark of a claim.
  var mark: String {
    switch self {
    case .holds: "✓"
    case .refuted: "✗"
    case .undecided: "?"
    }
  }
}

import DeltaExactScalars

/// Counts comparisons and keeps the first that came out wrong: a claim judged on nothing is undecided.
struct Tally {
  private(set) var comparisons = 0
  private var counterexample: String?
  private var doubt: String?
  /// Lines for a reader who wants the numbers.
  var evidence: [String] = []

  /// Records one comparison.
  mutating func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
    comparisons += 1
    if !holds, counterexample == nil { counterexample = otherwise() }
  }

  /// Records one comparison of enclosures.
  mutating func expect(_ answer: Ternary, _ otherwise: @autoclosure () -> String) {
    guard answer == .unknown else { return expect(answer == .yes, otherwise()) }
    comparisons += 1
    if doubt == nil { doubt = "the enclosure is too wide to decide: " + otherwise() }
  }

  /// Whether nothing has come out wrong so far.
  var holdsSoFar: Bool { counterexample == nil }

  /// The verdict; `detail` says what was compared.
  func finding(_ detail: String) -> Conclusion {
    if let counterexample { return Conclusion(.refuted, counterexample, evidence: evidence) }
    if let doubt { return Conclusion(.undecided, doubt, evidence: evidence) }
    if comparisons == 0 { return Conclusion(.undecided, "nothing was compared", evidence: evidence) }
    return Conclusion(.holds, "\(detail); \(comparisons) comparisons", evidence: evidence)
  }
}

import DeltaRecords
import DeltaReports

extension Conformance: CustomStringConvertible {
  /// The table of `conform check`: properties down, operators across, then each failure in full.
  public var description: String {
    "\(subject), judged as \(profile), on \(requests) base requests\n\n" + VerdictTable(verdicts).text
  }
}

extension Conformance {
  /// What keeps it from passing, each a few lines that stand alone: for the issues of a test.
  package var issues: [String] {
    let texts = failures.map { "\(subject), judged as \(profile): \($0.inWords)" }
    let nothing = "\(subject): nothing was judged, of \(requests) requests: \(verdicts.first?.reason ?? "no operator")"
    let issues = texts.isEmpty && !isPass ? [nothing] : texts
    return issues.map { text in Optimisation.warning.map { text + "\n  note: " + $0 } ?? text }
  }
}

extension Verdict {
  /// The clause and its property, what is wrong, and where, as below the table.
  var inWords: String {
    var lines = ["\(outcome == .fail ? "✗" : "?") \(clause) \(property), \(op)"]
    if let reason { lines.append("  " + reason) }
    if let location { lines.append("  " + location.inWords) }
    return lines.joined(separator: "\n")
  }
}

extension Location {
  /// The coordinates that are known.
  var inWords: String {
    let coordinates: [(String, Int?)] = [
      ("batch", batch), ("sequence", sequence), ("head", head), ("token", token),
      ("offset in chunk of 64", chunkOffset),
      ("channel", channel), ("first bad token", firstToken),
    ]
    let known = coordinates.compactMap { name, value in value.map { "\(name) \($0)" } }
    return "worst in '\(tensor)'" + (known.isEmpty ? "" : " at " + known.joined(separator: ", "))
  }
}

import DeltaRecords

extension Verdict {
  /// A failure or an absence in full: clause, reason, where, why the request exists, and how to see it again.
  package func text(width: Int) -> String {
    var lines = ["\(outcome.mark) \(clause) \(property), \(op)"]
    func add(_ text: String) { lines.append(wrapped(text, width: width, indent: 2, hanging: 4)) }
    if let reason { add(reason) }
    if let location { add(location.inWords) }
    if let explained { add("explained by: " + explained.joined(separator: "; or: ")) }
    if let origin { add(origin.inWords) }
    if let failing, failing.count > 1 { add("fails on " + Self.named(failing)) }
    if let common { add(common) }
    if let notJudged { add("\(counted(notJudged, "case")) not judged, where another property fails already") }
    if let expected { add("\(counted(expected, "case")) more fail as expected") }
    // One line whatever its length, so that it can be copied.
    if let replay { lines.append("  repeat: " + replay) }
    return lines.joined(separator: "\n")
  }

  /// The first ten names, and how many more there are.
  private static func named(_ requests: [String]) -> String {
    let shown = requests.prefix(10).joined(separator: ", ")
    return requests.count > 10 ? "\(shown) and \(requests.count - 10) more" : shown
  }
}

extension Verdict.Origin {
  /// The defects that the request guards against, and its reason.
  var inWords: String {
    guards.isEmpty ? "asked for: \(why) (\(regime))" : "guards \(guards.joined(separator: ", ")): \(why) (\(regime))"
  }
}

extension Location {
  /// The coordinates that are known.
  var inWords: String {
    let inChunk = chunkOffset.map { " (place \($0) in its chunk of 64)" } ?? ""
    let parts: [(String, Int?, String)] = [
      ("batch", batch, ""), ("sequence", sequence, ""), ("head", head, ""), ("token", token, inChunk),
      ("channel", channel, ""), ("first bad token", firstToken, ""),
    ]
    let known = parts.compactMap { name, value, more in value.map { "\(name) \($0)\(more)" } }
    return "worst in '\(tensor)'" + (known.isEmpty ? "" : " at " + known.joined(separator: ", "))
      + (born.map { "; \($0)" } ?? "")
  }
}

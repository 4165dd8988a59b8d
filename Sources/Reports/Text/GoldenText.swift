import DeltaRecords

extension GoldensWritten {
  /// What was written, in one line.
  public func text(folder: String) -> String { "\(summary.goldens) goldens, \(summary.bytes) bytes, in \(folder)" }
}

extension GoldensVerified {
  /// The complaints, and the verdict.
  public func text(width: Int) -> String {
    let s = summary
    let verdict =
      "\(conclusion.word): \(counted(s.goldens, "golden")), \(counted(s.digests, "digest")) compared, \(s.derived) derived "
      + "again, \(counted(s.fail, "complaint"))"
    return (results.map { wrapped($0, width: width, hanging: 2) } + [verdict]).joined(separator: "\n")
  }
}

extension GoldenList {
  /// A golden a paragraph: its id and its reason.
  public func text(width: Int) -> String {
    goldens.map { wrapped("\($0.id): \($0.reason)", width: width, hanging: 4) }.joined(separator: "\n")
  }
}

extension GoldenShown {
  /// The golden in full.
  public func text(width: Int) -> String {
    let asked =
      golden.gradients.isEmpty
      ? "none" : "\(golden.gradients.joined(separator: ", ")) from \(golden.cotangents.joined(separator: ", "))"
    let lines = [
      golden.reason, "guards against: \(golden.guards.isEmpty ? "–" : golden.guards.joined(separator: ", "))",
      golden.problem, "gradients: \(asked)",
    ]
    let files = ["requests", "responses"].map { "  Fixtures/golden/\($0)/\(golden.id).safetensors" }
    return ([golden.id] + lines.map { wrapped($0, width: width, indent: 2, hanging: 4) } + files).joined(
      separator: "\n")
  }
}

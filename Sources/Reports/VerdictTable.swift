import DeltaRecords

/// Verdicts for people: properties down, operators across, then each failure in full.
public struct VerdictTable {
  let verdicts: [Verdict]
  /// Operators side by side; more would not fit a terminal.
  let columns = 8

  /// Creates the table of some verdicts.
  public init(_ verdicts: [Verdict]) { self.verdicts = verdicts }

  /// The table, the legend and the failures.
  public var text: String {
    let operators = unique(verdicts.map(\.op))
    let blocks = stride(from: 0, to: operators.count, by: columns).map {
      block(Array(operators[$0..<min($0 + columns, operators.count)]))
    }
    return (blocks + [legend] + details).joined(separator: "\n\n")
  }

  private func block(_ operators: [String]) -> String {
    var table = TextTable(header: ["property"] + operators)
    for property in unique(verdicts.map(\.property)) {
      let cells = operators.map { op in
        verdicts.first { $0.property == property && $0.op == op }.map(cell) ?? ""
      }
      table.add([property] + cells)
    }
    return table.text
  }

  private func cell(_ verdict: Verdict) -> String {
    let ratio = verdict.worstRatio.map { " " + decimals($0) } ?? ""
    return switch verdict.outcome {
    case .pass: "✓ \(verdict.cases)\(ratio)"
    case .fail: "✗ \(verdict.cases)\(ratio)"
    case .outOfDomain: "–"
    case .unable: "?"
    }
  }

  private var legend: String {
    "✓ holds · ✗ violated · – does not apply · ? no answer; then the number of cases judged and the largest error as a\n"
      + "share of what the profile's rounding can do (above 1 is a violation)."
  }

  private var details: [String] {
    verdicts.filter { $0.outcome == .fail || $0.outcome == .unable }.map { verdict in
      var lines = ["\(verdict.outcome == .fail ? "✗" : "?") \(verdict.clause) \(verdict.property), \(verdict.op)"]
      if let reason = verdict.reason { lines.append("  " + reason) }
      if let place = verdict.location { lines.append("  " + describe(place)) }
      if let replay = verdict.replay { lines.append("  repeat: " + replay) }
      return lines.joined(separator: "\n")
    }
  }

  private func describe(_ place: Location) -> String {
    let parts: [(String, Int?)] = [
      ("batch", place.batch), ("sequence", place.sequence), ("head", place.head), ("token", place.token),
      ("offset in chunk of 64", place.chunkOffset), ("channel", place.channel), ("first bad token", place.firstToken),
    ]
    let known = parts.compactMap { name, value in value.map { "\(name) \($0)" } }
    return "worst in '\(place.tensor)'" + (known.isEmpty ? "" : " at " + known.joined(separator: ", "))
  }

  private func unique(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }
}

/// A ratio in a short form: two significant digits, ∞, or a bound where more would not be read.
public func decimals(_ x: Double) -> String {
  if x.isInfinite { return "∞" }
  if x >= 1000 { return ">999" }
  if x >= 10 { return "\(Int(x.rounded()))" }
  if x >= 1 { return "\((x * 10).rounded() / 10)" }
  return x == 0 ? "0" : x < 0.005 ? "<.01" : "." + String(Int((x * 100).rounded()) + 100).dropFirst()
}

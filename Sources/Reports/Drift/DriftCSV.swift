import DeltaRecords

/// Comma-separated values by RFC 4180, with line feeds, a header and numbers that read back as the same doubles.
struct CSV {
  private(set) var text = ""

  /// Starts a table with its header.
  init(header: [String]) { add(header) }

  /// Adds a row.
  mutating func add(_ cells: [String]) { text += cells.map(quoted).joined(separator: ",") + "\n" }

  private func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
    return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

extension DriftRecord {
  /// The rows as CSV.
  var csv: String {
    var csv = CSV(header: [
      "operator", "regime", "subject", "T", "relativeError", "modelError", "typicalRatio", "worstRatio",
    ])
    for r in rows {
      csv.add([
        r.op, r.regime, r.subject, "\(r.tokens)", "\(r.relativeError)", "\(r.modelError)", "\(r.typicalRatio)",
        "\(r.worstRatio)",
      ])
    }
    return csv.text
  }

  /// The comparison of conjugate gradients with the exact solve as CSV.
  var solverCSV: String {
    var csv = CSV(header: ["regime", "start", "eps", "iterations", "T", "relativeError"])
    for r in solver {
      csv.add([r.regime, r.start, "\(r.eps)", "\(r.iterations)", "\(r.tokens)", "\(r.relativeError)"])
    }
    return csv.text
  }

  /// The comparison of the recursion with the direct solution as CSV.
  var recursionCSV: String {
    var csv = CSV(header: ["keys", "ridge", "scalar", "T", "relativeError", "directBound", "reciprocalCondition"])
    for r in recursion {
      csv.add([
        r.keys, "\(r.ridge)", r.scalar, "\(r.tokens)", "\(r.relativeError)", "\(r.directBound)",
        "\(r.reciprocalCondition)",
      ])
    }
    return csv.text
  }
}

import DeltaRecords

extension CheckRecord {
  /// JUnit's XML: a suite an operator, a case a property, which fails, errs where it could not be judged, or is skipped.
  public var junit: String {
    let suites = operators.map { row in
      let rows = results.filter { $0.op == row.op }
      return """
          <testsuite name="\(escaped(row.op))" tests="\(rows.count)" failures="\(row.fail)" errors="\(row.unable)" \
        skipped="\(row.outOfDomain)">
        \(rows.map(\.junit).joined(separator: "\n"))
          </testsuite>
        """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="\(escaped(subject)), judged as \(escaped(profile))" tests="\(results.count)" \
      failures="\(summary.fail)" errors="\(summary.unable)">
      \(suites.joined(separator: "\n"))
      </testsuites>

      """
  }

  /// A line for each failure and each property that could not be judged, as GitHub's workflows show them beside the run.
  public var annotations: [String] {
    results.compactMap { verdict in
      let kind: String
      switch verdict.outcome {
      case .fail: kind = "error"
      case .unable: kind = "warning"
      case .pass, .outOfDomain, .expected: return nil
      }
      let title = "\(verdict.clause) \(verdict.property), \(verdict.op)"
      return "::\(kind) title=\(command(title, isProperty: true))::\(command(verdict.text(width: .max)))"
    }
  }
}

extension Verdict {
  fileprivate var junit: String {
    let start = "    <testcase classname=\"\(escaped(op))\" name=\"\(escaped(clause)) \(escaped(property))\""
    let message = escaped(reason ?? "")
    switch outcome {
    case .pass: return start + "/>"
    case .fail: return "\(start)><failure message=\"\(message)\">\(escaped(text(width: 120)))</failure></testcase>"
    case .unable: return "\(start)><error message=\"\(message)\"/></testcase>"
    case .outOfDomain, .expected: return "\(start)><skipped message=\"\(message)\"/></testcase>"
    }
  }
}

/// Text inside XML, which has no control characters.
private func escaped(_ text: String) -> String {
  let entities: [Unicode.Scalar: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "\n": "&#10;"]
  return text.unicodeScalars.map { scalar in
    entities[scalar] ?? (scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE ? "?" : String(scalar))
  }.joined()
}

/// Text inside a command of GitHub's workflows: one line, and in a property no separator.
private func command(_ text: String, isProperty: Bool = false) -> String {
  let common: [Character: String] = ["%": "%25", "\r": "%0D", "\n": "%0A"]
  let more: [Character: String] = isProperty ? [":": "%3A", ",": "%2C"] : [:]
  return text.map { common[$0] ?? more[$0] ?? String($0) }.joined()
}

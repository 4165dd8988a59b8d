/// Other people's words in a report of ours.
extension String {
  /// The text, or its first 600 characters, on one line, with what moves a cursor or reverses writing spelt out: it must not look
  /// like a line of the report.
  var onOneLine: String {
    let brief = count > 600 ? prefix(600) + "…" : self[...]
    return String(String.UnicodeScalarView(brief.unicodeScalars.flatMap(Self.spelt)))
  }

  private static func spelt(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    switch scalar.properties.generalCategory {
    case .control where scalar == "\n": Array("\\n".unicodeScalars)
    case .control, .format, .lineSeparator, .paragraphSeparator:
      Array("\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    default: [scalar]
    }
  }
}

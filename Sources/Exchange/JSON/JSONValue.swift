/// A JSON value as the exchange needs it: numbers keep their text, so that integers stay exact.
enum JSONValue: Hashable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// A whole number that fits into a machine word.
  var int: Int? { if case .number(let text) = self { Int(text) } else { nil } }
  /// A finite number.
  var double: Double? {
    if case .number(let text) = self { Double(text).flatMap { $0.isFinite ? $0 : nil } } else { nil }
  }
  /// A string.
  var string: String? { if case .string(let text) = self { text } else { nil } }
  /// An array.
  var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
  /// An object.
  var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }

  /// A whole number.
  static func int(_ value: Int) -> JSONValue { .number(String(value)) }
  /// A finite number, in the shortest form that reads back the same.
  static func double(_ value: Double) -> JSONValue { .number("\(value)") }
  /// A list of whole numbers.
  static func ints(_ values: [Int]) -> JSONValue { .array(values.map(int)) }
}

extension JSONValue: CustomStringConvertible {
  /// The value as compact JSON with object members sorted by the bytes of their names: the same value, the same text.
  var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let text): text
    case .string(let text): quoted(text)
    case .array(let elements): "[" + elements.map(\.description).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { precedes($0.key, $1.key) }.map { "\(quoted($0.key)):\($0.value)" }.joined(separator: ",")
        + "}"
    }
  }

  /// The value for a sentence: of a long one the beginning.
  var brief: String {
    let text = description
    return text.utf8.count <= 80 ? text : text.prefix(60) + "…"
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// Whether a name comes before another by the bytes of its UTF-8: an order that no locale changes.
func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

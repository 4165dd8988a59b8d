import Foundation

/// `Specs/records.md` as a schema: an object under every heading that has a table of fields.
struct SchemaPage {
  struct Field {
    let type: String
    /// Whether the page says when it is absent.
    let mayBeAbsent: Bool
  }

  /// Fields by object and name.
  private(set) var objects: [String: [String: Field]] = [:]

  init() throws {
    let page = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Specs/records.md").standardized
    var heading = ""
    for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("#") {
        heading = line.trimmingCharacters(in: ["#", " ", "`"])
      } else if line.hasPrefix("| `") {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        let name = cells[0].trimmingCharacters(in: ["`"])
        precondition(objects[heading]?[name] == nil, "SchemaPage: '\(name)' stands twice under '\(heading)'")
        objects[heading, default: [:]][name] = Field(type: cells[1], mayBeAbsent: !cells[3].isEmpty)
      }
    }
  }

  /// The objects that are whole records.
  var schemas: Set<String> { Set(objects.keys.filter { $0.hasPrefix("conform.") }) }

  /// What a value has that its type has not, or lacks; `seen` collects the fields that are there, as `object.field`.
  func complaints(_ value: Any, _ type: String, at path: String, seen: inout Set<String>) -> [String] {
    if type.hasPrefix("list of ") {
      guard let list = value as? [Any] else { return ["\(path) is no list"] }
      return list.enumerated().flatMap {
        complaints($1, String(type.dropFirst("list of ".count)), at: "\(path)[\($0)]", seen: &seen)
      }
    }
    guard let fields = objects[type] else { return isA(value, type) ? [] : ["\(path) is no \(type): \(value)"] }
    guard let object = value as? [String: Any] else { return ["\(path) is no object"] }
    var found = object.keys.filter { fields[$0] == nil }.map { "\(path).\($0) is not in Specs/records.md" }
    for (name, field) in fields {
      if let value = object[name] {
        seen.insert("\(type).\(name)")
        found += complaints(value, field.type, at: "\(path).\(name)", seen: &seen)
      } else if !field.mayBeAbsent {
        found.append("\(path).\(name) is absent, and the page does not say when")
      }
    }
    return found
  }

  /// Whether a value is of a simple type; a number that is a boolean is no number.
  private func isA(_ value: Any, _ type: String) -> Bool {
    let number = (value as? NSNumber).flatMap { "\(Swift.type(of: $0))".contains("Bool") ? nil : $0 }
    return switch type {
    case "text": value is String
    case "boolean": value is Bool
    case "integer": number.map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
    case "number": number != nil && !(value is String)
    case "ratio": number != nil || value as? String == "inf"
    default: false
    }
  }
}

import Foundation

/// The members of a metadata entry, each read with one sentence for what is wrong with it.
struct Fields {
  let file: String
  /// The metadata entry: `request` or `response`.
  let entry: String
  private let members: [String: JSONValue]

  /// Parses the JSON string of a metadata entry and checks its schema.
  init(_ file: SafetensorsFile, entry: String) throws(ExchangeError) {
    (self.file, self.entry) = (file.name, entry)
    guard let text = file.metadata[entry] else {
      throw ExchangeError(
        file: file.name, "has no metadata entry '\(entry)'", remedy: "store it as a JSON string under __metadata__")
    }
    let root: JSONValue
    do { root = try JSONParser.parse(Array(text.utf8)) } catch {
      throw ExchangeError(
        file: file.name, "has a metadata entry '\(entry)' that is not JSON: it \(error.complaint)", remedy: "correct it"
      )
    }
    guard let members = root.object else {
      throw ExchangeError(
        file: file.name, "has a metadata entry '\(entry)' that is not an object", remedy: "make it one")
    }
    self.members = members
    let (expected, found) = (Self.schema(entry), try string("schema"))
    guard found == expected else { throw refuse("schema", "is '\(found)'", "it must be '\(expected)'") }
  }

  /// Takes the members of an object that was read elsewhere; `entry` says what it describes.
  init(file: String, entry: String, members: [String: JSONValue]) {
    (self.file, self.entry, self.members) = (file, entry, members)
  }

  /// Refuses a member that is none of those known.
  func refuseUnknown(_ known: [String]) throws(ExchangeError) {
    if let unknown = members.keys.filter({ !known.contains($0) }).min(by: precedes) {
      throw refuse(unknown, "is not known", "the members are \(known.joined(separator: ", "))")
    }
  }

  /// The schema of a metadata entry in this version of the exchange.
  static func schema(_ entry: String) -> String { "delta-rule/\(entry)/1" }

  /// A complaint about a member.
  func refuse(_ name: String, _ complaint: String, _ remedy: String) -> ExchangeError {
    ExchangeError(file: file, "has a \(entry) whose member '\(name)' \(complaint)", remedy: remedy)
  }

  /// A member, or nil if it is absent or null.
  func value(_ name: String) -> JSONValue? { members[name] == .null ? nil : members[name] }

  /// A string, or the default if it is absent or null.
  func string(_ name: String, default fallback: String? = nil) throws(ExchangeError) -> String {
    try read(name, "a string", fallback) { $0.string }
  }

  /// A list of strings, empty if it is absent or null.
  func strings(_ name: String) throws(ExchangeError) -> [String] {
    try read(name, "a list of strings", []) { value in
      guard let list = value.array?.map(\.string), !list.contains(nil) else { return nil }
      return list.map { $0! }
    }
  }

  /// A whole number.
  func int(_ name: String) throws(ExchangeError) -> Int { try read(name, "a whole number", nil) { $0.int } }

  /// A finite number, or the default if it is absent or null.
  func double(_ name: String, default fallback: Double) throws(ExchangeError) -> Double {
    try read(name, "a finite number", fallback) { $0.double }
  }

  /// One of an enumeration's values, or the default if it is absent or null.
  func choice<C: RawRepresentable & CaseIterable>(_ name: String, default fallback: C) throws(ExchangeError) -> C
  where C.RawValue == String {
    let text = try string(name, default: fallback.rawValue)
    guard let choice = C(rawValue: text) else {
      throw refuse(name, "is '\(text)'", "it must be one of \(C.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  private func read<T>(_ name: String, _ kind: String, _ fallback: T?, _ convert: (JSONValue) -> T?)
    throws(ExchangeError)
    -> T
  {
    guard let found = value(name) else {
      guard let fallback else { throw refuse(name, "is missing", "add it; it is \(kind)") }
      return fallback
    }
    guard let converted = convert(found) else { throw refuse(name, "is \(found.brief)", "it must be \(kind)") }
    return converted
  }
}

import Foundation

/// Records as text: one object, sorted keys, and one form for what is not a finite number (REC-2).
///
/// Infinity is the string `"inf"`, its negative `"-inf"`. No field is ever not a number: a ratio with one in it is infinite.
public enum JSONText {
  private struct Name: Decodable { let schema: String? }
  private static let (infinity, negative, undefined) = ("inf", "-inf", "nan")

  /// A value as indented text, the same bytes for the same value.
  ///
  /// - Throws: when a value cannot be encoded.
  public static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinity, negativeInfinity: negative, nan: undefined)
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// A record from its text.
  ///
  /// - Throws: ``RecordError`` when the text is not a record of this schema.
  public static func decode<R: Record>(_ type: R.Type = R.self, from text: String) throws -> R {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: infinity, negativeInfinity: negative, nan: undefined)
    guard let name = try? decoder.decode(Name.self, from: Data(text.utf8)) else {
      throw RecordError("This is not a JSON object; a record of schema '\(R.form)' is one.")
    }
    guard name.schema == R.form else {
      throw RecordError(
        "The schema is '\(name.schema ?? "")', not '\(R.form)'; read it with the command that wrote it.")
    }
    do {
      return try decoder.decode(R.self, from: Data(text.utf8))
    } catch {
      throw RecordError("This record of schema '\(R.form)' lacks a field or holds a wrong one: \(error).")
    }
  }
}

/// Why a text is not a record, in one sentence.
public struct RecordError: Error, Hashable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

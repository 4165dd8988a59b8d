import Foundation

/// Machine-readable documents: sorted keys, one object, infinities as strings.
public enum JSONText {
  /// The document as indented text, the same bytes for the same value.
  ///
  /// - Throws: when a value cannot be encoded.
  public static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

import DeltaScalars

/// How a profile file writes a format: `"bf16"`, `"bf16:stochastic"`, or an object that spells the format out.
///
///     {"precision": 4, "minimumExponent": -6, "maximumExponent": 8, "rounding": "nearest"}
enum FormatText {
  /// The format that a member names or spells out.
  static func format(_ fields: Fields, _ member: String) throws(ExchangeError) -> Format {
    let kind = "it is a format, one of \(names(Format.all.map(\.name))), or an object with its precision and exponents"
    switch fields.value(member) {
    case nil: throw fields.refuse(member, "is missing", "add it; \(kind)")
    case .string(let text): return try named(text, fields, member)
    case .object(let members):
      return try spelledOut(Fields(file: fields.file, entry: "format '\(member)'", members: members))
    case let other?: throw fields.refuse(member, "is \(other)", kind)
    }
  }

  /// `FORMAT` or `FORMAT:ROUNDING`; without a rounding, the format's own: nearest, but truncate for tf32.
  private static func named(_ text: String, _ fields: Fields, _ member: String) throws(ExchangeError) -> Format {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let format = Format.all.first(where: { $0.name == parts[0] }) else {
      throw fields.refuse(
        member, "is '\(text)'",
        "the formats with a name are \(names(Format.all.map(\.name))), each alone or with ':' "
          + "and a rounding")
    }
    guard parts.count == 2 else { return format }
    guard let mode = RoundingMode(rawValue: parts[1]) else {
      throw fields.refuse(member, "is '\(text)'", "the roundings are \(names(RoundingMode.allCases.map(\.rawValue)))")
    }
    return format.rounding(mode)
  }

  /// A format within float32, in which tensors are exchanged and whose error the reference is known to undercut.
  private static func spelledOut(_ fields: Fields) throws(ExchangeError) -> Format {
    try fields.refuseUnknown(["precision", "minimumExponent", "maximumExponent", "rounding"])
    let precision = try int(fields, "precision", in: 1...24)
    let least = try int(fields, "minimumExponent", in: -126...127)
    let greatest = try int(fields, "maximumExponent", in: least...127)
    return Format(
      name: "p\(precision)e\(least)…\(greatest)", precision: precision, minimumExponent: least,
      maximumExponent: greatest, rounding: try fields.choice("rounding", default: RoundingMode.nearest))
  }

  private static func int(_ fields: Fields, _ name: String, in range: ClosedRange<Int>) throws(ExchangeError) -> Int {
    let value = try fields.int(name)
    guard range.contains(value) else {
      throw fields.refuse(
        name, "is \(value)", "it must be within \(range.lowerBound)…\(range.upperBound), as float32 has no more")
    }
    return value
  }

  private static func names(_ all: [String]) -> String { all.joined(separator: ", ") }
}

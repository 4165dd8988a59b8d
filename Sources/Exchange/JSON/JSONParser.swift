import Foundation

/// Why a text is not JSON.
struct JSONError: Error {
  /// The complaint, to be completed by the name of the file.
  let complaint: String
}

/// A strict JSON parser (RFC 8259) that refuses a name given twice, which Foundation's accepts in silence.
struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0

  /// Parses one value with nothing but white space around it.
  ///
  /// - Throws: ``JSONError`` with the byte at which the text stops making sense.
  /// - Complexity: O(length).
  static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.error("has something after its end") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    // A file from elsewhere must not be able to exhaust the stack.
    guard depth < 32 else { throw error("is nested too deeply") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
    case nil: throw error("ends too early")
    default: throw error("holds an unexpected character")
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    var members: [String: JSONValue] = [:]
    position += 1
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("lacks a name in quotes") }
      let name = try string()
      skipSpace()
      guard take(":") else { throw error("lacks a ':'") }
      guard members[name] == nil else { throw error("gives the name '\(name)' twice") }
      members[name] = try value(depth: depth + 1)
      skipSpace()
    } while take(",")
    guard take("}") else { throw error("lacks a ',' or a '}'") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    var elements: [JSONValue] = []
    position += 1
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw error("lacks a ',' or a ']'") }
    return .array(elements)
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    _ = take("-")
    let leading = position
    let digits = skipDigits()
    guard digits > 0, digits == 1 || bytes[leading] != UInt8(ascii: "0") else {
      throw error("holds a malformed number")
    }
    if take(".") { guard skipDigits() > 0 else { throw error("holds a malformed number") } }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard skipDigits() > 0 else { throw error("holds a malformed number") }
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    guard bytes[position...].starts(with: text.utf8) else { throw error("holds an unexpected character") }
    position += text.utf8.count
    return value
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw error("holds a control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") { text += try escape() } else { text.append(byte) }
    }
    guard take("\"") else { throw error("ends within a string") }
    guard let string = String(bytes: text, encoding: .utf8) else { throw error("holds a string that is not UTF-8") }
    return string
  }

  /// The UTF-8 of what follows a backslash.
  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard let byte = peek else { throw error("ends within a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        guard take("\\"), take("u") else { throw error("holds half a surrogate pair") }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw error("holds half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("holds half a surrogate pair") }
      return Array(String(scalar).utf8)
    default: throw error("holds an unknown escape")
    }
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("holds a malformed \\u escape") }
    position += 4
    return code
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private func error(_ what: String) -> JSONError { JSONError(complaint: "\(what) at byte \(position)") }
}

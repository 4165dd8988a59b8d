/// Why a text is not a tape.
public struct TapeError: Error, CustomStringConvertible {
  /// One sentence.
  public let description: String
}

extension Tape {
  /// The choices as text: decimal numbers separated by points, trailing zeros left out.
  public var text: String {
    let significant = choices.lastIndex { $0 != 0 }.map { choices[...$0] } ?? []
    return significant.isEmpty ? "0" : significant.map(String.init).joined(separator: ".")
  }

  /// Reads a tape from its text.
  ///
  /// - Throws: ``TapeError`` naming the first part that is not a number.
  public init(text: String) throws(TapeError) {
    var choices: [UInt64] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      guard let choice = UInt64(part) else {
        throw TapeError(
          description: "'\(part)' in the tape is not a number from 0 to 2^64 − 1; copy the whole replay line.")
      }
      choices.append(choice)
    }
    self.init(replaying: choices)
  }
}

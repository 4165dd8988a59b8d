/// What is wrong with a file, a folder or a program of the exchange: one sentence with the thing and the remedy.
///
/// Source: EX-8.
public struct ExchangeError: Error, Hashable, CustomStringConvertible {
  /// The sentence, ready to be shown.
  public let description: String

  /// Wraps a finished sentence.
  public init(_ description: String) { self.description = description }

  /// A sentence about one file, as in `'file' complaint; remedy.`.
  init(file: String, _ complaint: String, remedy: String) { self.init("'\(file)' \(complaint); \(remedy).") }
}

/// Why a report could not be made, in one sentence that names the remedy.
public struct ReportError: Error, Hashable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// What a property takes for granted of a response, so that one cause is reported once (CAUSE-1).
///
/// A property is not judged on a request where one of the same part of the response and of an earlier stage is violated, but
/// that repeats and bits do not wait for values: what changes from run to run, or knows the future, does so with wrong values
/// too. Two answers of a subject that has two for one request say nothing of what they were asked for.
public enum Stage: Int, Sendable, Comparable {
  /// Nothing waits for it, and it waits for nothing.
  case apart
  /// The tensors are there, in their shapes.
  case form
  /// They hold finite numbers.
  case numbers
  /// The numbers are right.
  case values
  /// One request has one answer.
  case repeats
  /// Two answers have the same bits.
  case bits
  /// Two answers agree within what right ones may differ by.
  case relations

  /// Earlier stages first.
  public static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }

  /// Whether a violation in an earlier stage says enough.
  func waits(for earlier: Stage) -> Bool {
    if self == .apart || earlier == .apart { return false }
    return earlier < self && earlier < .bits && !(self < .relations && earlier == .values)
  }
}

/// What a command found: what a store keeps, a page draws and `--format json` prints.
///
/// A record holds no clock (REC-3): the same run of the same version gives the same record. Its fields are listed in
/// `Specs/records.md`, which a test holds against the code.
public protocol Record: Codable, Sendable {
  /// Name and version of the form, as in `conform.check/1` (REC-1).
  static var form: String { get }
  /// The schema that the record itself names.
  var schema: String { get }
  /// What made it.
  var provenance: Provenance { get set }
}

/// A record that says whether all holds.
public protocol JudgingRecord: Record {
  /// What follows from all of it; decides the exit code.
  var conclusion: Conclusion { get }
}

/// What a run comes to (REC-4).
public enum Conclusion: String, Sendable, CaseIterable, Codable {
  /// All that was judged holds, and something was judged.
  case pass
  /// Something fails.
  case fail
  /// Nothing fails, and an answer is absent or nothing was judged.
  case undecided

  /// Concludes from whether anything fails, and otherwise from whether everything could be judged.
  public init(fails: Bool, decided: Bool) { self = fails ? .fail : decided ? .pass : .undecided }

  /// The exit code of the command line: 0, 1 or 3.
  public var exitCode: Int32 {
    switch self {
    case .pass: 0
    case .fail: 1
    case .undecided: 3
    }
  }
}

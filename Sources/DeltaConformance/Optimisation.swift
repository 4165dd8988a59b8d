import Foundation

/// Whether the suite itself was compiled with optimisation: what a verdict costs depends on it, what it says does not.
enum Optimisation {
  /// False in a debug build, where assertions are evaluated.
  static let isOn: Bool = {
    var asserts = false
    assert({ asserts = true }() == ())
    return !asserts
  }()

  /// What to do about a build without optimisation; nil with it.
  static var warning: String? {
    isOn
      ? nil
      : "delta-conformance was built without optimisation, which makes it some ninety times slower; use "
        + "'swift test -c release -Xswiftc -enable-testing'."
  }

  /// Says so to standard error before the first long wait, once a process.
  static let sayOnce: Void = {
    if let warning { FileHandle.standardError.write(Data("warning: \(warning)\n".utf8)) }
  }()
}

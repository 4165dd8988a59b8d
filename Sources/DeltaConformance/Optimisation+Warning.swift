import DeltaRecords
import Foundation

extension Optimisation {
  /// What to do about a build without optimisation; nil with it.
  static var warning: String? {
    warning(of: "delta-conformance", remedy: "swift test -c release -Xswiftc -enable-testing")
  }

  /// Says so to standard error before the first long wait, once a process.
  static let sayOnce: Void = {
    if let warning { FileHandle.standardError.write(Data("warning: \(warning)\n".utf8)) }
  }()
}

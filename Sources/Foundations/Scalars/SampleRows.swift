import CDeltaSamples

/// Instructions by which a row of samples is rounded at random.
///
/// Nothing depends on the choice but the time: the bits are the same (TOL-2).
public enum SampleRows: String, Sendable, CaseIterable {
  /// Element by element, in Swift.
  case elements
  /// Two registers an element.
  case avx2
  /// One register an element.
  case avx512

  /// What this machine can run, the fastest last.
  public static let available = allCases.filter { $0 == .elements || $0.native != nil }
  /// The fastest.
  public static let best = available.last!

  /// The native form; nil where there is none.
  var native: NativeRows? {
    switch self {
    case .elements: nil
    case .avx2: ds_avx2().map(NativeRows.init)
    case .avx512: ds_avx512().map(NativeRows.init)
    }
  }
}

/// A table of functions that is never written.
@usableFromInline struct NativeRows: @unchecked Sendable {
  let table: UnsafePointer<ds_rows>

  init(_ table: UnsafePointer<ds_rows>) { self.table = table }
}

/// Where a record comes from: all that is needed to make it again.
public struct Provenance: Hashable, Sendable, Codable {
  /// The version of this package, the only place where it is written.
  public static let thisVersion = "0.1.0"

  /// The version of the package that made the record.
  public var version: String
  /// The command line, quoted for a shell; absent in files, which do not depend on where they are written,
  /// and where a program called the library.
  public var command: String?

  /// Describes a record that this version makes.
  public init(command: String? = nil) { (version, self.command) = (Self.thisVersion, command) }
}

/// What a run ran on, as far as its numbers depend on it.
public struct Machine: Hashable, Sendable, Codable {
  /// The kernel set that OpenBLAS chose: it and the engine decide the last bits of the built-in implementation, and of no other.
  public var core: String
  /// The processor architecture.
  public var architecture: String

  /// Records a machine.
  public init(core: String, architecture: String) { (self.core, self.architecture) = (core, architecture) }
}

import CDeltaBLAS
import DeltaRecords

extension Machine {
  /// The machine that this process runs on.
  static var current: Machine {
    #if arch(x86_64)
      let architecture = "x86_64"
    #elseif arch(arm64)
      let architecture = "arm64"
    #else
      let architecture = "other"
    #endif
    return Machine(core: String(cString: openblas_get_corename()), architecture: architecture)
  }
}

extension Provenance {
  /// This version, called with this process's own arguments.
  static var current: Provenance {
    Provenance(command: (["conform"] + CommandLine.arguments.dropFirst().map(quotedForShell)).joined(separator: " "))
  }
}

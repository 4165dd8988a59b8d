import DeltaScalars

/// The engines that compute in float32, by the names that reports show and `--engine` takes.
public enum FloatEngine: String, Sendable, CaseIterable {
  /// ``BlockedEngine`` over OpenBLAS.
  case blocked
  /// Native kernels of four lanes, for any processor.
  case portable
  /// Native kernels of eight lanes: AVX2 and FMA.
  case avx2
  /// Native kernels of sixteen lanes: AVX-512.
  case avx512
  /// Native kernels of four lanes: AArch64.
  case neon

  /// Every engine that this machine can run, the fastest last.
  public static let available = allCases.filter(\.runsHere)

  /// The one that is used where none is asked for.
  public static let best = available.last!

  /// Whether this machine can run it.
  public var runsHere: Bool {
    switch self {
    case .blocked: true
    case .portable: PortableTier.kernels != nil
    case .avx2: AVX2Tier.kernels != nil
    case .avx512: AVX512Tier.kernels != nil
    case .neon: NEONTier.kernels != nil
    }
  }
}

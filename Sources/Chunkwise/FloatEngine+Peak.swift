import CDeltaKernels

extension FloatEngine {
  /// Multiply-adds on registers with the instructions of the engine: what no kernel can exceed.
  ///
  /// Returns how many flop `rounds` of them were; nothing of them depends on memory. OpenBLAS is held to the best tier.
  public func multiplyAdds(rounds: Int) -> Double {
    switch self {
    case .blocked: Self.best == .blocked ? PortableTier.here.peak(rounds) : Self.best.multiplyAdds(rounds: rounds)
    case .portable: PortableTier.here.peak(rounds)
    case .avx2: AVX2Tier.here.peak(rounds)
    case .avx512: AVX512Tier.here.peak(rounds)
    case .neon: NEONTier.here.peak(rounds)
    }
  }
}

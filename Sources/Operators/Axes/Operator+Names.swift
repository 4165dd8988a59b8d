/// The operators by name: the contract name in camel case.
extension Operator {
  /// Linear attention: no decay, no erase.
  public static let linearAttention = known("linear-attention")
  /// Mamba-2: a scalar decay, no erase.
  public static let mamba2 = known("mamba2")
  /// DeltaNet: the delta rule without decay.
  public static let deltanet = known("deltanet")
  /// Gated DeltaNet: the delta rule with a scalar decay.
  public static let gdn = known("gdn")
  /// Kimi Delta Attention: the delta rule with a decay for each channel.
  public static let kda = known("kda")
  /// Preconditioned DeltaNet.
  public static let pdn = known("pdn")
  /// Preconditioned Gated DeltaNet.
  public static let pgdn = known("pgdn")
  /// Preconditioned Kimi Delta Attention.
  public static let pkda = known("pkda")
  /// RetNet: a constant decay, no erase.
  public static let retnet = known("retnet")
  /// Gated linear attention: a decay for each channel, no erase.
  public static let gla = known("gla")
  /// Longhorn: the implicit update.
  public static let longhorn = known("longhorn")
  /// Normalised least mean squares: the projection onto what a token says.
  public static let nlms = known("nlms")
  /// EFLA: the exact flow of the delta rule for a time β.
  public static let efla = known("efla")
  /// Preconditioned Longhorn.
  public static let pLonghorn = known("p-longhorn")
  /// Mamba-2 with a preconditioned key.
  public static let keyPrecondMamba2 = known("key-precond-mamba2")
  /// Preconditioned linear attention: the query reads through a diagonal.
  public static let pla = known("pla")
  /// Preconditioned Mamba-2.
  public static let pMamba2 = known("p-mamba2")
  /// Preconditioned gated linear attention.
  public static let pgla = known("pgla")
  /// Comba: an erase with a gain of its own, before the decay, and a shifted query.
  public static let comba = known("comba")
  /// MesaNet: the query reads through a regularised Gram matrix.
  public static let mesanet = known("mesanet")
  /// Exact online least squares: the key writes through a regularised Gram matrix.
  public static let leastSquares = known("least-squares")
  /// Gated DeltaNet-2: a decay, an erase and a write for each channel.
  public static let gdn2 = known("gdn2")

  /// The row of ``all`` that must be there.
  private static func known(_ name: String) -> Operator { all.first { $0.name == name }! }
}

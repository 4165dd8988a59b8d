extension Claim {
  /// Every claim, in the order of the clauses.
  ///
  /// A new group is one line here. Source: `Specs/claims.md`.
  public static let all: [Claim] = [
    equivalences,
    chunkForms,
    diagonalPreconditioners,
    spectra,
    stability,
    linearAttention,
    convexProgram,
    lowRank,
    readings,
  ].flatMap { $0 }
}

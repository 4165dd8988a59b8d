extension Claim {
  /// Every claim, in the order of `Specs/claims.md`. A new group is one line here.
  public static let all: [Claim] = [
    equivalences,
    chunkForms,
    stability,
  ].flatMap { $0 }
}

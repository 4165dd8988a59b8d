import DeltaOperators

extension Judgement {
  /// The worst of several groups of equations, each with its own beginning of a sentence.
  static func worst(ofGroups groups: [(saying: String, equations: [Equation])]) -> Judgement {
    let judged = groups.map { Judgement.worst(of: $0.equations, saying: $0.saying) }
    guard var worst = judged.first else { return Judgement(holds: true) }
    for other in judged.dropFirst() where (other.worstRatio ?? 0) > (worst.worstRatio ?? 0) { worst = other }
    worst.holds = judged.allSatisfy(\.holds)
    worst.undecided = judged.compactMap(\.undecided).first
    worst.compared = judged.reduce(0) { $0 + ($1.compared ?? 0) }
    return worst
  }
}

extension Shape.Sequence {
  /// Where it lies in the request that holds it, as the beginning of a sentence.
  func placed(in shape: Shape) -> String {
    guard shape.cuSeqlens != nil else { return "row \(row)" }
    return tokens.isEmpty
      ? "the empty sequence \(index)"
      : "sequence \(index), tokens \(tokens.lowerBound) to \(tokens.upperBound - 1) of the pack,"
  }
}

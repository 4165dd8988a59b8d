import DeltaOperators
import DeltaRecords

extension GoldenRecipe {
  /// What the golden is for.
  public var record: GoldenEntry {
    let problem = request.problem
    return GoldenEntry(
      id: id, op: op.name, reason: reason, guards: guards, problem: problem.inWords,
      gradients: problem.gradientNames.map(\.rawValue), cotangents: problem.cotangents.keys.sorted().map(\.rawValue))
  }
}

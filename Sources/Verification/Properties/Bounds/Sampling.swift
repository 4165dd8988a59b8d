import DeltaRecurrences
import DeltaScalars

/// How much of what a tolerance draws is drawn: no bound exceeds that of the next (TOL-10).
public enum Sampling: Hashable, CaseIterable, Sendable {
  /// The samples that run side by side, of the token form alone.
  case sketch
  /// The samples that run side by side, of both models.
  case draft
  /// All samples of both models.
  case all
}

extension Tolerance {
  /// The two models of an implementation: token by token, and in chunks (TOL-2).
  var forms: [StateForm] {
    [.matrix, profile.solve == .inverse ? .inverted(chunk: chunk) : .deferred(chunk: chunk)]
  }

  /// The models that are drawn.
  func forms(_ sampling: Sampling) -> [StateForm] { sampling == .sketch ? [forms[0]] : forms }

  /// How many samples of each are drawn.
  func drawn(_ sampling: Sampling) -> Int { sampling == .all ? samples : min(Lanes.count, samples) }
}

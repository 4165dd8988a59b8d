import DeltaOperators

/// A convention that an implementation may follow in the place of the declared one (DIAG-1).
///
/// It is an edit of the question: who follows it answers the edited problem rightly.
struct Convention: Sendable {
  /// What a verdict says of the implementation.
  let words: String
  /// The problem that such an implementation solves; nil where the convention changes nothing or cannot be asked.
  let asked: @Sendable (Problem) -> Problem?
  /// Its answer as one to that problem: where it lies otherwise, or belongs to other variables.
  var answered: @Sendable (Outputs, Problem) -> Outputs = { outputs, _ in outputs }
  /// Whether gradients of the edited problem are those of the implementation.
  var hasGradients = true
  /// Other forms of the same convention, one of which an implementation may follow.
  var variants: [Convention] = []

  /// All that are tried, the commonest first; of two that nothing tells apart both are reported.
  static let all: [Convention] = heads + scales + bases + layouts + orders + norms + preconditioners + startingPoints
}

extension Convention {
  /// Another number in a setting or the like.
  static func setting(
    _ words: String, hasGradients: Bool = true, _ edit: @escaping @Sendable (inout Problem) -> Void
  ) -> Convention {
    Convention(words: words, asked: { $0.edited(edit) }, hasGradients: hasGradients)
  }
}

extension Problem {
  /// The problem after an edit; nil where it stays the same.
  func edited(_ edit: (inout Problem) -> Void) -> Problem? {
    var result = self
    edit(&result)
    return result == self ? nil : result
  }

  /// The same with the values of an input, if it is there, mapped one by one.
  mutating func map(_ name: InputName, _ transform: (Float) -> Float) {
    if let tensor = inputs[name] { inputs[name] = Tensor(tensor.shape, tensor.values.map(transform)) }
  }
}

extension Outputs {
  /// The same with the values of a gradient, if it is there, mapped one by one.
  mutating func map(_ name: GradientName, _ transform: (Float) -> Float) {
    if let tensor = self[name] { self[name] = Tensor(tensor.shape, tensor.values.map(transform)) }
  }
}

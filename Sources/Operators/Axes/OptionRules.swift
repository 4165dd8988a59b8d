/// Which options an operator has, and why it does not have the others (OP-V).
extension Options {
  /// The first setting that means nothing for an operator, with the reason; nil where all mean something.
  public func refusal(for axes: Axes) -> Refusal? {
    Self.rules.first { $0.refuses(self, axes) }.map { Refusal(setting: $0.setting, reason: $0.reason) }
  }

  /// A setting that is refused, by its exchange name, and why.
  public struct Refusal: Hashable, Sendable {
    /// The setting's exchange name.
    public let setting: String
    /// The reason, as the end of a sentence.
    public let reason: String
  }

  struct Rule: Sendable {
    let setting, reason: String
    let refuses: @Sendable (Options, Axes) -> Bool
  }

  /// The first rule that refuses gives its reason.
  static let rules: [Rule] = [
    Rule(setting: "write_key", reason: "only a squashed diagonal can be exchanged for the Sherman–Morrison form") {
      $0.writeKey != .squash && !$1.has(.squash)
    },
    Rule(setting: "write_key_factor", reason: "only a squashed diagonal B has such a factor") {
      $0.factor != .none && !$1.has(.squash)
    },
    Rule(setting: "write_key_factor", reason: "the Sherman–Morrison form already divides by 1 + kᵀ(p∘k)") {
      options, _ in options.factor != .none && options.writeKey == .shermanMorrison
    },
    Rule(setting: "write_key", reason: "without an erase there is no step to limit") {
      $0.writeKey != .squash && !$1.has(.erase)
    },
    Rule(setting: "write_key_factor", reason: "without an erase there is no step to limit") {
      $0.factor != .none && !$1.has(.erase)
    },
    Rule(setting: "write_key", reason: "the implicit gain would limit a step that is limited already") {
      $0.writeKey != .squash && $1.has(.implicitGain)
    },
    Rule(setting: "write_key_factor", reason: "the implicit gain already divides by 1 + β kᵀBk") {
      $0.factor != .none && $1.has(.implicitGain)
    },
    Rule(setting: "write_key_factor", reason: "β/(α + β kᵀBk) takes the place of a gain β, which is not this gain") {
      $0.factor == .weighted && $1.gain != .beta
    },
    Rule(setting: "write_key_factor", reason: "β/(α + β kᵀBk) needs one decay α for all channels") {
      $0.factor == .weighted && $1.has(.channelDecay)
    },
    Rule(setting: "solver", reason: "only a query that solves with a Gram matrix can be solved for step by step") {
      $0.gramSolve != .exact && !($1.has(.gram) && $1.has(.solvedQuery))
    },
    Rule(setting: "query_shift", reason: "the query is not shifted") {
      $0.queryShift != .normalised && !$1.has(.shift)
    },
  ]
}

extension Problem {
  /// Checks that the operator has the options, and that their numbers are legal.
  ///
  /// - Throws: ``ProblemError/setting(_:)``.
  func validateOptions() throws(ProblemError) {
    if let refusal = settings.options.refusal(for: op.axes) {
      throw .setting("Setting '\(refusal.setting)' does not fit operator \(op): \(refusal.reason); leave it out.")
    }
    guard case .conjugateGradient(let iterations, _, let eps) = settings.options.gramSolve else { return }
    guard (0...GramSolve.iterationLimit).contains(iterations) else {
      throw .setting("iterations is \(iterations); it must be from 0 to \(GramSolve.iterationLimit).")
    }
    guard eps > 0, eps.isFinite else { throw .setting("cg_eps is \(eps); it must be finite and positive.") }
  }
}

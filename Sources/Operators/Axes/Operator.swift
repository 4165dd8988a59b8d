/// A recurrence of the suite: a contract name and its place on the four axes.
public struct Operator: Hashable, Sendable {
  /// The name by which commands, files and results know it.
  public let name: String
  /// Its decay, gain, preconditioner and solve.
  public let axes: Axes
  /// The clause of `Specs/operators.md` that states its equation.
  public let clause: String

  init(_ name: String, _ decay: Decay, _ gain: Gain, _ preconditioner: Preconditioner, _ solve: Solve) {
    self.name = name
    axes = Axes(decay: decay, gain: gain, preconditioner: preconditioner, solve: solve)
    clause = "OP-" + name
  }

  /// The operators, bases first.
  public static let all: [Operator] = [
    Operator("linear-attention", .none, .one, .none, .offline),
    Operator("mamba2", .scalar, .one, .none, .offline),
    Operator("deltanet", .none, .beta, .none, .online),
    Operator("gdn", .scalar, .beta, .none, .online),
    Operator("kda", .channel, .beta, .none, .online),
    Operator("pdn", .none, .beta, .squashedDiagonal, .online),
    Operator("pgdn", .scalar, .beta, .squashedDiagonal, .online),
    Operator("pkda", .channel, .beta, .squashedDiagonal, .online),
    Operator("retnet", .constant, .one, .none, .offline),
    Operator("gla", .channel, .one, .none, .offline),
    Operator("longhorn", .none, .implicit, .none, .online),
    Operator("nlms", .none, .normalised, .none, .online),
    Operator("efla", .none, .exponential, .none, .online),
    Operator("p-longhorn", .none, .implicit, .squashedDiagonal, .online),
    Operator("key-precond-mamba2", .scalar, .one, .squashedDiagonal, .offline),
    Operator("pla", .none, .one, .diagonalQuery, .offline),
    Operator("p-mamba2", .scalar, .one, .diagonalQuery, .offline),
    Operator("pgla", .channel, .one, .diagonalQuery, .offline),
    Operator("comba", .scalar, .split, .shiftedQuery, .onlineBeforeDecay),
    Operator("mesanet", .scalar, .beta, .gramQuery, .offline),
    Operator("least-squares", .none, .one, .gramKey, .online),
    Operator("gdn2", .channel, .channel, .none, .online),
  ]

  /// The first eight: what drift reports show unless told otherwise.
  ///
  /// Their gain is one or β, and their preconditioner the squashed diagonal or none.
  public static let core: [Operator] = Array(all.prefix(8))

  /// The operator of a contract name.
  ///
  /// - Throws: ``ProblemError/unknownOperator(_:)`` naming the known ones.
  public static func named(_ name: String) throws(ProblemError) -> Operator {
    guard let found = all.first(where: { $0.name == name }) else { throw .unknownOperator(name) }
    return found
  }

  /// The operator that this one becomes without decay, if it has one: with α = 1, and, where the erase, channels or the query
  /// are treated apart, with β̃ = β, b = w = β and d = 0.
  public var ungated: Operator? {
    guard axes.decay != .none else { return nil }
    let wanted = Axes(
      decay: .none, gain: axes.has(.splitGain) || axes.has(.channelGain) ? .beta : axes.gain,
      preconditioner: axes.has(.shift) ? .none : axes.preconditioner,
      solve: axes.solve.erases ? .online : axes.solve)
    return Self.all.first { $0.axes == wanted }
  }
}

extension Operator {
  /// The operator under its own name with another solve; nil where that is no recurrence (OP-V), or no other one.
  package func solving(_ solve: Solve) -> Operator? {
    let other = Operator(name, axes.decay, axes.gain, axes.preconditioner, solve)
    return solve == axes.solve || other.axes.invalidity != nil ? nil : other
  }
}

extension Operator: CustomStringConvertible {
  /// The contract name.
  public var description: String { name }
}

import DeltaOperators
import DeltaScalars

/// A faulty implementation of the catalogue, or a right one of unusual form (`Specs/mutants.md`).
public struct Mutant: Sendable {
  /// Its name in commands and reports.
  public let id: String
  /// The real defects that it imitates, by their ids in the museum; none where it is ours.
  public let museum: [String]
  /// The edit, in words.
  public let what: String
  /// What inputs must have for it to show, besides what the operator must have; nil where ordinary ones do.
  public let condition: String?
  /// The clauses that may report it; none for a near miss.
  public let clauses: [String]
  /// The arithmetic that it declares.
  public let profile: Profile
  /// What an operator must have for it to matter.
  package let needs: [AxisTrait]
  /// The options that the edit is about; nil where it is about none.
  package let options: (@Sendable (Options) -> Bool)?
  private let chosen: [Operator]
  let variant: Variant

  /// A fault, tied to the museum's ids.
  init(
    _ fault: Fault, _ id: String, _ museum: [String], _ what: String, _ needs: [AxisTrait], _ clauses: [String],
    where condition: String? = nil, on chosen: [Operator] = [], style: Style = Style(),
    options: (@Sendable (Options) -> Bool)? = nil
  ) {
    self.init(Variant(fault, style: style), id, museum, what, needs, clauses, .fp32, condition, chosen, options)
  }

  init(
    _ variant: Variant, _ id: String, _ museum: [String], _ what: String, _ needs: [AxisTrait], _ clauses: [String],
    _ profile: Profile = .fp32, _ condition: String? = nil, _ chosen: [Operator] = [],
    _ options: (@Sendable (Options) -> Bool)? = nil
  ) {
    (self.variant, self.id, self.museum, self.what, self.needs) = (variant, id, museum, what, needs)
    (self.clauses, self.profile, self.condition, self.chosen) = (clauses, profile, condition, chosen)
    self.options = options
  }

  /// Whether it is a right implementation, which every check has to pass.
  public var isNearMiss: Bool { clauses.isEmpty }

  /// The implementation.
  public var subject: VariantSubject { VariantSubject((isNearMiss ? "near miss " : "mutant ") + id, variant) }

  /// Why it cannot matter to an operator; nil where it can.
  public func irrelevance(to op: Operator) -> String? {
    if let lacking = op.lacking(needs) { return lacking.sentence }
    guard let options else { return nil }
    return Options.tried(for: op.axes).contains(where: options) ? nil : "the operator does not have the option"
  }

  /// The operators to which it can matter.
  public var relevant: [Operator] { Operator.all.filter { irrelevance(to: $0) == nil } }

  /// A few operators that stand for all to which it can matter.
  public var representatives: [Operator] {
    chosen.isEmpty ? Array(Self.order.filter { irrelevance(to: $0) == nil }.prefix(2)) : chosen
  }

  /// Operators in which much comes together, first.
  private static let order: [Operator] =
    [.pgdn, .pkda, .comba, .mesanet, .gdn2, .pgla, .efla, .nlms, .pLonghorn, .retnet, .leastSquares, .kda]
    + Operator.all
}

extension Mutant {
  /// All faults, in the order of their themes.
  public static let faults: [Mutant] =
    gates + decays + heads + tokens + norms + solves + chunks + states + packs + preconditioners + gains + options
    + meetings + ranges + amplitudes + narrowings + gradients + gradientPaths + gradientEdges

  /// All near misses.
  public static let nearMisses: [Mutant] = forms + arithmetics

  /// The mutant or near miss of a name.
  ///
  /// - Throws: ``UnknownMutant`` naming the known ones.
  public static func named(_ id: String) throws(UnknownMutant) -> Mutant {
    guard let found = (faults + nearMisses).first(where: { $0.id == id }) else { throw UnknownMutant(name: id) }
    return found
  }
}

/// A mutant that is not in the collection.
public struct UnknownMutant: Error, CustomStringConvertible {
  let name: String

  /// One sentence.
  public var description: String {
    let hint = Spelling.hint(name, among: (Mutant.faults + Mutant.nearMisses).map(\.id))
    return "Unknown mutant '\(name)'\(hint); 'conform check --list' and Specs/mutants.md name them all."
  }
}

extension [String] {
  static let o = ["PAR-1"], state = ["PAR-2"], both = ["PAR-1", "PAR-2"], diagonal = ["PAR-3"]
  static let gradient = ["PAR-4"]
}

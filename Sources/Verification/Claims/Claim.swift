import DeltaRecords

/// What the examination of a claim concluded.
public struct Conclusion: Sendable {
  /// Whether the claim holds.
  public var outcome: ClaimOutcome
  /// How it was checked, or the first counterexample, in one sentence.
  public var detail: String
  /// The numbers behind it: witnesses, bounds, estimates.
  public var evidence: [String]

  /// Creates a conclusion.
  public init(_ outcome: ClaimOutcome, _ detail: String, evidence: [String] = []) {
    (self.outcome, self.detail, self.evidence) = (outcome, detail, evidence)
  }
}

/// A statement of the mathematics, the strength at which it is checked, and the faults that its check must notice.
///
/// A claim that cannot be refuted says nothing: every one carries faults, wrong versions of its own formula, and the
/// tests plant each and require a refutation. Source: `Specs/claims.md`.
public struct Claim: Sendable {
  /// The clause of `Specs/claims.md` that states it.
  public let id: String
  /// How strongly it is checked.
  public let strength: Strength
  /// The statement, in one line.
  public let statement: String
  /// The faults that can be planted, each in a few words; never empty.
  public let faults: [String]
  private let run: @Sendable (_ seed: UInt64, _ fault: String?) throws -> Conclusion

  /// States a claim; `examine` gets the seed and the fault to plant, if any.
  public init<F: RawRepresentable<String> & Sendable>(
    _ id: String, _ strength: Strength, _ statement: String, faults: [F],
    examine: @escaping @Sendable (_ seed: UInt64, _ fault: F?) throws -> Conclusion
  ) {
    (self.id, self.strength, self.statement) = (id, strength, statement)
    self.faults = faults.map(\.rawValue)
    run = { seed, fault in try examine(seed, fault.flatMap(F.init(rawValue:))) }
  }

  /// Checks the claim, or a broken version of it.
  ///
  /// - Throws: when the check could not be run.
  public func examine(seed: UInt64 = 1, planting fault: String? = nil) throws -> Conclusion {
    precondition(fault.map(faults.contains) ?? true, "Claim: \(id) has no fault '\(fault ?? "")'")
    return try run(seed, fault)
  }
}

extension Claim: CustomStringConvertible {
  /// Clause and strength, which together are unique.
  public var description: String { "\(id) (\(strength.rawValue))" }
}

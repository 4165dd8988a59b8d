import DeltaRecords

/// The JSON of `conform check`, schema `conform.check/1`.
public struct CheckDocument: Encodable {
  /// Version of this form.
  public let schema = "conform.check/1"
  /// The implementation under test.
  public let subject: String
  /// The profile by which it was judged.
  public let profile: String
  /// What it ran on.
  public let machine: Machine
  /// The seed of the run.
  public let seed: UInt64
  /// How many verdicts of each kind.
  public let summary: Summary
  /// How often the reference in double precision was enough, and how often an enclosure had to decide (ORA-1).
  public let oracle: [String: Int]
  /// Which profile the implementation behaves like, where that was asked.
  public let likeness: LikenessReport?
  /// The verdicts.
  public let results: [Row]

  /// Creates the document of a run.
  public init(
    subject: String, profile: String, machine: Machine, seed: UInt64, verdicts: [Verdict], oracle: [String: Int] = [:],
    likeness: LikenessReport? = nil
  ) {
    (self.oracle, self.likeness) = (oracle, likeness)
    (self.subject, self.profile, self.machine, self.seed) = (subject, profile, machine, seed)
    summary = Summary(verdicts)
    results = verdicts.map(Row.init)
  }

  /// How many verdicts of each kind.
  public struct Summary: Encodable, Equatable {
    /// Properties that hold.
    public var pass = 0
    /// Properties that are violated.
    public var fail = 0
    /// Properties that do not apply.
    public var outOfDomain = 0
    /// Properties that could not be judged.
    public var unable = 0

    /// Counts verdicts.
    public init(_ verdicts: [Verdict]) {
      for verdict in verdicts {
        switch verdict.outcome {
        case .pass: pass += 1
        case .fail: fail += 1
        case .outOfDomain: outOfDomain += 1
        case .unable: unable += 1
        }
      }
    }

    /// 0 all hold, 1 something fails, 3 unable to decide: some answer is absent, or nothing was judged at all.
    public var exitCode: Int32 { fail > 0 ? 1 : unable > 0 || pass == 0 ? 3 : 0 }
  }

  /// One verdict.
  public struct Row: Encodable {
    let property, clause, `operator`: String
    let outcome: Outcome
    let cases: Int
    let worstRatio: Double?
    let `where`: Location?
    let reason, replay: String?

    init(_ v: Verdict) {
      (property, clause, `operator`, outcome) = (v.property, v.clause, v.op, v.outcome)
      (cases, worstRatio, `where`, reason, replay) = (v.cases, v.worstRatio, v.location, v.reason, v.replay)
    }
  }
}

/// What a run ran on, as far as its numbers depend on it.
public struct Machine: Encodable, Sendable {
  /// The kernel set that OpenBLAS chose.
  public let core: String
  /// The processor architecture.
  public let architecture: String

  /// Records a machine.
  public init(core: String, architecture: String) { (self.core, self.architecture) = (core, architecture) }
}

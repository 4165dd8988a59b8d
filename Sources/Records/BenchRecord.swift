/// What `conform bench` measured, schema `conform.bench/1`: the one record whose numbers are times.
public struct BenchRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.bench/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// What it ran on, and what that could do at best while it ran.
  public let machine: BenchMachine
  /// What follows from the gates: a fast answer that is wrong fails.
  public let conclusion: Conclusion
  /// How many rows were judged right, wrong, and how many were disturbed.
  public let summary: Summary
  /// One operator in one direction on some threads.
  public let results: [BenchRow]
  /// Other implementations, timed in the same turns; nil where none was asked for.
  public let peers: [BenchPeer]?
  /// Tokens, chunk and head size varied one at a time, forwards; nil where no page was asked for.
  public let sweep: [BenchRow]?

  /// Counts and concludes.
  public init(machine: BenchMachine, results: [BenchRow], peers: [BenchPeer]? = nil, sweep: [BenchRow]? = nil) {
    (self.machine, self.results, self.peers, self.sweep) = (machine, results, peers, sweep)
    let rows = results + (sweep ?? [])
    summary = Summary(
      pass: rows.count { $0.gate.outcome == .pass }, fail: rows.count { $0.gate.outcome == .fail },
      disturbed: rows.count(where: \.disturbed))
    conclusion = Conclusion(fails: summary.fail > 0, decided: summary.pass > 0)
  }

  /// Counts of rows.
  public struct Summary: Hashable, Sendable, Codable {
    /// Those whose output is within its bounds.
    public let pass: Int
    /// Those whose output is not.
    public let fail: Int
    /// Those during which the machine did something else.
    public let disturbed: Int
  }
}

/// The machine of a benchmark and its limits, measured in the same run.
public struct BenchMachine: Hashable, Sendable, Codable {
  /// The kernel set that OpenBLAS chose.
  public let core: String
  /// The processor architecture.
  public let architecture: String
  /// The engine that was timed.
  public let tier: String
  /// The most threads of a row.
  public let threads: Int
  /// Multiply-adds in registers with the instructions of the engine, one thread.
  public let fmaPeakGFLOPs: Double
  /// The same for each engine that runs here.
  public let tiers: [Tier]
  /// OpenBLAS on a product of 1024×1024 matrices, one thread.
  public let sgemmPeakGFLOPs: Double
  /// Bytes read and written by copying 64 MiB, one thread.
  public let memoryGBPerSecond: Double

  /// Records limits.
  public init(
    machine: Machine, tier: String, threads: Int, fmaPeakGFLOPs: Double, tiers: [Tier], sgemmPeakGFLOPs: Double,
    memoryGBPerSecond: Double
  ) {
    (core, architecture, self.tier, self.threads) = (machine.core, machine.architecture, tier, threads)
    (self.fmaPeakGFLOPs, self.tiers) = (fmaPeakGFLOPs, tiers)
    (self.sgemmPeakGFLOPs, self.memoryGBPerSecond) = (sgemmPeakGFLOPs, memoryGBPerSecond)
  }

  /// The limit of one engine.
  public struct Tier: Hashable, Sendable, Codable {
    /// The engine.
    public let engine: String
    /// Multiply-adds in registers, one thread.
    public let fmaPeakGFLOPs: Double

    /// Records a limit.
    public init(engine: String, fmaPeakGFLOPs: Double) { (self.engine, self.fmaPeakGFLOPs) = (engine, fmaPeakGFLOPs) }
  }
}

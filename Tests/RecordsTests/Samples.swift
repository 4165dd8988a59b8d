import DeltaRecords

/// Records of every form: one in which every field is there, and one in which every field that may be absent is.
enum Samples {
  static let machine = Machine(core: "Haswell", architecture: "x86_64")

  static var place: Location {
    var place = Location(request: "gdn.tail-17", tensor: "o")
    (place.batch, place.sequence, place.head, place.token) = (0, 1, 2, 3)
    (place.chunkOffset, place.channel, place.firstToken) = (4, 5, 6)
    place.born = "wrong elements lie in head 2 alone"
    return place
  }

  static func verdict(_ outcome: Outcome, full: Bool) -> Verdict {
    var verdict = Verdict(property: "parity-o", clause: "PAR-1", op: "gdn", outcome: outcome, cases: 7)
    guard full else { return verdict }
    (verdict.worstRatio, verdict.location, verdict.reason) = (.infinity, place, "'o' is 3")
    verdict.ratioIsCeiling = true
    verdict.traits = ["holds with cumulative gate gradients (2 cases)"]
    (verdict.notJudged, verdict.expected, verdict.common) = (2, 1, "all have T = 17")
    verdict.failing = ["gdn.tail-17"]
    verdict.explained = ["the scale is applied twice"]
    verdict.errors = ErrorMap(
      request: "gdn.tail-17", tensor: "o", axis: .token, columns: [0, 1], end: 2, ratios: [[0, .infinity]], heads: 1)
    verdict.origin = Verdict.Origin(regime: "tail", why: "tails", guards: ["T01"])
    verdict.replay = "conform check --operator gdn"
    return verdict
  }

  static func check(full: Bool) -> CheckRecord {
    var requests = RequestCount()
    for (fate, count) in [
      (RequestCount.Fate.judged, 5), (.unanswered, 1), (.declined("K must be 128"), 2), (.declined("no pack"), 3),
    ] { for _ in 0..<count { requests.add(fate, to: "gdn", adapted: full && fate == .judged ? ["unpack"] : []) } }
    let expected = CheckRecord.Expected(
      property: full ? "parity-o" : nil, op: full ? "gdn" : nil, request: full ? "gdn.*" : nil, reason: "known",
      until: full ? "2.0" : nil, failing: 1, judged: 2)
    var request = CheckRecord.RequestRow(id: "gdn.tail-17", op: "gdn", regime: full ? "tail" : nil)
    if full {
      (request.status, request.reason, request.holding) = (.declined, "no pack", 3)
      (request.failing, request.unable) = (["parity-o"], ["split"])
      (request.worstProperty, request.worstRatio, request.ratioIsCeiling) = ("parity-o", .infinity, true)
    }
    let row = LikenessRecord.Row(
      profile: "bf16", holds: true, worstRatio: 0.5, typicalRatio: 1, interval: full ? [0.9, 1.1] : nil, onGrid: true,
      fitsBySize: true)
    let likeness = LikenessRecord(requests: 24, behavesLike: full ? "bf16" : nil, profiles: [row])
    return CheckRecord(
      subject: "mine", profile: "bf16", machine: machine, seed: 1,
      verdicts: [verdict(full ? .fail : .outOfDomain, full: full)], answered: requests, expected: [expected],
      oracle: CheckRecord.OracleUse(double: 9, enclosed: 1), likeness: full ? likeness : nil, requests: [request],
      interruptedOf: full ? 3 : nil)
  }

  static var power: PowerRecord {
    let rung = PowerRow.Rung(size: 0x1p-24, noticed: 2, relativeError: 0, allClose: 0)
    return PowerRecord(
      operators: ["gdn", "gdn", "pgdn"],
      results: [
        PowerRow(
          profile: "bf16", tensor: "o", place: .everywhere, requests: 3, refused: (1, [0, 2]), rungs: [rung])
      ])
  }

  static func captures(full: Bool) -> CapturesRecord {
    let match = CaptureRow.Match(profile: "fp32", holds: false, typicalRatio: 30, worstRatio: .infinity)
    return CapturesRecord(
      machine: machine,
      results: [
        CaptureRow(
          kernel: "chunk.bf16", declared: "bf16", requests: 3, profiles: [match], behavesLike: full ? "bf16" : nil,
          sameBySize: ["bf16"], leavesFP32: full ? place : nil)
      ],
      gradients: [
        GradientRow(
          kernel: "chunk.bf16", profile: "bf16", tensor: "dg", requests: 3, elements: 8, violations: 1, nonzeros: 2,
          largestNonzero: 1e-8, trait: full ? "cumulative gate gradients" : nil, holds: false, worstRatio: 1.5,
          typicalRatio: 1, relativeError: 0, worst: "gdn.tail-17 [0, 1]")
      ])
  }

  static func campaign(full: Bool) -> CampaignRecord {
    let failure = CampaignRecord.Failure(
      signature: "PAR-1.gdn", property: "parity-o", clause: "PAR-1", op: "gdn", number: 3, reason: "'o' is 3",
      problem: "gdn, T=1", values: ["q 1×1×1×1: 0.5"], tape: "3.1", replay: "conform fuzz replay 3.1",
      location: full ? place : nil, evaluations: 40, minimal: true,
      seen: [CampaignRecord.Seen(property: "parity-o", op: "gdn", cases: 2)])
    let row = CampaignRecord.ResultRow(
      op: "gdn", property: "parity-o", clause: "PAR-1", judged: 8, fail: 1, unable: 0,
      worstRatio: full ? .infinity : nil,
      ratioIsCeiling: full ? true : nil, worstCase: full ? 3 : nil)
    return CampaignRecord(
      subject: "mine", profile: "fp32", seed: 1, suite: "0.1.0", machines: ["Haswell x86_64"], goal: 9, judged: 80,
      silent: 1, unable: 0,
      operators: [CampaignRecord.OperatorRow(op: "gdn", cases: 9, gradients: 2, fail: 1, undecided: 0)],
      adapted: full ? [CheckRecord.Adapted(conversion: "unpack", requests: 3)] : nil,
      results: [row], failures: [failure], unexplained: 0, minimumCoverage: 0.5)
  }

  static func worst(full: Bool) -> WorstRecord {
    let row = WorstRecord.Row(
      op: "gdn", property: "parity-o", clause: "PAR-1", ratio: .infinity, holds: false, problem: "gdn, T=1",
      tape: "3.1",
      replay: "conform fuzz replay 3.1", step: 8)
    return WorstRecord(
      subject: "mine", profile: "fp32", seed: 1, steps: 16, work: full ? 4000 : nil, operators: ["gdn", "kda"],
      results: [row])
  }

  static func growth(full: Bool) -> GrowthRecord {
    let row = GrowthRecord.Row(
      op: "pdn", amplification: 1.5, perToken: 1.01, bound: full ? 2 : nil, holds: true, problem: "pdn, T=9",
      tape: "3.1", step: 8)
    return GrowthRecord(seed: 1, steps: 16, results: [row])
  }

  static func fuzz(full: Bool) -> FuzzRecord {
    FuzzRecord(
      subject: "mine", seed: 3, minimumCoverage: 0.5,
      summary: FuzzRecord.Summary(
        cases: 9, silent: 2, declined: 1, judged: 80, unable: 2, fail: 1, counterexamples: 1),
      declined: [CheckRecord.Declined(reason: "packs are not supported", requests: 1)],
      adapted: full ? [CheckRecord.Adapted(conversion: "unpack", requests: 3)] : nil,
      unable: [FuzzRecord.UnableReason(reason: "no answer", judgements: 2)],
      worst: full
        ? FuzzRecord.Worst(ratio: 2.5, ratioIsCeiling: true, property: "split", op: "gdn") : nil,
      results: [
        FuzzRecord.Counterexample(
          property: "split", clause: "REL-1", op: "gdn", reason: "…", worstRatio: full ? 2.5 : nil, problem: "gdn, T=2",
          tape: "3.1", replay: "conform fuzz replay 3.1", location: full ? place : nil, evaluations: 40,
          values: ["q 1×1×1×1: 0.5"], minimal: true, seen: ["PAR-1 parity-o, gdn"])
      ])
  }

  static func drift(full: Bool) -> DriftRecord {
    var record = DriftRecord(
      profile: "fp32", allowance: 4, seed: 3, tokens: 256, keyChannels: 8, valueChannels: 4, subjects: ["a", "bad"],
      exhibits: ["bad"])
    record.rows = [
      DriftRow(
        op: "gdn", regime: "no-decay", subject: "a", tokens: 256, relativeError: 1e-7, modelError: 1e-7,
        typicalRatio: .infinity, worstRatio: 0.5)
    ]
    record.series = [
      DriftSeries(
        op: "gdn", regime: "no-decay", subject: "a", finalError: 1e-7, slope: full ? 0.5 : nil,
        ratioSlope: full ? 0 : nil, finalRatio: 1, worstRatio: full ? 2 : 0.5, firstViolation: full ? 64 : nil)
    ]
    record.recursion = [
      RecursionRow(
        keys: "random", ridge: 1e-8, scalar: "float64", tokens: 9, relativeError: 1e-15, directBound: 1e-14,
        reciprocalCondition: 0.1)
    ]
    record.solver = [
      SolverRow(regime: "mild", start: "zero", eps: 1e-5, iterations: 2, tokens: 16, relativeError: 0.25)
    ]
    record.gaps = [DriftGap(op: "kda", regime: "no-decay", subject: "a", reason: "no file")]
    return record
  }

  static func list(full: Bool) -> ListRecord {
    ListRecord(
      operators: [
        ListRecord.Operator(
          name: "gdn", clause: "OP-gdn", decay: "scalar", gain: "beta", preconditioner: "none", solve: "online",
          options: ["write_key=reciprocal"],
          applies: [ListRecord.Application(property: "split", reason: full ? "no state" : nil)])
      ],
      properties: [ListRecord.Rule(name: "split", clause: "REL-1", summary: "…")], mutants: ["none"])
  }

  static func shown(full: Bool) -> ShowRecord {
    ShowRecord(
      file: "a.safetensors", description: full ? "{}" : nil,
      tensors: [ShowRecord.Tensor(name: "o", shape: [1, 2], values: full ? [1, .nan] : [.nan, .infinity])],
      slice: full
        ? ShowRecord.Slice(tensor: "o", axes: ["row", "token"], rows: [ShowRecord.Row(at: [0], values: [1, .nan])])
        : nil)
  }

  static func mutants(full: Bool) -> MutantsRecord {
    let trial = MutantsRecord.Trial(
      op: "gdn", killedBy: ["parity-o"], request: full ? "gdn.tail-2" : nil, reason: full ? "…" : nil,
      clauses: ["PAR-1"], fuzzCase: full ? "fuzz-3" : nil, fuzzReason: full ? "…" : nil)
    let row = MutantsRecord.Row(
      mutant: "scale-twice", museum: ["N04"], what: "…", condition: full ? "another scale" : nil, nearMiss: false,
      profile: "fp32", reportedBy: ["PAR-1"], trials: [trial])
    return MutantsRecord(seed: 1, results: [row], properties: ["split", "parity-o"])
  }

  static let golden = GoldenEntry(
    id: "gdn-tail", op: "gdn", reason: "…", guards: ["T01"], problem: "gdn, T=2", gradients: ["dq"], cotangents: ["do"])

  static func bench(full: Bool) -> BenchRecord {
    let row = BenchRow(
      op: "pgdn", pass: full ? "backward" : "forward", extents: [1, 2048, 8, 128, 128], chunk: 16, threads: 1,
      engine: "avx2", repetitions: 15, tokensPerSecond: 1e5, usefulGFLOPs: 60, shareOfFMAPeak: 0.6,
      shareQuartiles: [0.5, 0.7], fmaPeakGFLOPs: 100, timesForward: full ? 2.5 : nil, relativeError: 3e-7,
      gate: .init(ratio: full ? .infinity : 0.1), disturbed: !full)
    return BenchRecord(
      machine: BenchMachine(
        machine: machine, tier: "avx2", threads: 2, fmaPeakGFLOPs: 100,
        tiers: [.init(engine: "portable", fmaPeakGFLOPs: 50)], sgemmPeakGFLOPs: 90, memoryGBPerSecond: 20),
      results: [row],
      peers: full
        ? [
          BenchPeer(
            name: "ONNX Runtime 1.32.0", op: "gdn", threads: 1, tokensPerSecond: 2e4, shareOfFMAPeak: 0.2,
            timesOurs: 2.5,
            timesOursQuartiles: [2.25, 2.75])
        ] : nil, sweep: full ? [row] : nil)
  }

  /// Every form of record.
  static func all(full: Bool) -> [any Record] {
    let proof = ProveRecord.Row(
      claim: "EQ-1", strength: .exact, outcome: .holds, statement: "…", detail: "…", evidence: ["3"])
    let broken = BrokenRecord.Row(claim: "EQ-1", strength: .exact, fault: "sign", outcome: .refuted, detail: "…")
    return [
      check(full: full), shown(full: full), captures(full: full), fuzz(full: full), campaign(full: full),
      worst(full: full),
      growth(full: full),
      drift(full: full), list(full: full),
      mutants(full: full), bench(full: full),
      ProveRecord(seed: 1, results: [proof]), BrokenRecord(seed: 1, results: [broken]),
      RequestsRecord(requests: 3, folder: "out/requests"), GoldensWritten(goldens: 1, bytes: 2),
      GoldensVerified(goldens: 1, digests: 2, derived: 1, complaints: ["…"]), GoldenList([golden]), GoldenShown(golden),
      power, PackRecord(goldens: 1, bytes: 2, profiles: ["fp32"], folder: "pack"),
      ReferenceRecord(requests: 1, folder: "out"),
    ].map { (record: any Record) in
      var record = record
      record.provenance = Provenance(command: full ? "conform check" : nil)
      return record
    }
  }
}

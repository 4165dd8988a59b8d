import DeltaCampaigns
import DeltaChoiceTape
import DeltaChunkwise
import DeltaInputs
import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaScalars
import Testing

@Suite("FUZZ: campaigns") struct FuzzTests {
  static func campaign(_ subject: any Subject, seed: UInt64 = 1, operators: [Operator] = Operator.all) -> FuzzCampaign {
    // Two random signs cancel in all of n samples with probability 2^−n: at n = 8 some element of ten thousand has no spread at all.
    FuzzCampaign(
      seed: seed, checker: Checker(subject, Tolerance(.fp32, samples: 16)), operators: operators, maximumFailures: 1,
      shrinkBudget: ShrinkBudget(evaluations: 1500, seconds: 60))
  }

  @Test("GEN-4: every tape is a legal problem") func legal() throws {
    let generator = ProblemGenerator()
    for seed in 0..<300 {
      var tape = Tape(seed: UInt64(seed))
      try generator.draw(&tape).validate()
    }
    var empty = Tape(replaying: [])
    #expect(generator.draw(&empty).shape == Shape(T: 0, H: 1, HV: 1, K: 1, V: 1))
  }

  @Test("the built-in implementation survives, and cases are counted") func sound() throws {
    let report = try Self.campaign(ChunkwiseSubject()).run(cases: 40)
    #expect(report.cases == 40 && report.judged > 300)
    #expect(report.failures.isEmpty, "\(report.failures)")
  }

  static let planted = [
    "erase-before-decay", "w-without-gamma", "tail-gate-from-padding", "a-not-carried", "state-transposed",
    "gate-of-head-0",
  ]

  @Test("FUZZ-2: a planted bug is found, shrunk, and its replay line fails again", arguments: planted)
  func found(fault: String) throws {
    let campaign = try Self.campaign(Mutant.named(fault).subject, operators: [.pgdn])
    let failure = try #require(try campaign.run(cases: 256).failures.first)
    let (problem, findings) = try campaign.replay(Tape(text: failure.tape))
    #expect(problem == failure.problem)
    #expect(findings.contains { $0.isViolation && $0.property.clause == failure.clause })
    let s = problem.shape
    // Three tokens show an order, seventeen a second chunk; nothing needs more heads or channels than two.
    let needsSecondChunk = fault == "a-not-carried" || fault == "w-without-gamma"
    #expect(s.T <= (needsSecondChunk ? 17 : 3), "\(s)")
    #expect(s.K <= 2 && s.V <= 2 && s.HV <= 2, "\(s)")
  }

  @Test("EX-4: what shrinking asks counts among no conversions") func adapted() throws {
    let subject = AdaptedSubject(subject: try Mutant.named("own-token-unread").subject)
    let report = try Self.campaign(subject, operators: [.gdn]).run(cases: 8)
    #expect(report.failures.contains { $0.evaluations > 0 } && report.adapted == ["unpack": 8])
  }

  @Test("FUZZ-1: the same seed gives the same report") func deterministic() throws {
    let subject = try Mutant.named("gain-clamped").subject
    let reports = try (0..<2).map { _ in try Self.campaign(subject, seed: 3).run(cases: 64) }
    #expect(reports[0].failures.map(\.tape) == reports[1].failures.map(\.tape))
    #expect(reports[0].judged == reports[1].judged && reports[0].judged > 0)
  }

  /// Found by a campaign: a state of GDN-2 that is erased to nothing at every token (PAR-5).
  static let erased = "21.67.0.0.0.1.0.1.0.0.0.0.0.0.2.0.2"

  @Test("PAR-5: right chunks of any length pass where every token cancels", arguments: [10, 16, 24, 64, 128])
  func erasedToNothing(chunk: Int) throws {
    let campaign = Self.campaign(ChunkwiseSubject(chunk: chunk))
    let (problem, findings) = try campaign.replay(Tape(text: Self.erased))
    #expect(problem.op == .gdn2 && problem.shape.T == 67 && findings.contains { $0.judgement != nil })
    let wrong = findings.filter(\.isViolation).map(\.property.name)
    #expect(wrong == [], "\(wrong)")
    // Most of these hold under the chunk of another length, and say so.
    if chunk == 24 {
      #expect(findings.contains { $0.judgement?.found == .longChunks(67) })
    }
  }

  /// Found by a search on a near miss (CAMP-7): keys of 10⁻⁴ times decays of 10⁻⁴ vanish in fp16, write keys of 4,000 do not.
  @Test("TOL-2: a right chunk form in fp16 may decay either factor of a product") func eitherFactor() throws {
    let op = try Operator.named("pgdn")
    let subject = try Mutant.named("fp16").subject
    let campaign = FuzzCampaign(seed: 1, checker: Checker(subject, Tolerance(.fp16)), operators: [op])
    let (problem, findings) = try campaign.replay(
      Tape(
        text: "0.61404.0.3.29.24.0.17.25467.3.0.47842.4.17452.16.21165.4871.36339.0.1.43.30584.2.29.18.27.1."
          + "38098.31.77.54.65"))
    #expect(problem.settings.options.factor == .reciprocal)
    #expect(try #require(problem.inputs[.k]).values.allSatisfy { abs($0) < 1e-3 })
    #expect(findings.filter(\.isViolation).map(\.property.name) == [])
    #expect(findings.contains { $0.property.name == "parity-state" && $0.judgement?.worstRatio ?? 0 > 0 })
  }

  /// Found by a campaign on a kernel of ejkernel, where what sums leave is common to all tokens and adds up in dA_log, and by a
  /// search on the near miss, which takes pairs below a gate of its own.
  @Test(
    "GRAD-14: dA_log may be made of the sums that dg is made of, where decays leave something",
    arguments: [
      ("gdn", "0.77.0.15.0.0.1.0.1.0.2.0.1.5.6.1.2.15094.3.26.3.25.3.5.2.1.19.13.30"),
      (
        "comba",
        "0.17.122.1.11.43915.1.801.129.14.1.40917.106.1.114.3.36.1.106.25.54017."
          + "73.0.16.2.12.58.7.51.3.13.132.64189.32079.44.2.12586.46.15.30203"
      ),
      (
        "gdn",
        "0.3.2772.0.14.15248.22995.4.56237.26.13.23201.27.15.7.3.14345.0.0.26.3.64690.93.3.120.0.17.0.1.19030.3.55159.4.18845."
          + "23.4.55429.129.21.30"
      ),
      (
        "kda",
        "0.1.32972.1.107.117.1.7.4.1.123.1.0.31.24.0.0.2.1.16.34816.104.0.46.2.53604.0.49432.1.3.1.1.50952.2.35407.37117.3.3."
          + "62454.90"
      ),
    ])
  func ratesOfSums(op: String, tape: String) throws {
    let subject = try Mutant.named("suffix-sums-of-rates").subject
    let campaign = try FuzzCampaign(
      seed: 1, checker: Checker(subject, Tolerance(.fp32)), operators: [Operator.named(op)])
    let (_, found) = try campaign.replay(Tape(text: tape))
    #expect(found.filter(\.isViolation).map(\.property.name) == [])
    // By pairs alone it does not hold.
    #expect(found.contains { $0.property.name == "parity-dA_log" && $0.judgement?.found == .ownGateGradients })
  }

  /// Found by a search: dλ = −gain²·dgain of a faint key comes near the end of float32, and factors in another order pass it.
  @Test("TOL-12: what nearly leaves the range may leave it") func nearTheEnd() throws {
    let tape =
      "0.10.113.0.2.28.62.2.13.12.22635.44690.50319.13448.15.54.65068.26.39353.1.1.42.4.4870.1.2160.7.11791.119.34671.63204.18.0.1."
      + "33663.12.64.24.31"
    for subject in [ChunkwiseSubject() as any Subject, try Mutant.named("plain").subject] {
      let campaign = FuzzCampaign(seed: 1, checker: Checker(subject, Tolerance(.fp32)), operators: [.nlms])
      let (problem, found) = try campaign.replay(Tape(text: tape))
      #expect(problem.op == .nlms && !problem.cotangents.isEmpty)
      #expect(found.filter(\.isViolation).map(\.property.name) == [])
      #expect(found.contains { if case .outOfDomain(let why) = $0.result { why.contains("range") } else { false } })
    }
  }

  /// Found by a campaign on a near miss: keys of 10⁻⁵ to 10⁻¹² are others once they are rounded to fp16.
  @Test("TOL-2: inputs below the normal numbers of their format come rounded or as they are") func faintInputs() throws
  {
    let campaign = FuzzCampaign(
      seed: 1, checker: Checker(try Mutant.named("fp16").subject, Tolerance(.fp16)), operators: [.kda])
    let tape = "0.3.0.6.0.0.0.0.0.1.0.0.0.3.1.0.1.0.0.0.0.24.0.0.0.0.0.0.0.0.0.6.0.14"
    let (problem, found) = try campaign.replay(Tape(text: tape))
    #expect(problem[.k].values.contains { $0 != 0 && $0.magnitude < 1e-7 })
    #expect(found.filter(\.isViolation).map(\.property.name) == [])
    #expect(found.contains { $0.property.name == "parity-o" && $0.judgement?.worstRatio ?? 0 > 0 })
  }

  /// Found by a search: conjugate gradients with an ε are not linear in the query, so a scale that comes last is another function.
  @Test("a scale that comes last is none where a solver has an ε") func scaleLast() throws {
    let subject = try Mutant.named("scale-last").subject
    let campaign = FuzzCampaign(seed: 1, checker: Checker(subject, Tolerance(.fp32)), operators: [.mesanet])
    let tape =
      "0.117.20202.1.10.14808.30.50.3.2.64490.15959.9.47471.0.3.1.103.53858.4.11.55903.2.5266.139.35.0.1.19.30.17.4.3.9.39.2179.27"
    let (problem, found) = try campaign.replay(Tape(text: tape))
    #expect(problem.settings.options.gramSolve != .exact && problem.settings.scale != nil)
    #expect(found.filter(\.isViolation).map(\.property.name) == [])
  }

  /// Found by a campaign on a near miss: a relation cuts 82 tokens elsewhere than the model of cumulative decays does.
  @Test("PAR-5: cumulative decays hold in relations that cut a long sequence") func cumulativeInLongChunks() throws {
    let op = try Operator.named("pgdn")
    let subject = try Mutant.named("cumulative-decays").subject
    let campaign = FuzzCampaign(seed: 1, checker: Checker(subject, Tolerance(.fp32)), operators: [op])
    let (problem, findings) = try campaign.replay(Tape(text: "0.82.0.1.0.0.0.0.0.0.0.0.0.0.5.0.0.0.0.0.0.0.0.0.0.3"))
    #expect(problem.op == op && problem.shape.T == 82)
    #expect(findings.filter(\.isViolation).map(\.property.name) == [])
    #expect(findings.contains { if case .inChunks(_, 82)? = $0.judgement?.found { true } else { false } })
  }
}

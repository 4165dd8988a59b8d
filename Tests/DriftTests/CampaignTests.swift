import DeltaDrift
import DeltaOperators
import DeltaScalars
import Testing

/// A campaign small enough for a test: every operator and regime, 64 tokens.
let tiny = DriftCampaign(tokens: 64, keyChannels: 8, valueChannels: 4, seed: 7)

@Suite("DRIFT-1: the long problems")
struct LongProblemTests {
  @Test("are valid and have names of their own") func valid() throws {
    let requests = tiny.requests()
    #expect(requests.count == 29)
    #expect(Set(requests.map(\.id)).count == requests.count)
    for request in requests { try request.problem.validate() }
  }

  @Test("hold bf16 numbers only") func representable() {
    for request in tiny.requests() {
      for (name, tensor) in request.problem.inputs where name != .logATKScale {
        #expect(tensor.values.allSatisfy { Format.bf16.contains(Double($0)) }, "\(request.id) \(name)")
      }
    }
  }

  @Test("differ between operators, regimes and seeds, and not between runs") func streams() {
    let keys = tiny.requests().map { $0.problem[.k] }
    #expect(Set(keys).count == keys.count)
    #expect(tiny.requests() == tiny.requests())
    let other = DriftCampaign(tokens: 64, keyChannels: 8, valueChannels: 4, seed: 8)
    #expect(zip(keys, other.requests()).allSatisfy { $0 != $1.problem[.k] })
  }

  @Test("gate as their regime says", arguments: DriftRegime.allCases) func gates(_ regime: DriftRegime) throws {
    let campaign = DriftCampaign(tokens: 256, operators: [.gdn], regimes: [regime])
    let problem = try #require(campaign.requests().first).problem
    let mean = problem[.g].values.reduce(0, +) / 256
    let expected: ClosedRange<Float> =
      switch regime {
      case .noDecay: 0...0
      case .slowDecay, .nearCollinear: -0.0012...(-0.0008)
      case .mildDecay: -0.11...(-0.09)
      case .strongDecay: -8...(-7)
      }
    #expect(expected.contains(mean))
  }
}

@Suite("DRIFT-2 to DRIFT-5: a campaign")
struct CampaignTests {
  @Test("has a row for each problem, subject and window") func rows() throws {
    let result = try tiny.run([.token, .bf16State])
    // 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64.
    #expect(result.rows.count == 29 * 2 * 12)
    #expect(result.series.count == 29 * 2)
    #expect(result.gaps.isEmpty)
    #expect(result.operators == Operator.core.map(\.name))
    #expect(result.regimes(of: "deltanet") == ["no-decay", "near-collinear"])
    #expect(result.rows.prefix(12).map(\.tokens) == [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64])
  }

  @Test("gives the same numbers twice") func deterministic() throws {
    #expect(try tiny.run([.token]).rows == tiny.run([.token]).rows)
  }

  @Test("lets the float32 token form stay within its bounds everywhere") func honest() throws {
    for series in try tiny.run([.token]).series {
      #expect(series.worstRatio < 1, "\(series.op) \(series.regime)")
      #expect(series.firstViolation == nil)
      #expect((0.05..<4).contains(series.finalRatio), "\(series.op) \(series.regime): \(series.finalRatio)")
    }
  }

  @Test("sees a state in bf16 exceed its bounds, and its error grow where nothing is forgotten") func planted() throws {
    let result = try DriftCampaign(
      tokens: 1024, keyChannels: 8, valueChannels: 4, operators: [.linearAttention]
    ).run([.bf16State])
    let series = try #require(result.series.first)
    #expect(series.worstRatio > 100)
    #expect(series.firstViolation != nil)
    let ratios = result.rows.map(\.typicalRatio)
    #expect(ratios.allSatisfy { $0 > 1 })
    #expect(series.growth != .flat)
  }

  @Test("records what was not answered, and why") func gaps() throws {
    let campaign = DriftCampaign(tokens: 4, operators: [.gdn], regimes: [.mildDecay])
    for (response, words) in Unhelpful.cases {
      let result = try campaign.run([DriftSubject(Unhelpful(response: response))])
      #expect(result.rows.isEmpty)
      #expect(try #require(result.gaps.first).reason.contains(words))
    }
  }

  @Test("counts a NaN as infinitely wrong, in its own window only") func notFinite() throws {
    let result = try DriftCampaign(
      tokens: 8, operators: [.gdn], regimes: [.mildDecay]
    ).run([DriftSubject(NaNAtToken(token: 2))])
    #expect(result.rows.map { $0.worstRatio == .infinity } == [false, false, true, false, false, false])
    #expect(result.series.first?.firstViolation == 3)
  }

  @Test("asks a subject that prefers batches once") func batches() throws {
    let recorder = Batcher()
    let result = try tiny.run([DriftSubject(recorder)])
    #expect(recorder.calls.value == [29])
    #expect(result.rows == (try tiny.run([DriftSubject(TokenSubject(), label: "batcher")]).rows))
  }
}

import DeltaInputs
import DeltaOperators
import DeltaRecords
import DeltaScalars
import Testing

@testable import DeltaProperties

/// One cause is reported once, and what failing cases share is said.
@Suite("CAUSE: causes apart from consequences") struct CauseTests {
  static let shape = Shape(B: 2, T: 7, H: 2, HV: 4, K: 3, V: 2)

  static func findings(
    _ subject: FloatSubject, gradients: Bool = false, properties: [any Property] = Catalogue.all
  ) throws -> [Finding] {
    var problem = sample(.pgdn, shape)
    if gradients { problem.cotangents[.o] = Tensor(problem.expectedShape(of: .o), repeating: 0.5) }
    return try Checker(subject, Tolerance(.fp32), properties: properties).check([Request(id: "base", problem: problem)])
  }

  @Test("CAUSE-1: a NaN fails WELL-2 and nothing else, and what was not judged says where to look") func notFinite()
    throws
  {
    let findings = try Self.findings(FloatSubject(spoil: { $1[.o]!.values[3] = .nan }))
    #expect(findings.filter(\.isViolation).map(\.property.clause) == ["WELL-2"])
    let silenced = findings.compactMap { if case .silenced(let why) = $0.result { why } else { nil } }
    #expect(silenced.count > 10 && silenced.allSatisfy { $0 == "not judged: see finite (WELL-2)" })
    // What is done to the inputs has nothing to do with it.
    #expect(findings.contains { $0.property.clause == "WELL-3" && $0.judgement?.holds == true })
    // Whoever does not ask for finite numbers hears of the NaN from what is judged.
    let parity = Catalogue.all.filter { $0.clause == "PAR-1" }
    #expect(try Self.findings(FloatSubject(spoil: { $1[.o]!.values[3] = .nan }), properties: parity)[0].isViolation)
  }

  @Test("CAUSE-1: an absent tensor fails WELL-1 and nothing else") func absent() throws {
    let findings = try Self.findings(FloatSubject(spoil: { $1[.ht] = nil }))
    #expect(findings.filter(\.isViolation).map(\.property.clause) == ["WELL-1"])
    #expect(!findings.contains { if case .unable = $0.result { true } else { false } })
  }

  @Test("CAUSE-1: a linear but wrong answer fails parity, and no relation is judged by bounds that are not its own")
  func relations() throws {
    let findings = try Self.findings(FloatSubject(spoil: { $1[.o]!.values = $1[.o]!.values.map { 1.5 * $0 } }))
    #expect(findings.filter(\.isViolation).map(\.property.clause) == ["PAR-1"])
    let bits = findings.filter { $0.property.stage == .bits && $0.property.outOfDomain($0.op) == nil }
    #expect(bits.contains { $0.property.clause == "REL-2" && $0.judgement?.holds == true })
  }

  @Test("CAUSE-1: a wrong gradient says nothing against outputs, nor the other way round") func parts() {
    for later in Stage.allStages {
      #expect(!Stage.apart.waits(for: later) && !later.waits(for: .apart) && !later.waits(for: later))
    }
    #expect(
      Stage.relations.waits(for: .values) && !Stage.relations.waits(for: .bits) && !Stage.bits.waits(for: .values))
    #expect(Stage.bits.waits(for: .numbers) && Stage.values.waits(for: .form))
    var causes = Causes()
    causes.note(Finite.outputs, .judged(Judgement(holds: false)))
    #expect(causes.reason(against: Parity.outputs[0]) != nil && causes.reason(against: Parity.gradients[0]) == nil)
  }

  @Test("a case that cannot be measured does not hide one that can") func beside() throws {
    let bases = ["a", "b"].map { Request(id: $0, problem: sample(.gdn, Self.shape)) }
    func finding(_ id: String, _ ratio: Double, _ reason: String) -> Finding {
      Finding(
        property: Parity.outputs[0], op: .gdn, request: id,
        result: .judged(Judgement(holds: false, worstRatio: ratio, reason: reason)))
    }
    let verdict = Verdict.summarising(
      [finding("a", .infinity, "not a number"), finding("b", 3, "off by 3")], of: bases)[0]
    #expect(verdict.reason == "2 of 2 cases: not a number (a); and where it can be measured, off by 3 (b)")
  }

  static func request(_ id: String, _ shape: Shape, _ settings: Settings = Settings()) -> Request {
    Request(id: id, problem: sample(.gdn, shape, settings))
  }

  static let equal = [Shape(T: 5, H: 1, K: 3, V: 2), Shape(T: 64, H: 2, K: 3, V: 2), Shape(T: 9, H: 2, K: 3, V: 2)]
  static let square = [Shape(T: 5, H: 1, K: 2, V: 2), Shape(T: 64, H: 2, K: 3, V: 3), Shape(T: 9, H: 2, K: 4, V: 4)]

  @Test("CAUSE-2: what failing cases share and no other has is said", arguments: 0..<4) func common(number: Int) throws
  {
    let (failing, holding, words): ([Shape], [Shape], String) = [
      (
        [Shape(T: 9, H: 1, HV: 2, K: 3, V: 2), Shape(T: 64, H: 2, HV: 6, K: 3, V: 2)], Self.equal,
        "have more value heads than key heads"
      ),
      (
        [Shape(T: 9, H: 1, K: 3, V: 2, cuSeqlens: [0, 2, 9]), Shape(T: 5, H: 1, K: 3, V: 2, cuSeqlens: [0, 5])],
        Self.equal, "are packed"
      ),
      ([Shape(T: 9, H: 1, K: 3, V: 2), Shape(T: 64, H: 1, K: 2, V: 4)], Self.square, "have K ≠ V"),
      (
        [Shape(B: 3, T: 9, H: 1, K: 3, V: 2), Shape(B: 4, T: 64, H: 1, K: 3, V: 2)], Self.equal,
        "have three or more batch rows"
      ),
    ][number]
    let bad = failing.enumerated().map { Self.request("bad\($0.offset)", $0.element) }
    let good = holding.enumerated().map { Self.request("good\($0.offset)", $0.element) }
    let sentence = Commonality.sentence(failing: bad, holding: good)
    #expect(sentence?.hasPrefix("all 2 failing cases, and none of the 3 that hold, ") == true)
    #expect(sentence?.contains(words) == true, "\(sentence ?? "nothing")")
  }

  @Test("CAUSE-2: two features together, where neither tells alone") func pair() throws {
    let bad = [Shape(B: 2, T: 9, H: 1, HV: 2, K: 3, V: 2), Shape(B: 2, T: 64, H: 1, HV: 2, K: 3, V: 2)]
    let good = [Shape(B: 2, T: 9, H: 1, K: 3, V: 2), Shape(T: 64, H: 1, HV: 2, K: 3, V: 2)]
    let sentence = Commonality.sentence(
      failing: bad.enumerated().map { Self.request("b\($0.offset)", $0.element) },
      holding: good.enumerated().map { Self.request("g\($0.offset)", $0.element) })
    #expect(
      sentence?.contains("have more value heads than key heads and have several") == true, "\(sentence ?? "nothing")")
  }

  @Test("CAUSE-2: a feature that all failing cases have and few others, where chance does not explain it") func only() {
    func cases(_ name: String, _ T: Int, _ count: Int) -> [Request] {
      (0..<count).map { Self.request("\(name)\($0)", Shape(T: T + 2 * $0, H: 1, K: 3, V: 2)) }
    }
    let sentence = Commonality.sentence(
      failing: cases("bad", 67, 8), holding: cases("good", 67, 4) + cases("short", 1, 30))
    #expect(
      sentence == "only cases that have a sequence of more than 64 tokens fail, 8 of 12, and none of the 30 others")
    // Two among nine of 34 are nothing.
    #expect(
      Commonality.sentence(failing: cases("bad", 67, 2), holding: cases("good", 67, 7) + cases("short", 9, 25)) == nil)
  }

  @Test("CAUSE-2: nothing is said where nothing tells them apart, nor of one case") func silence() {
    let same = (0..<4).map { Self.request("r\($0)", Self.equal[0]) }
    #expect(Commonality.sentence(failing: Array(same[..<2]), holding: Array(same[2...])) == nil)
    #expect(Commonality.sentence(failing: [same[0]], holding: [Self.request("x", Self.equal[1]), same[1]]) == nil)
    #expect(Commonality.sentence(failing: Array(same[..<2]), holding: []) == nil)
  }
}

extension Stage {
  fileprivate static let allStages: [Stage] = [.apart, .form, .numbers, .values, .bits, .relations]
}

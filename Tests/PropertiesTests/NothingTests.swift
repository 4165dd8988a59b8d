import DeltaOperators
import DeltaRecords
import DeltaScalars
import Testing

@testable import DeltaProperties

/// What was judged on nothing, or under a bound that is not finite, is never a pass.
@Suite("Judged on nothing") struct NothingTests {
  static func verdicts(_ subject: some Subject, _ problem: Problem) throws -> [String: Verdict] {
    let request = Request(id: "base", problem: problem)
    let findings = try Checker(subject, Tolerance(.fp32)).check([request])
    return Dictionary(uniqueKeysWithValues: Verdict.summarising(findings, of: [request]).map { ($0.property, $0) })
  }

  @Test("PAR-1: without a token there is no case of o, and there is one of the state") func noToken() throws {
    let verdicts = try Self.verdicts(FloatSubject(), sample(.pgdn, Shape(T: 0, H: 1, K: 3, V: 2)))
    let (o, state) = (try #require(verdicts["parity-o"]), try #require(verdicts["parity-state"]))
    #expect(o.outcome == .outOfDomain && o.cases == 0 && o.reason == "nothing to compare: 'o' has no element")
    #expect(state.outcome == .pass && state.cases == 1)
  }

  @Test("an equation between nothing and nothing is no case") func noElement() {
    let request = Request(id: "base", problem: sample(.gdn, Shape(T: 0, H: 1, K: 3, V: 2)))
    let nothing = Equation(request: request, tensor: .output(.o), found: [], expected: [], bound: [])
    let result = Finding.result(.worst(of: [nothing], saying: "nothing"))
    guard case .outOfDomain(let why) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(why.hasPrefix("nothing to compare"))
  }

  @Test("WELL-3: where the subject cannot tell, it is out of domain") func untold() throws {
    struct Recorded: Subject {
      let name = "recorded"
      func respond(to requests: [Request]) throws -> [Response] {
        try FloatSubject().respond(to: requests).map { response in
          guard case .ok(var outputs) = response else { return response }
          outputs.modifiedInputs = nil
          return .ok(outputs)
        }
      }
    }
    let verdict = try #require(
      try Self.verdicts(Recorded(), sample(.gdn, Shape(T: 3, H: 1, K: 3, V: 2)))["inputs-untouched"])
    #expect(verdict.outcome == .outOfDomain && verdict.reason?.contains("made earlier") == true)
  }

  /// A scale at which the squares of the spread overflow.
  static let huge = sample(.gdn, Shape(T: 3, H: 1, K: 3, V: 2), Settings(scale: 1e200))

  @Test("a bound that is not finite is no pass, and beyond the range of float32 (TOL-12)") func unbounded() throws {
    let wrong = FloatSubject(spoil: { p, out in
      if !out[.o]!.values.isEmpty { out[.o]!.values = out[.o]!.values.map { _ in 7 } }
    })
    for subject in [FloatSubject(), wrong] {
      let o = try #require(try Self.verdicts(subject, Self.huge)["parity-o"])
      #expect(o.outcome == .outOfDomain && o.reason?.contains("'scale' of base is 1e+200") == true, "\(o)")
    }
  }

  @Test("what overflows in the formats of its profile is out of domain, and decided where it does not") func overflow()
    throws
  {
    func outcome(_ profile: Profile) throws -> Outcome? {
      var problem = sample(.gdn, Shape(T: 3, H: 1, K: 3, V: 2))
      problem[.v].values = problem[.v].values.map { 0x1p20 * $0 }
      let request = Request(id: "base", problem: problem)
      let subject = ModelSubject(profile)
      return Verdict.summarising(try Checker(subject, Tolerance(profile)).check([request]), of: [request])
        .first { $0.property == "parity-o" }?.outcome
    }
    #expect(try outcome(.fp16) == .outOfDomain)
    #expect(try outcome(.bf16) == .pass)
  }

  @Test("equal sides hold without a bound, where they are numbers; what is not equal, or no number, is measured by one")
  func equalSides() throws {
    let request = Request(id: "base", problem: sample(.gdn, Shape(T: 1, H: 1, K: 3, V: 2)))
    func judged(_ found: [Double], _ expected: [Double], isPartial: Bool = false) -> (Judgement, asked: Bool) {
      var asked = false
      func bound() -> [Double] {
        asked = true
        return [1, 1]
      }
      let equation = Equation(
        request: request, tensor: .output(.o), found: found, expected: expected, bound: bound(), isPartial: isPartial)
      return (.worst(of: [equation], saying: "equal"), asked)
    }
    let equal = judged([1, -2], [1, -2])
    #expect(equal.0.holds && equal.0.worstRatio == 0 && equal.0.compared == 2 && !equal.asked)
    let near = judged([1, -2], [1, -2.5])
    #expect(near.0.holds && near.0.worstRatio == 0.5 && near.asked)
    for bad in [Double.infinity, .nan] {
      let same = judged([bad, 0], [bad, 0])
      #expect(!same.0.holds && same.asked, "\(bad)")
    }
    #expect(judged([1, -2], [1, -2], isPartial: true).asked, "which elements are the equation's, the bound says")
  }

  @Test("an element with a finite bound is still judged beside one without") func beside() throws {
    let request = Request(id: "base", problem: sample(.gdn, Shape(T: 1, H: 1, K: 3, V: 2)))
    func outcome(_ found: [Double], isPartial: Bool = false) -> Finding.Result {
      let equation = Equation(
        request: request, tensor: .output(.o), found: found, expected: [0, 0], bound: [.infinity, 1],
        isPartial: isPartial)
      return Finding.result(.worst(of: [equation], saying: "beside"))
    }
    guard case .unable = outcome([9, 0]), case .judged(let wrong) = outcome([9, 9]),
      case .judged(let partial) = outcome([9, 0], isPartial: true)
    else {
      Issue.record("\(outcome([9, 0])) \(outcome([9, 9])) \(outcome([9, 0], isPartial: true))")
      return
    }
    #expect(!wrong.holds && partial.holds && partial.compared == 1)
  }
}

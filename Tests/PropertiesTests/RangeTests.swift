import DeltaChunkwise
import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaProperties

/// Where the numbers of a profile do not suffice, nobody is wrong.
@Suite("TOL-12: beyond the range of a profile") struct RangeTests {
  static let wrong = FloatSubject(spoil: { p, out in out[.o]!.values = out[.o]!.values.map { _ in 7 } })

  static func problem(_ op: String, _ settings: Settings = Settings(), _ change: (inout Problem) -> Void = { _ in })
    throws -> Problem
  {
    var p = sample(try .named(op), Shape(T: 4, H: 1, K: 3, V: 2), settings)
    change(&p)
    try p.validate()
    return p
  }

  static func excessive() throws -> [(name: String, problem: Problem, says: String)] {
    [
      (
        "a huge scale", try problem("gdn", Settings(scale: 1e200)),
        "'scale' of base is 1e+200, which fp32 does not hold"
      ),
      (
        "huge keys",
        try problem("deltanet") { p in p[.k].values = p[.k].values.map { $0 * 1e20 } },
        "a sum, product or function value"
      ),
      (
        "keys whose square is nothing",
        try problem("nlms", Settings(l2norm: .none)) { p in p[.k].values = p[.k].values.map { $0 * 1e-20 } },
        "beyond the range of the profile fp32"
      ),
      ("a huge bound of B", try problem("pgdn", Settings(x: 1e308)), "'x' of base is 1e+308"),
      ("an ε that is nothing", try problem("pgdn", Settings(eps: 1e-300)), "'eps' of base is 1e-300"),
    ]
  }

  @Test("it is out of domain with the reason, and nothing fails", arguments: 0..<5) func outOfDomain(i: Int) throws {
    let (name, problem, sentence) = try Self.excessive()[i]
    for subject in [ChunkwiseSubject(), Self.wrong, FloatSubject()] as [any Subject] {
      let requests = [Request(id: "base", problem: problem)]
      let findings = try Checker(subject, Tolerance(.fp32)).check(requests)
      let found = Verdict.summarising(findings, of: requests)
      let bad = found.filter { $0.outcome == .fail || $0.outcome == .unable }
      #expect(bad.isEmpty, "\(name), \(subject.name): \(bad)")
    }
    let requests = [Request(id: "base", problem: problem)]
    let o = try #require(
      Verdict.summarising(try Checker(Self.wrong, Tolerance(.fp32)).check(requests), of: requests)
        .first { $0.property == "parity-o" })
    #expect(o.outcome == .outOfDomain && o.reason?.contains(sentence) == true, "\(o)")
  }

  @Test("a wrong answer to a problem within range still fails") func within() throws {
    let requests = [Request(id: "base", problem: try Self.problem("gdn", Settings(scale: 1e20)))]
    #expect(try verdicts(Self.wrong, requests)["parity-o"]?.outcome == .fail)
  }

  @Test("a format of few exponents has a range of its own") func narrow() throws {
    let problem = try Self.problem("deltanet") { p in p[.v].values = p[.v].values.map { $0 * 1e5 } }
    let requests = [Request(id: "base", problem: problem)]
    #expect(try verdicts(Self.wrong, .fp16, requests)["parity-o"]?.outcome == .outOfDomain)
    #expect(try verdicts(Self.wrong, .bf16, requests)["parity-o"]?.outcome == .fail)
  }

  /// Says that it failed.
  struct Refusing: Subject {
    let name = "refusing"
    let response: Response
    func respond(to requests: [Request]) -> [Response] { requests.map { _ in response } }
  }

  @Test("who refuses what the format does not hold is no more wrong than who answers, and who is silent is")
  func refusal() throws {
    let problem = try Self.problem("deltanet") { p in p[.v].values = p[.v].values.map { $0 * 1e5 } }
    let requests = [Request(id: "base", problem: problem)]
    let (refusing, silent) = (Refusing(response: .error("v is infinite")), Refusing(response: .missing("no answer")))
    #expect(try verdicts(refusing, .fp16, requests)["parity-o"]?.outcome == .outOfDomain)
    #expect(try verdicts(refusing, .bf16, requests)["parity-o"]?.outcome == .unable)
    #expect(try verdicts(silent, .fp16, requests)["parity-o"]?.outcome == .unable)
  }

  @Test(
    "TOL-1: A in a format of its own, and a Gram matrix multiplied by tensor cores", arguments: ["pgdn", "mesanet"])
  func preconditioner(op: String) throws {
    let requests = [Request(id: "base", problem: sample(try .named(op), Shape(T: 24, H: 1, K: 4, V: 3)))]
    let own = Profile(
      name: "A in bf16", input: .fp32, operand: .fp32, accumulator: .fp32, state: .fp32, output: .fp32,
      preconditionerState: .bf16)
    let subject = SummedSubject { _, outputs in
      outputs[.at]!.values = outputs[.at]!.values.map { Float(Format.bf16.rounded(Double($0))) }
    }
    #expect(try verdicts(subject, .fp32, requests)["parity-preconditioner"]?.outcome == .fail)
    #expect(try verdicts(subject, own, requests)["parity-preconditioner"]?.outcome == .pass)
    guard op == "mesanet" else { return }
    // k kᵀ of keys that lost their last bits.
    let dropping = ModelSubject(.tf32)
    #expect(try verdicts(dropping, .tf32, requests)["parity-preconditioner"]?.outcome == .pass)
    #expect(try verdicts(dropping, .fp32, requests)["parity-preconditioner"]?.outcome == .fail)
  }
}

import DeltaInputs
import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaProperties

/// The reference under a profile is a kernel of that kind: it passes as one, and nothing finer takes it for its own.
@Suite("TOL-9: models of kernels") struct ModelTests {
  static let bf16State = Profile(
    name: "bf16-state", input: .fp32, operand: .fp32, accumulator: .fp32, state: .bf16, output: .fp32)
  static let stochasticState = Profile(
    name: "stochastic-state", input: .bf16, operand: .bf16, accumulator: .fp32, state: .bf16.rounding(.stochastic),
    output: .bf16)
  static let half = Profile(
    name: "half", input: .fp16, operand: .fp16, accumulator: .fp16, state: .fp16, output: .fp16)

  static func bases(_ op: String) throws -> [Request] {
    let op = try Operator.named(op)
    let shapes = PropertyTests.shapes + [Shape(T: 40, H: 1, K: 8, V: 6)]
    return shapes.enumerated().map { Request(id: "\(op)-\($0)", problem: sample(op, $1)) }
  }

  static func outcomes(_ subject: ModelSubject, as profile: Profile, _ op: String = "pgdn") throws -> [String: Outcome]
  {
    let verdicts = Verdict.summarising(try Checker(subject, Tolerance(profile)).check(try bases(op)))
    return Dictionary(uniqueKeysWithValues: verdicts.map { ($0.property, $0.outcome) })
  }

  @Test(
    "under its own profile a model holds, in both forms",
    arguments: Profile.all + [bf16State, stochasticState, half], [StateForm.matrix, .deferred(chunk: 16)])
  func holds(profile: Profile, form: StateForm) throws {
    for op in ["pgdn", "kda"] {
      let outcomes = try Self.outcomes(ModelSubject(profile, form: form), as: profile, op)
      #expect(outcomes.values.count { $0 == .pass } >= 10)
      #expect(!outcomes.values.contains(.fail) && !outcomes.values.contains(.unable), "\(op): \(outcomes)")
    }
  }

  @Test(
    "under a finer profile it fails",
    arguments: [
      (Profile.tf32, Profile.fp32), (.fp16, .fp32), (.bf16, .fp32), (bf16State, .fp32),
      (half, .fp32),
    ] as [(Profile, Profile)])
  func fails(model: Profile, judged: Profile) throws {
    let outcomes = try Self.outcomes(ModelSubject(model), as: judged)
    #expect(outcomes["parity-o"] == .fail || outcomes["parity-state"] == .fail, "\(outcomes)")
  }

  /// Ten requests of the quick suite, and what each profile expects of them.
  static let requests = Likeness.sample(
    of: Suite.cases(.quick, for: .gdn).map { Request(id: $0.id, problem: $0.problem) }, count: 10)

  @Test("TOL-7: every model is recognised as what it models", arguments: Profile.all) func recognised(profile: Profile)
    throws
  {
    let likeness = try #require(
      try Likeness(of: ModelSubject(profile), on: Self.requests, profiles: Profile.all.reversed()))
    #expect(likeness.behavesLike == profile && likeness.requests == 10)
    #expect(likeness.matches.map(\.profile) == Profile.all)
    let own = try #require(likeness.match(profile))
    let interval = try #require(own.interval)
    #expect(own.fitsBySize && interval.lower > 0.25 && interval.upper < 4, "\(interval)")
    for finer in Profile.all.prefix(while: { $0 != profile }) {
      let match = try #require(likeness.match(finer))
      // Where the size does not tell, as between tf32 and fp16 or bf16, the grid does.
      #expect(!match.fitsBySize || !match.onGrid)
    }
  }

  @Test("TOL-7: a declared profile of one's own is recognised by its state") func ownProfile() throws {
    let likeness = try #require(
      try Likeness(of: ModelSubject(Self.bf16State), on: Self.requests, profiles: [.fp32, Self.bf16State]))
    #expect(likeness.behavesLike == Self.bf16State && likeness.match(.fp32)?.holds == false)
  }

  @Test("TOL-7: a wrong implementation behaves like nothing") func wrong() throws {
    let subject = FloatSubject(spoil: { $1[.o]!.values = $1[.o]!.values.map { $0 + 1 } })
    let likeness = try #require(try Likeness(of: subject, on: Self.requests, profiles: [.fp32, .bf16]))
    #expect(likeness.behavesLike == nil)
    let silent = try Likeness(of: Silent(), on: Self.requests, profiles: [.fp32])
    #expect(silent == nil)
  }

  struct Silent: Subject {
    let name = "silent"
    func respond(to requests: [Request]) -> [Response] { requests.map { _ in .missing("nothing") } }
  }
}

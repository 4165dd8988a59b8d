import DeltaInputs
import DeltaOperators
import DeltaRecords
import Testing

@testable import DeltaProperties

/// From findings to verdicts: what is counted, named and explained.
@Suite("Verdicts") struct VerdictTests {
  static func requests(_ op: String) throws -> [Request] {
    let op = try Operator.named(op)
    return
      (Suite.cases(.quick, for: op).filter { $0.regime == "tail" && $0.problem.shape.T > 0 }.prefix(2)
      + Suite.gradientCases(.quick, for: op).filter { $0.problem.shape.T > 0 }.prefix(1)).map(\.request)
  }

  static func verdicts(_ subject: any Subject, _ requests: [Request]) throws -> [String: Verdict] {
    let findings = try Checker(subject, Tolerance(.fp32), properties: Catalogue.withoutRelations).check(requests)
    let verdicts = Verdict.summarising(findings, of: requests)
    return Dictionary(uniqueKeysWithValues: verdicts.map { ($0.property, $0) })
  }

  @Test("a failing verdict carries the reason of its worst case, and names every failing request") func origin() throws
  {
    let requests = Array(try Self.requests("gdn").prefix(2))
    let verdict = try #require(
      try Self.verdicts(FloatSubject(spoil: { _, out in out[.o]!.values[0] += 1 }), requests)["parity-o"])
    #expect(verdict.outcome == .fail && verdict.failing == requests.map(\.id))
    let origin = try #require(verdict.origin)
    #expect(origin.regime == "tail" && origin.guards.contains("T01") && !origin.why.isEmpty)
  }

  @Test("a passing verdict carries none") func pass() throws {
    let verdict = try #require(try Self.verdicts(FloatSubject(), try Self.requests("gdn"))["parity-o"])
    #expect(verdict.outcome == .pass && verdict.origin == nil && verdict.failing == nil)
  }

  @Test("gradients that were asked for and did not come back are the subject's silence, not the suite's")
  func silence() throws {
    let verdict = try #require(try Self.verdicts(FloatSubject(), try Self.requests("gdn"))["parity-dq"])
    #expect(verdict.outcome == .outOfDomain && verdict.reason == "it returns no gradients")
  }

  @Test("where none were asked for, the suite says so") func unasked() throws {
    let requests = Array(try Self.requests("gdn").prefix(2))
    let verdict = try #require(try Self.verdicts(FloatSubject(), requests)["parity-dq"])
    #expect(verdict.reason == "no gradients were asked for")
  }

  @Test("one case is one case") func plural() throws {
    struct Silent: Subject {
      let name = "silent"
      func respond(to requests: [Request]) throws -> [Response] { requests.map { _ in .missing("no file") } }
    }
    let verdict = try #require(try Self.verdicts(Silent(), [try Self.requests("gdn")[0]])["parity-o"])
    #expect(verdict.reason == "1 case undecided: no file")
  }

  @Test("a property that lacks an answer says how many cases hold") func partly() throws {
    struct Partly: Subject {
      let name = "partly"
      func respond(to requests: [Request]) throws -> [Response] {
        zip(requests, try FloatSubject().respond(to: requests)).map {
          $0.id.hasSuffix("tail-1") ? .error("scale must be positive") : $1
        }
      }
    }
    let requests = try Self.requests("gdn")
    let verdict = try #require(try Self.verdicts(Partly(), requests)["parity-o"])
    let (all, ends) = (requests.count, " hold, 1 undecided: the subject failed on gdn.tail-1: scale must be positive")
    #expect(all > 1 && verdict.outcome == .unable && verdict.reason == "\(all - 1) of \(all) cases" + ends)
  }

  @Test("base requests are counted by what became of them, however often they are asked") func counted() throws {
    struct Mixed: Subject {
      let name = "mixed"
      func respond(to requests: [Request]) throws -> [Response] {
        requests.map { $0.id == "a" || $0.id == "b" ? .unsupported("not \($0.id)") : .missing("no file") }
      }
    }
    let problem = try Self.requests("gdn")[0].problem
    let bases = ["a", "b", "c"].map { Request(id: $0, problem: problem) }
    let subject = CountedSubject(Mixed(), bases: bases)
    for _ in 0..<2 { _ = try subject.respond(to: bases + [Request(id: "a+again", problem: problem)]) }
    #expect(subject.count.judged == 0 && subject.count.unanswered == 1)
    #expect(Set(subject.count.declined.map(\.reason)) == ["not a", "not b"])
  }

  @Test("EX-4: conversions are counted by base requests that were judged") func adapted() throws {
    let problem = try Self.requests("gdn")[0].problem
    let bases = ["a", "b", "c"].map { Request(id: $0, problem: problem) }
    let subject = CountedSubject(Adapting(FloatSubject()) { $0.id == "c" ? [] : ["unpack"] }, bases: bases)
    for _ in 0..<2 { _ = try subject.respond(to: bases + [Request(id: "a+again", problem: problem)]) }
    #expect(subject.count.adapted?.map(\.conversion) == ["unpack"] && subject.count.adapted?.map(\.requests) == [2])
  }

  /// A subject around which something is converted.
  struct Adapting: Subject {
    let subject: any Subject
    let conversions: @Sendable (Request) -> [String]
    var name: String { subject.name }

    init(_ subject: any Subject, _ conversions: @escaping @Sendable (Request) -> [String]) {
      (self.subject, self.conversions) = (subject, conversions)
    }

    func respond(to requests: [Request]) throws -> [Response] {
      zip(requests, try subject.respond(to: requests)).map { request, response in
        guard case .ok(var outputs) = response else { return response }
        outputs.adapted = conversions(request)
        return .ok(outputs)
      }
    }
  }
}

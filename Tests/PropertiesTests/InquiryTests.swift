import DeltaChunkwise
import DeltaInputs
import DeltaOperators
import DeltaScalars
import Foundation
import Testing

@testable import DeltaProperties

/// What a property asks is built once, kept, and found again by the request itself.
@Suite("Asking once") struct InquiryTests {
  /// A property that counts what is asked of it.
  struct Counted: Property {
    let property: any Property
    let counts: Counts

    var name: String { property.name }
    var clause: String { property.clause }
    var summary: String { property.summary }
    var judgesGradients: Bool { property.judgesGradients }
    var isRelation: Bool { property.isRelation }
    var stage: Stage { property.stage }
    func outOfDomain(_ problem: Problem) -> String? { property.outOfDomain(problem) }
    func outOfDomain(_ op: Operator) -> String? { property.outOfDomain(op) }

    func plan(_ base: Request) -> Inquiry {
      counts.add { $0.plans += 1 }
      return property.plan(base)
    }

    func next(_ inquiry: inout Inquiry, _ answers: Answers) throws(Unanswered) { try property.next(&inquiry, answers) }

    func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
      counts.add { $0.built += inquiry.requests.count }
      return try property.judge(inquiry, answers, oracle)
    }
  }

  final class Counts: @unchecked Sendable {
    struct Numbers { var (plans, built, asked) = (0, 0, [String]()) }
    private let lock = NSLock()
    private(set) var numbers = Numbers()
    func add(_ change: (inout Numbers) -> Void) { lock.withLock { change(&numbers) } }
  }

  /// The built-in implementation, with a list of what it is asked.
  struct Listening: Subject {
    let name = "listening"
    let counts: Counts
    func respond(to requests: [Request]) throws -> [Response] {
      counts.add { $0.asked += requests.map(\.id) }
      return ChunkwiseSubject().respond(to: requests)
    }
  }

  /// Requests asked (but for the base), and expectations computed.
  @Test(
    "every derived request is built once and asked once; every expectation is computed once",
    arguments: [("gdn.tail-17", 18, 2), ("gdn.heads-ratio-2", 20, 2), ("gdn.packed-a.gradients", 7, 2)])
  func once(id: String, built: Int, expectations: Int) throws {
    let op = try Operator.named("gdn")
    let cases = Suite.cases(.quick, for: op) + Suite.gradientCases(.quick, for: op)
    let base = try #require(cases.first { $0.id == id }.map { Request(id: $0.id, problem: $0.problem) })
    let (counts, oracle) = (Counts(), Oracle(Tolerance(.fp32)))
    let properties = Catalogue.all.map { Counted(property: $0, counts: counts) }
    let checker = Checker(Listening(counts: counts), oracle.tolerance, properties: properties, sharing: oracle)
    let findings = try checker.check([base])
    #expect(findings.filter(\.isViolation).isEmpty)
    let applicable = Catalogue.all.count { $0.outOfDomain(base) == nil }
    #expect(counts.numbers.plans == applicable && applicable > 10)
    #expect(counts.numbers.built == built)
    #expect(Set(counts.numbers.asked).count == counts.numbers.asked.count)
    #expect(counts.numbers.asked.count == 1 + built)
    #expect(oracle.count == expectations)
    // Another look finds everything where it was.
    _ = try checker.check([base])
    #expect(oracle.count == expectations)
  }

  /// Judging needs requests to look answers up; as only an inquiry makes them, it has nothing to build them with.
  @Test("no relation makes a request but through its inquiry") func requestsOfInquiries() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Verification/Properties")
    var files = 0
    for room in ["Relations", "SingleRequest"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(room).path)
      for name in names where name.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appendingPathComponent(room + "/" + name), encoding: .utf8)
        #expect(!text.contains("Request(id:"), "\(name)")
        files += 1
      }
    }
    #expect(files > 12)
  }

  static func pair() throws -> [Request] {
    let op = try Operator.named("gdn")
    return [7, 8].map { Request(id: "same", problem: sample(op, Shape(T: 6, H: 1, K: 3, V: 2), seed: $0)) }
  }

  @Test("two problems of one id share neither bounds nor answers", arguments: ResponsePart.allCases)
  func separate(part: ResponsePart) throws {
    var requests = try Self.pair()
    if part == .gradients {
      requests = requests.map { request in
        var problem = request.problem
        problem.cotangents[.o] = Tensor(problem.expectedShape(of: .o), repeating: 0.5)
        return Request(id: request.id, problem: problem)
      }
    }
    let oracle = Oracle(Tolerance(.fp32))
    let known = requests.map { oracle.expectation($0, of: part) }
    for name in requests[0].problem.tensors(of: part) {
      #expect(known[0].reference[name] != known[1].reference[name] && known[0].bound[name] != known[1].bound[name])
      for (request, known) in zip(requests, known) {
        #expect(Expectation(request, of: part, oracle.tolerance).bound[name] == known.bound[name])
      }
    }
    // The same problem, built again under the same id, is the same question.
    let again = Request(id: "same", problem: requests[0].problem.selecting(tokens: Array(0..<6)))
    if part == .outputs { #expect(again == requests[0] && oracle.expectation(again).bound == known[0].bound) }
    #expect(oracle.count == 2)

    var answers = Answers()
    answers[requests[0]] = .missing("first")
    #expect(answers[requests[1]] == nil && answers[requests[0]] != nil)
  }

  @Test("a shared oracle judges the second problem of a name by its own bounds") func shared() throws {
    let oracle = Oracle(Tolerance(.fp32))
    for request in try Self.pair() {
      let findings = try Checker(FloatSubject(), oracle.tolerance, sharing: oracle).check([request])
      let judged = findings.count { if case .judged = $0.result { true } else { false } }
      #expect(judged > 10 && findings.filter(\.isViolation).isEmpty)
    }
  }

  @Test("two problems of one name in one run are refused", arguments: [true, false])
  func ambiguous(batches: Bool) throws {
    struct Batching: Subject {
      let name = "batching"
      let prefersBatches: Bool
      func respond(to requests: [Request]) throws -> [Response] { try FloatSubject().respond(to: requests) }
    }
    let pair = try Self.pair()
    let checker = Checker(Batching(prefersBatches: batches), Tolerance(.fp32))
    #expect(throws: AmbiguousRequest(id: "same")) { try checker.check(pair) }
    #expect(try checker.check([pair[0], pair[0]]).count == 2 * Catalogue.all.count)
  }

  @Test("REL-1, REL-12: a part that could not be asked says why") func obstacle() throws {
    let base = Request(id: "base", problem: sample(try .named("gdn"), Shape(T: 9, H: 1, K: 3, V: 2)))
    let subject = FloatSubject(spoil: { p, out in if p.shape.T < 9 { out[.ht]!.values[0] = .infinity } })
    let properties: [any Property] = [SplitInvariance(), DecodeInvariance()]
    let findings = try Checker(subject, Tolerance(.fp32), properties: properties).check([base])
    #expect(findings.count == 2)
    for finding in findings {
      guard case .unable(let why) = finding.result else {
        Issue.record("\(finding.property.name): \(finding.result)")
        continue
      }
      #expect(why == "the state to carry on is not finite (WELL-2)")
    }
  }
}

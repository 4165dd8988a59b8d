import DeltaEnclosures
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaProperties

@Suite("ORA-1: the oracle's own error") struct EscalationTests {
  static let request = Request(
    id: "escalation", problem: sample(.pgdn, Shape(T: 5, H: 1, K: 3, V: 2)))

  @Test(
    "far from its bound an element is judged by doubles, at its bound by an enclosure",
    arguments: [0.5, 1 + 0x1p-30, 2])
  func escalates(share: Double) throws {
    let oracle = Oracle(Tolerance(.fp32))
    let expectation = oracle.expectation(Self.request)
    // Within the oracle's error of the bound, and farther from it than the rounding of this sum.
    let isClose = share != 0.5 && share != 2
    var found = expectation.reference[.output(.o)]!
    found[3] += share * expectation.bound[.output(.o)]![3]
    let result = try oracle.deviation(Self.request, .output(.o), found: found)
    #expect(result.count == (isClose ? OracleCount(enclosed: 1) : OracleCount(double: 1)))
    #expect(result.deviation.violations.isEmpty == (share < 1))
    let exact = try EnclosedReference.evaluate(Self.request.problem)[.o]!
    if isClose { #expect(result.expected == exact) }
  }

  @Test("an enclosure decides between two numbers on both sides of a bound", arguments: [-1.0, 1])
  func decides(side: Double) throws {
    let oracle = Oracle(Tolerance(.fp32))
    let bound = oracle.expectation(Self.request).bound[.output(.o)]![0]
    var found = try EnclosedReference.evaluate(Self.request.problem)[.o]!
    found[0] += bound * (1 + side * 0x1p-31)
    let result = try oracle.deviation(Self.request, .output(.o), found: found)
    #expect(result.count == OracleCount(enclosed: 1))
    #expect(result.deviation.violations == (side > 0 ? [0] : []))
  }

  @Test("what no double can tell from a bound is within it, on either side") func atBound() throws {
    let (oracle, o) = (Oracle(Tolerance(.fp32)), ResponseTensor.output(.o))
    let (bound, exact) = (
      oracle.expectation(Self.request).bound[o]!, try EnclosedReference.evaluate(Self.request.problem)[.o]!
    )
    let found = zip(exact, bound).map(+)
    #expect(exact.indices.contains { (found[$0] - exact[$0]).magnitude > bound[$0] }, "rounding leaves some beyond")
    let result = try oracle.deviation(Self.request, o, found: found)
    #expect(result.count == OracleCount(enclosed: 1) && result.deviation.violations.isEmpty)
    #expect(abs(result.deviation.worstRatio - 1) < 0x1p-30)
  }

  @Test("GRAD-8: an enclosure decides between two gradients on both sides of a bound", arguments: [-1.0, 1])
  func decidesGradient(side: Double) throws {
    var problem = Self.request.problem
    problem.cotangents[.o] = Tensor(problem.expectedShape(of: .o), repeating: 0.75)
    let (request, oracle) = (Request(id: "escalation", problem: problem), Oracle(Tolerance(.fp32)))
    let bound = oracle.expectation(request, of: .gradients).bound[.gradient(.dk)]![0]
    var found = try EnclosedReference.evaluate(problem, .gradients)[.dk]!
    found[0] += bound * (1 + side * 0x1p-31)
    let result = try oracle.deviation(request, .gradient(.dk), found: found)
    #expect(result.count == OracleCount(enclosed: 1))
    #expect(result.deviation.violations == (side > 0 ? [0] : []))
  }

  @Test("the double reference's error is within the share that is assumed", arguments: Operator.all)
  func share(op: Operator) throws {
    let problem = sample(op, Shape(T: 40, H: 1, HV: 2, K: 6, V: 4))
    let expectation = Expectation(problem, Tolerance(.fp32), seed: 1)
    let exact = try EnclosedReference.evaluate(problem).values
    for name in problem.outputNames {
      let tensor = ResponseTensor.output(name)
      let deviation = Deviation(
        tensor, found: expectation.reference[tensor]!, expected: exact[tensor]!,
        bound: expectation.bound[tensor]!.map { $0 * OracleError.share })
      #expect(deviation.violations.isEmpty, "\(name) at \(deviation.worstRatio)")
    }
  }
}

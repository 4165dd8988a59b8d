import Operators
import Recurrences
import Scalars
import Testing

@testable import Properties

@Suite("GRAD-8: judging gradients") struct GradientTests {
  static func request(_ op: Operator) -> Request {
    var p = sample(op, Shape(T: 9, H: 1, HV: 2, K: 3, V: 2, cuSeqlens: [0, 4, 4, 9]))
    var generator = SplitMix64(seed: 5)
    for name in CotangentName.allCases where p.outputNames.contains(name.output) {
      let extents = p.expectedShape(of: name.output)
      p.cotangents[name] = Tensor(extents, (0..<extents.reduce(1, *)).map { _ in Float(generator.nextSigned()) })
    }
    return Request(id: "gradients", problem: p)
  }

  static func agreement(_ name: GradientName, _ values: [Float], _ request: Request, _ expected: GradientExpectation)
    -> GradientAgreement
  {
    var agreement = GradientAgreement(name)
    let compared = agreement.add(Tensor(request.problem.expectedShape(of: name.input), values), request, expected)
    #expect(compared)
    return agreement
  }

  @Test(
    "the adjoint in float32 lies within its bounds, and near them none lies that is wrong",
    arguments: Operator.differentiated)
  func judged(op: Operator) {
    let request = Self.request(op)
    let expected = GradientExpectation(request, Tolerance(.fp32))
    var exact = Exact<Float>()
    let gradients = gradients(of: request.problem, in: Float.self, rounding: &exact)
    #expect(gradients.count == request.problem.inputs.count)
    for (name, values) in gradients {
      let sound = Self.agreement(name, values, request, expected)
      #expect(sound.holds && sound.typicalRatio < 4, "\(op) \(name): \(sound.worstRatio)")
      // A sign, a head's or channel's shift, a missing factor of 1 %, a NaN.
      let wrong: [[Float]] = [
        values.map { -$0 }, Array(values.dropFirst() + values.prefix(1)), values.map { $0 * 1.01 },
        values.indices.map { $0 == values.count - 1 ? .nan : values[$0] },
      ]
      for (fault, spoilt) in wrong.enumerated() where spoilt != values {
        let judged = Self.agreement(name, spoilt, request, expected)
        #expect(!judged.holds && judged.violations > 0, "\(op) \(name): fault \(fault)")
      }
    }
  }

  @Test("a wrong shape is not compared, and nothing compared does not hold") func shape() throws {
    let request = Self.request(try .named("pgdn"))
    var agreement = GradientAgreement(.dq)
    let compared = agreement.add(Tensor([1], [0]), request, GradientExpectation(request, Tolerance(.fp32)))
    #expect(!compared && !agreement.holds)
  }
}

import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

/// Sums gate gradients over tokens, and rounds nothing.
struct Summed<Value: Scalar>: Rounding {
  var gateGradients = GateGradientForm.cumulative
  func input(_ x: Value, of tensor: Int) -> Value { x }
  func stored(_ x: Value) -> Value { x }
  func operand(_ x: Value) -> Value { x }
  func callAsFunction(_ x: Value) -> Value { x }
  func decay(_ x: Value, logDecay: Double) -> Value { x }
  func state(_ x: Value) -> Value { x }
  func output(_ x: Value) -> Value { x }
}

/// The forms in which the gradients of gates are summed are one function: they differ in their rounding alone.
@Suite("GRAD-6: forms of gate gradients") struct GateGradientForms {
  @Test("over pairs of a chunk the adjoint is the same, over F_p", arguments: Operator.all, AdjointIdentities.shapes)
  func pairs(op: Operator, shape: Shape) {
    let point = AdjointIdentities.fieldPoint(op, shape, seed: 31)
    let expected = Arrays.gradients(point.adjoint())
    for chunk in [1, 3, 64] {
      var exact = Exact<PrimeField>()
      let found = adjoint(
        of: point.problem, map: RationalMap(centres: point.centres), cotangents: point.cotangents, rounding: &exact,
        form: .deferred(chunk: chunk))
      #expect(Arrays.gradients(found) == expected, "\(op), chunks of \(chunk)")
    }
  }

  @Test(
    "cumulative sums give α dα, begun anew with chunks or not, over F_p", arguments: Operator.all,
    AdjointIdentities.shapes)
  func cumulative(op: Operator, shape: Shape) {
    let point = AdjointIdentities.fieldPoint(op, shape, seed: 32)
    let p = point.problem
    for form in [StateForm.matrix, .deferred(chunk: 1), .deferred(chunk: 4)] {
      var summed = Summed<PrimeField>()
      let found = adjoint(
        of: p, map: RationalMap(centres: point.centres), cotangents: point.cotangents, rounding: &summed, form: form)
      #expect(Arrays.gradients(found) == Arrays.gradients(point.adjoint()), "\(op), \(form)")
      #expect(found.logDecay == zip(p.decay, found.decay).map { $0 * $1 }, "\(op), \(form)")
      #expect(found.logDecayATK == zip(p.decayATK, found.decayATK).map { $0 * $1 }, "\(op), \(form)")
      #expect(found.logDecay.count == p.decay.count && found.logDecayATK.count == p.decayATK.count)
    }
  }

  @Test("so does the sum of a chunk less what precedes, over F_p", arguments: Operator.all, AdjointIdentities.shapes)
  func differences(op: Operator, shape: Shape) {
    let point = AdjointIdentities.fieldPoint(op, shape, seed: 33)
    let p = point.problem
    for chunk in [1, 3, 4] {
      var summed = Summed<PrimeField>(gateGradients: .differences)
      let found = adjoint(
        of: p, map: RationalMap(centres: point.centres), cotangents: point.cotangents, rounding: &summed,
        form: .deferred(chunk: chunk))
      #expect(Arrays.gradients(found) == Arrays.gradients(point.adjoint()), "\(op), chunks of \(chunk)")
      #expect(found.logDecay == zip(p.decay, found.decay).map { $0 * $1 }, "\(op), chunks of \(chunk)")
      #expect(found.logDecayATK == zip(p.decayATK, found.decayATK).map { $0 * $1 }, "\(op), chunks of \(chunk)")
      #expect(found.logDecay.count == p.decay.count && found.logDecayATK.count == p.decayATK.count)
    }
  }
}

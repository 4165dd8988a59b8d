import DeltaOperators
import Testing

@testable import DeltaInputs

@Suite("GEN-6: values that need float32") struct Float32Tests {
  /// Whether a value is one that no narrower format holds, of which tf32 is the widest.
  static func needsAll(_ x: Float) -> Bool { x.isFinite && x.bitPattern & 0x1FFF != 0 }

  @Test("every tensor of every operator has them in the quick suite, forward and backward", arguments: Operator.all)
  func everyTensor(op: Operator) {
    for (cases, hasGradients) in [(Suite.cases(.quick, for: op), false), (Suite.gradientCases(.quick, for: op), true)] {
      var seen = Set<TensorName>()
      for c in cases where c.regime == "float32" {
        for (name, tensor) in c.problem.tensors where tensor.count > 0 {
          #expect(tensor.values.allSatisfy { $0 == 0 || $0.magnitude == 1 || Self.needsAll($0) }, "\(c.id) \(name)")
          if tensor.values.contains(where: Self.needsAll) { seen.insert(name) }
        }
      }
      // What the operator can be handed at all, log gates and raw ones.
      var known = Set<TensorName>()
      for gate in AxisTrait.tokenGates.isMet(by: op) ? GateForm.allCases : [.log] {
        let p = Problem(op, Shape(T: 1, K: 1, V: 1), Settings(gate: gate), inputs: [:])
        known.formUnion((p.requiredInputs + p.optionalInputs).map(TensorName.input))
        if hasGradients { known.formUnion(p.outputNames.map(TensorName.cotangent)) }
      }
      #expect(seen == known, "\(op)")
    }
  }

  @Test("every variant of the quick suite is drawn so in the full one", arguments: Operator.all)
  func full(op: Operator) {
    let full = Suite.allCases(.full, for: op)
    let drawn = Set(full.filter { $0.regime == "float32" || $0.id.contains("-f32") }.map(\.regime))
    #expect(drawn == Set(Suite.allCases(.quick, for: op).map(\.regime)))
  }

  @Test("zeros, ones and infinities stay, and equal values stay equal; magnitudes grow by less than a step of bf16")
  func kept() {
    let values: [Float] = [0, -0.0, 1, -1, .infinity, -.infinity, 0.5, 0.5, -0.5, 2, 1e-30]
    let filled = Tensor([values.count], values).needingFloat32().values
    #expect(Array(filled[..<6]) == Array(values[..<6]) && filled[6] == filled[7] && filled[6] != 0.5)
    for (before, after) in zip(values, filled).dropFirst(6) {
      #expect(Self.needsAll(after) && after.sign == before.sign)
      #expect(after.magnitude > before.magnitude && after.magnitude < before.magnitude * (1 + 0x1p-7))
    }
  }
}

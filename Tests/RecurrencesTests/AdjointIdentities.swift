import DeltaExactScalars
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

/// GRAD-2 and GRAD-3 without a tolerance: ⟨adjoint, direction⟩ is the derivative along the direction.
@Suite struct AdjointIdentities {
  /// Packed with an empty sequence and grouped heads; rows; one token; none; lengths that √T does not divide.
  static let shapes = [
    Shape(T: 11, H: 2, HV: 4, K: 3, V: 2, cuSeqlens: [0, 3, 3, 10, 11]), Shape(B: 2, T: 7, H: 1, HV: 3, K: 2, V: 3),
    Shape(T: 1, H: 1, K: 3, V: 1), Shape(T: 0, H: 1, HV: 2, K: 2, V: 2), Shape(T: 18, H: 1, K: 1, V: 2),
  ]

  static func fieldPoint(_ op: Operator, _ shape: Shape, seed: UInt64) -> Point<PrimeField> {
    var generator = SplitMix64(seed: seed)
    let draw = { PrimeField(residue: generator.next()) }
    return Point(op, shape, any: draw, positive: draw)
  }

  @Test("GRAD-2, GRAD-3: the adjoint is the derivative, over F_p", arguments: Operator.all, shapes)
  func overField(op: Operator, shape: Shape) {
    let point = Self.fieldPoint(op, shape, seed: 11)
    let gradients = Arrays.gradients(point.adjoint())
    var generator = SplitMix64(seed: 12)
    var compared = 0
    // A random direction in one array alone: a wrong element survives with probability 1/p.
    for (name, direction) in point.directions({ $0.map { _ in PrimeField(residue: generator.next()) } }) {
      let derivative = point.derivative(along: [name: direction])
      #expect(pairing(gradients[name]!, direction) == derivative, "\(op) \(name)")
      compared += 1
    }
    #expect(compared >= (shape.T == 0 ? 1 : 4))
  }

  @Test("GRAD-2, GRAD-3: the adjoint is the derivative, over ℚ", arguments: Operator.all)
  func overRationals(op: Operator) {
    var generator = SplitMix64(seed: 13)
    func small(_ range: ClosedRange<Int>) -> Rational {
      Rational(Int.random(in: range, using: &generator), Int.random(in: 1...4, using: &generator))
    }
    let shape = Shape(T: 4, H: 1, HV: 2, K: 2, V: 2, cuSeqlens: [0, 1, 4])
    let point = Point<Rational>(op, shape, any: { small(-5...5) }, positive: { small(0...4) })
    let gradients = Arrays.gradients(point.adjoint())
    // One element at a time: the gradient itself, not only a pairing.
    for i in 0..<point.problem.q.count {
      let unit = { (values: [Rational]) in values.indices.map { $0 == i ? Rational.one : .zero } }
      for (name, direction) in point.directions(unit) where i < direction.count {
        let derivative = point.derivative(along: [name: direction])
        #expect(pairing(gradients[name]!, direction) == derivative, "\(op) \(name)[\(i)]")
      }
    }
  }

  @Test(
    "GRAD-5: dα at the first token is 0 when S_0 is and only o is differentiated", arguments: Operator.all)
  func firstDecay(op: Operator) {
    guard op.axes.decay != .none else { return }
    let shape = Self.shapes[0]
    var point = Self.fieldPoint(op, shape, seed: 14)
    point.cotangents.ht = []
    let width = point.problem.decay.count / shape.T
    let firsts = [0, 3, 10].flatMap { $0 * width..<($0 + 1) * width }
    let generic = point.adjoint().decay
    // With a state to decay it is not zero, so the check can fail.
    for i in firsts { #expect(generic[i] != .zero) }
    // A decayed Gram matrix is a state too.
    (point.problem.h0, point.problem.a0) = ([], [])
    let gradient = point.adjoint().decay
    for i in gradient.indices { #expect((gradient[i] == .zero) == firsts.contains(i), "\(op) \(i)") }
  }
}

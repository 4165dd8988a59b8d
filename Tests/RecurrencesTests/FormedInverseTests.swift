import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

/// An inverse that is formed first is another way to the same corrections: what it makes wrong is made of operands alone.
@Suite("TOL-17: the inverse of I + L") struct FormedInverseTests {
  @Test("of exact operands it changes nothing, over F_p", arguments: Operator.all, AdjointIdentities.shapes)
  func exact(op: Operator, shape: Shape) {
    let point = AdjointIdentities.fieldPoint(op, shape, seed: 33)
    let map = RationalMap(centres: point.centres)
    for chunk in [1, 3, 64] {
      var exact = Exact<PrimeField>()
      let gradients = adjoint(
        of: point.problem, map: map, cotangents: point.cotangents, rounding: &exact, form: .inverted(chunk: chunk))
      #expect(Arrays.gradients(gradients) == Arrays.gradients(point.adjoint()), "\(op), chunks of \(chunk)")
      let forms = recur(point.problem, map: map, rounding: &exact, forms: [.matrix, .inverted(chunk: chunk)])
      #expect(forms[0].o == forms[1].o && forms[0].ht == forms[1].ht, "\(op), chunks of \(chunk)")
    }
  }

  /// Every operand is c times what it should be.
  struct Scaling: Rounding {
    let c: PrimeField
    func input(_ x: PrimeField, of tensor: Int) -> PrimeField { x }
    func stored(_ x: PrimeField) -> PrimeField { x }
    func operand(_ x: PrimeField) -> PrimeField { c * x }
    func callAsFunction(_ x: PrimeField) -> PrimeField { x }
    func decay(_ x: PrimeField, logDecay: Double) -> PrimeField { x }
    func state(_ x: PrimeField) -> PrimeField { x }
    func output(_ x: PrimeField) -> PrimeField { x }
  }

  /// By rows T̂ = I − (cL)(cT̂), so that T̂ = (I + c²L)⁻¹, here a finite series.
  ///
  /// The factors of the product with b are cT + (T̂ − T) and cb, and Tb = w.
  @Test("of operands that are all c times themselves it is known, over F_p", arguments: [1, 2, 5, 9])
  func scaled(tokens n: Int) {
    var generator = SplitMix64(seed: UInt64(n))
    func draw() -> PrimeField { PrimeField(residue: generator.next()) }
    let (V, c) = (3, draw())
    let L = (0..<n).map { i in (0..<n).map { $0 < i ? draw() : .zero } }
    let w = (0..<n).map { _ in (0..<V).map { _ in draw() } }
    func product(_ a: [[PrimeField]], _ b: [[PrimeField]]) -> [[PrimeField]] {
      a.map { row in b[0].indices.map { j in zip(row, b).reduce(.zero) { $0 + $1.0 * $1.1[j] } } }
    }
    func sum(_ a: [[PrimeField]], _ b: [[PrimeField]]) -> [[PrimeField]] {
      zip(a, b).map { zip($0, $1).map { $0 + $1 } }
    }
    // Σ_m (−c²L)^m b, b = (I + L) w.
    var term = sum(w, product(L, w))
    var expected = term
    for _ in 1..<max(n, 2) {
      term = product(L, term).map { $0.map { -(c * c * $0) } }
      expected = sum(expected, term)
    }
    var (inverse, rounding) = (FormedInverse<PrimeField>(), Scaling(c: c))
    for i in 0..<n {
      inverse.asked = Array(L[i].prefix(i))
      let error = inverse.error(of: w[i], &rounding)
      let written = zip(w[i], expected[i]).map { c * ((c - .one) * $0 + $1) }
      #expect(zip(w[i], error).map { $0 + $1 } == written, "token \(i)")
    }
  }
}

import DeltaLeastSquares
import DeltaScalars
import Testing

/// Without ridge and with keys that do not span, the solution of least norm, characterised without any solver (LS-2).
@Suite struct MinimumNormTests {
  /// Two orthogonal rows of a Hadamard matrix: keys are combinations of them, so the rank is 2 of 4.
  static let basis: [[Double]] = [[1, 1, 1, 1], [1, -1, 1, -1]]

  @Test("LS-2: keys in a plane give the solution of the plane's own problem, carried into space", arguments: 2...9)
  func planeOfKeys(tokens: Int) throws {
    var generator = SplitMix64(seed: UInt64(tokens))
    let plane = (0..<tokens).map { _ in [generator.nextSigned(), generator.nextSigned()] }
    let values = (0..<tokens).map { _ in generator.nextSigned() }
    let keys = plane.flatMap { c in (0..<4).map { c[0] * Self.basis[0][$0] + c[1] * Self.basis[1][$0] } }
    let inSpace = try OnlineLeastSquares.solve(
      KeyValueHistory(keys: keys, values: values, K: 4, V: 1, ridge: 0), after: tokens - 1)
    let inPlane = try OnlineLeastSquares.byQR(
      KeyValueHistory(keys: plane.flatMap { $0 }, values: values, K: 2, V: 1, ridge: 0), after: tokens - 1)

    #expect(inSpace.formulation == .minimumNorm)
    #expect(inSpace.rank == 2)
    // S = E (EᵀE)⁻¹ y with EᵀE = 4I: the only solution without a part that no key sees. E is exact, and each element
    // of a key is rounded once, which moves the solution by about its own condition times that rounding.
    for i in 0..<4 {
      let expected = (Self.basis[0][i] * inPlane.state[0] + Self.basis[1][i] * inPlane.state[1]) / 4
      let allowed = 2 * (inSpace.errorBound[0] + inPlane.errorBound[0])
      #expect((inSpace.state[i] - expected).magnitude <= allowed)
      #expect(allowed < 1e-9)
    }
  }

  @Test("LS-2: fewer tokens than channels are interpolated, and the solution is a combination of the keys")
  func fewTokens() throws {
    let history = try KeyRegime.uniform(ridge: 0).history()
    let solution = try OnlineLeastSquares.solve(history, after: 1)
    let (k0, k1) = (Array(history.keys[0..<8]), Array(history.keys[8..<16]))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
    let x = solution.column(0)
    #expect((dot(k0, x) - history.values[0]).magnitude < 1e-13)
    #expect((dot(k1, x) - history.values[3]).magnitude < 1e-13)
    // What is left of x after projecting on the two keys vanishes.
    let (g00, g01, g11) = (dot(k0, k0), dot(k0, k1), dot(k1, k1))
    let determinant = g00 * g11 - g01 * g01
    let c0 = (g11 * dot(k0, x) - g01 * dot(k1, x)) / determinant
    let c1 = (g00 * dot(k1, x) - g01 * dot(k0, x)) / determinant
    for i in 0..<8 { #expect((x[i] - c0 * k0[i] - c1 * k1[i]).magnitude < 1e-13) }
  }

  @Test("LS-2: zero keys have the zero solution and rank 0")
  func zeroKeys() throws {
    let history = try KeyValueHistory(keys: [0, 0, 0, 0], values: [1, 2], K: 2, V: 1, ridge: 0)
    let solution = try OnlineLeastSquares.solve(history, after: 1)
    #expect(solution.rank == 0)
    #expect(solution.state == [0, 0])
    #expect(solution.errorBound[0] == 0)
  }
}

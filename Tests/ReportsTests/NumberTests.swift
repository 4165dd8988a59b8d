import Testing

@testable import DeltaReports

@Suite("DRIFT-7: numbers for people")
struct NumberTests {
  @Test(
    "two significant digits",
    arguments: [
      (0, "0"), (1, "1"), (0.084, "0.084"), (0.1, "0.1"), (0.13, "0.13"), (4, "4"), (16, "16"), (123, "120"),
      (1.6e-6, "1.6·10<sup>−6</sup>"), (1e-8, "10<sup>−8</sup>"), (2.5e7, "2.5·10<sup>7</sup>"), (.infinity, "∞"),
    ] as [(Double, String)])
  func digits(_ x: Double, _ text: String) { #expect(readable(x) == text) }

  @Test(
    "exponents have two decimals and a true minus sign",
    arguments: [(0, "0.00"), (0.394, "0.39"), (-0.05, "−0.05"), (1.5, "1.50"), (-12.345, "−12.35")])
  func exponents(_ p: Double, _ text: String) { #expect(exponent(p) == text) }

  @Test("the decade of a power of ten is its exponent", arguments: -15...15) func decades(_ e: Int) {
    let power = e < 0 ? 1 / (0..<(-e)).reduce(1.0) { x, _ in x * 10 } : (0..<e).reduce(1.0) { x, _ in x * 10 }
    #expect((power * 1.001).decade == e)
    #expect((power * 9.99).decade == e)
  }

  @Test("axes hold every number that can be shown") func axes() {
    #expect(ClosedRange(decadesOf: [3e-7, 0, .infinity, 0.02]) == -7...(-1))
    #expect(ClosedRange(decadesOf: []) == -1...1)
  }
}

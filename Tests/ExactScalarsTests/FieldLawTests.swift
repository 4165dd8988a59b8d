import DeltaExactScalars
import DeltaScalars
import ScalarLaws
import Testing

/// The field laws, written once and run for every scalar (EXA-6).
@Suite struct FieldLawTests {
  static let integers = [0, 1, -1, 2, -3]
  static let eighths = [0, 8, -8, 3, -13, 31]

  private func expectLawful(_ report: LawReport, at least: Int) {
    #expect(report.violations.isEmpty, "\(report.violations.prefix(3)) and \(report.violations.count) in all")
    #expect(report.checks >= least)
  }

  @Test("EXA-6: the prime field is a field, exactly")
  func primeField() {
    var generator = SplitMix64(seed: 1)
    let samples = Self.integers.map { PrimeField($0) } + (0..<3).map { _ in PrimeField(residue: generator.next()) }
    expectLawful(checkFieldLaws(samples, isZero: { $0 == .zero }, agree: ==), at: 7000)
  }

  @Test("EXA-1, EXA-6: the rationals are a field, exactly")
  func rational() {
    let samples = Self.integers.map { Rational($0) } + [Rational(22, 7), Rational(-1, 3), Rational(exactly: 0x1p-600)!]
    expectLawful(checkFieldLaws(samples, isZero: { $0 == .zero }, agree: ==), at: 7000)
  }

  @Test("EXA-5, EXA-6: dual rationals obey the same laws, derivatives included, exactly")
  func dualRational() {
    let samples = Self.integers.map { Dual(Rational($0), derivative: Rational(2 * $0 + 1, 5)) }
    expectLawful(checkFieldLaws(samples, isZero: { $0.value == .zero }, agree: ==), at: 1800)
  }

  // Samples are below 4, so every intermediate is below 4³·2; the laws chain at most four roundings.
  @Test("EXA-6: doubles obey the laws up to their rounding")
  func double() {
    let samples = Self.eighths.map { Double($0) / 8 } + [1.0 / 3, -0.1]
    expectLawful(
      checkFieldLaws(samples, isZero: { $0 == 0 }, agree: { ($0 - $1).magnitude <= 4 * 128 * 0x1p-53 }), at: 7000)
  }

  @Test("EXA-6: eight doubles side by side obey the laws up to their rounding")
  func lanes() {
    let samples = Self.eighths.map { Lanes(Double($0) / 8) } + [Lanes(1.0 / 3), Lanes(-0.1)]
    func isClose(_ a: Lanes, _ b: Lanes) -> Bool {
      (0..<Lanes.count).allSatisfy { (a[$0] - b[$0]).magnitude <= 4 * 128 * 0x1p-53 }
    }
    expectLawful(checkFieldLaws(samples, isZero: { $0[0] == 0 }, agree: isClose), at: 7000)
  }

  @Test("EXA-6: floats obey the laws up to their rounding")
  func float() {
    let samples = Self.eighths.map { Float($0) / 8 } + [1.0 / 3, -0.1]
    expectLawful(
      checkFieldLaws(samples, isZero: { $0 == 0 }, agree: { ($0 - $1).magnitude <= 4 * 128 * 0x1p-24 }), at: 7000)
  }

  @Test("EXA-2, EXA-6: both sides of every law over balls overlap, and are narrow", arguments: [64, 300])
  func ball(precision: Int) {
    let samples =
      Self.integers.map { Ball($0) }
      + [Rational(1, 3), Rational(-22, 7)].map { Ball($0, precision: precision) }
    // Four roundings of numbers below 128, and the samples' own radius carried along.
    let widest = Double(sign: .plus, exponent: 16 - precision, significand: 1)
    Ball.withPrecision(precision) {
      let report = checkFieldLaws(
        samples, isZero: { $0.contains(0.0) },
        agree: { $0.overlaps($1) && $0.radius < widest && $1.radius < widest })
      expectLawful(report, at: 5000)
    }
  }

  @Test("EXA-6: a structure that is not a field is caught")
  func catchesAWrongStructure() {
    let report = checkFieldLaws(
      [NotAField(x: 1), NotAField(x: 2)], isZero: { $0.x == 0 }, agree: { $0.x == $1.x })
    #expect(report.violations.contains { $0.hasPrefix("ab = ba") })
    #expect(report.violations.contains { $0.hasPrefix("addProduct") })
  }

  /// Multiplication that forgets its right factor.
  struct NotAField: Scalar {
    var x: Double
    static let zero = NotAField(x: 0)
    static let one = NotAField(x: 1)
    init(x: Double) { self.x = x }
    init(_ integer: Int) { x = Double(integer) }
    static func + (a: Self, b: Self) -> Self { .init(x: a.x + b.x) }
    static func - (a: Self, b: Self) -> Self { .init(x: a.x - b.x) }
    static func * (a: Self, b: Self) -> Self { a }
    static func / (a: Self, b: Self) -> Self { .init(x: a.x / b.x) }
    mutating func addProduct(_ a: Self, _ b: Self) { self = self + a + b }
  }
}

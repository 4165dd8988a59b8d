import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

extension EnclosedReference {
  /// The gradients that a valid problem asks for, each the double nearest to the exact real number, laid out as its input.
  ///
  /// A gradient that is exactly zero is +0. Without cotangents nothing is asked for, and nothing is enclosed. The result
  /// depends on no library's rounding, no CPU and no thread count.
  ///
  /// - Throws: ``EnclosureError`` when the limit of precision does not decide a gradient, or one is not finite.
  /// - Complexity: O(T·HV·K·V) operations on balls of O(T) bits. Source: ENC-3, GRAD-1.
  public static func gradients(_ problem: Problem) throws(EnclosureError) -> Decided<GradientName, Double> {
    let expected = problem.gradientNames.map { name in
      ExpectedTensor(name, inWords: "gradient '\(name.rawValue)'", shape: problem.expectedShape(of: name.input))
    }
    guard !expected.isEmpty else { return Decided(values: [:], precision: 0, attempts: 0) }
    return try decide(
      expected, from: initialPrecision(problem), enclosing: { encloseGradients(problem, precision: $0) },
      rounding: \.nearestDouble)
  }

  /// Enclosures of the gradients of a valid problem at a given precision in bits.
  ///
  /// - Complexity: O(T·HV·K·V) operations on balls. Source: ENC-3.
  public static func encloseGradients(_ problem: Problem, precision: Int) -> [GradientName: [Ball]] {
    Ball.withPrecision(precision) {
      var exact = Exact<Ball>()
      return DeltaRecurrences.gradients(of: problem, in: Ball.self, rounding: &exact)
    }
  }
}

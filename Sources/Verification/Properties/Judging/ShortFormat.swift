import DeltaOperators
import DeltaScalars

/// A tensor whose every number is one of a shorter format than the profile has anywhere (TOL-15).
///
/// Bits that are always zero are no rounding of the declared kind, however small the errors are beside the bounds.
enum ShortFormat {
  /// The format, where enough elements tell; nil otherwise.
  ///
  /// `spread` is the deviation of honest rounding.
  ///
  /// - Complexity: linear in the elements.
  static func found(in values: [Double], expected: [Double], spread: [Double], _ tolerance: Tolerance) -> Format? {
    let declared = tolerance.profile.formats.map(\.format).min { $0.precision < $1.precision }!
    return [Format.bf16, .tf32].first { format in
      guard format.precision < declared.precision else { return false }
      // What an honest answer has on this grid by chance: one number in 2^bits, or in fewer where cancellation has made its own
      // grid coarser.
      let bits = declared.precision - format.precision
      var telling = 0
      for (i, value) in values.enumerated() where value.isFinite && value != 0 {
        guard format.contains(value) else { return false }
        guard !format.contains(declared.rounded(expected[i])) else { continue }
        let step = value.binade * Double(sign: .plus, exponent: 1 - format.precision, significand: 1)
        telling += spread[i] > 0 ? min(max(Int(step.exponent) - Int(spread[i].exponent) - 2, 0), bits) : bits
      }
      return Double(telling) >= tolerance.shortFormatBits
    }
  }
}

extension Judgement {
  /// Takes the format of what was found into account.
  mutating func include(
    _ values: [Double], expected: [Double], spread: [Double], _ tensor: ResponseTensor, of request: Request,
    _ tolerance: Tolerance
  ) {
    func short(_ right: [Double]) -> Format? {
      ShortFormat.found(in: values, expected: right, spread: spread, tolerance)
    }
    guard holds, let format = short(expected) else { return }
    // Sums that swallow every summand stay where they began, on whichever grid that is: honest rounding must leave it too.
    let honest = tensor.part.carriedOut(request.problem, tolerance, seed: Oracle.seed(request.id))
    guard honest.allSatisfy({ short($0[tensor]!) != nil }) else { return }
    holds = false
    reason =
      "every number of '\(tensor.name)' is one of \(format.name), and the profile \(tolerance.profile.name) has nothing "
      + "so short: declare the format in which it is computed or written"
    worstRatio = max(worstRatio ?? 0, 1.nextUp)
  }
}

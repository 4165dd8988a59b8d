/// The rounding of a profile replaced by random relative errors of the same size: Monte Carlo arithmetic.
///
/// Each point turns x into x·(1 + u·ξ) with u the unit roundoff of that point's format and ξ uniform in [−1, 1), or in
/// (−1, 0] where the format truncates (`Specs/tolerances.md`, clause TOL-2). A point whose format is no coarser than the accumulator is already paid for
/// there and does nothing. The stream depends on the seed alone.
public struct RandomRounding: Rounding {
  @usableFromInline let inputFormat: Format
  @usableFromInline let inputUnit, operandUnit, accumulatorUnit, stateUnit, outputUnit: Double
  @usableFromInline let operandTruncates: Bool
  @usableFromInline var generator: SplitMix64

  /// Creates the rounding of `profile` drawn from `seed`.
  public init(_ profile: Profile, seed: UInt64) {
    let fine = profile.accumulator.unitRoundoff
    func unit(_ format: Format) -> Double { format.unitRoundoff > fine ? format.unitRoundoff : 0 }
    (inputFormat, operandTruncates) = (profile.input, profile.operand.truncates)
    (inputUnit, operandUnit, accumulatorUnit) = (unit(profile.input), unit(profile.operand), fine)
    (stateUnit, outputUnit) = (unit(profile.state), unit(profile.output))
    generator = SplitMix64(seed: seed)
  }

  @inlinable @inline(__always) mutating func perturb(_ x: Double, _ unit: Double) -> Double {
    x + x * (unit * generator.nextSigned())
  }

  /// Rounds to nearest: a kernel is handed one definite tensor, not a random one.
  @inlinable public func input(_ x: Double) -> Double { inputFormat.rounded(x) }

  /// Perturbs where the input's format is coarser than the accumulator.
  @inlinable public mutating func normalised(_ x: Double) -> Double { inputUnit == 0 ? x : perturb(x, inputUnit) }

  /// Perturbs where the factor's format is coarser than the accumulator.
  @inlinable @inline(__always) public mutating func operand(_ x: Double) -> Double {
    guard operandUnit != 0 else { return x }
    let xi = generator.nextSigned()
    return x + x * (operandUnit * (operandTruncates ? -xi.magnitude : xi))
  }

  /// Perturbs by the accumulator's unit roundoff.
  @inlinable @inline(__always) public mutating func accumulator(_ x: Double) -> Double { perturb(x, accumulatorUnit) }

  /// Perturbs by (1 + |g|) unit roundoffs: the error of exp at a rounded argument.
  @inlinable public mutating func decay(_ x: Double, logDecay: Double) -> Double {
    x == 0 ? 0 : perturb(x, accumulatorUnit * (1 + logDecay.magnitude))
  }

  /// Perturbs where the state's format is coarser than the accumulator.
  @inlinable @inline(__always) public mutating func state(_ x: Double) -> Double {
    stateUnit == 0 ? x : perturb(x, stateUnit)
  }

  /// Perturbs where the output's format is coarser than the accumulator.
  @inlinable public mutating func output(_ x: Double) -> Double { outputUnit == 0 ? x : perturb(x, outputUnit) }
}

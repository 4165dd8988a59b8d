/// The rounding of a profile carried out: every value goes to its format where the profile says so (TOL-9).
///
/// Sums and products are formed in double precision and rounded once, as fused hardware does. Stochastic formats draw
/// their bits from one stream, one word a value whether it is needed or not: the same problem is rounded the same way
/// again, and what comes later does not disturb what came before.
public struct ProfileRounding: Rounding {
  private let profile: Profile
  private var stream: SplitMix64

  /// Creates the rounding of `profile`, its random bits drawn from `seed`.
  public init(_ profile: Profile, seed: UInt64) { (self.profile, stream) = (profile, SplitMix64(seed: seed)) }

  private mutating func rounded(_ x: Double, to format: Format) -> Double {
    format.rounding == .stochastic ? format.rounded(x, bits: stream.next()) : format.rounded(x)
  }

  /// Rounds to the format of the inputs.
  public mutating func input(_ x: Double) -> Double { rounded(x, to: profile.input) }
  /// Rounds to the format of the inputs, in which normalised rows are written.
  public mutating func normalised(_ x: Double) -> Double { rounded(x, to: profile.input) }
  /// Rounds to the format of factors.
  public mutating func operand(_ x: Double) -> Double { rounded(x, to: profile.operand) }
  /// Rounds to the format of sums.
  public mutating func callAsFunction(_ x: Double) -> Double { rounded(x, to: profile.accumulator) }
  /// Rounds to the format of sums: an exponential that is right to the last bit.
  public mutating func decay(_ x: Double, logDecay: Double) -> Double { rounded(x, to: profile.accumulator) }
  /// Rounds to the format of the state.
  public mutating func state(_ x: Double) -> Double { rounded(x, to: profile.state) }
  /// Rounds to the format of the outputs.
  public mutating func output(_ x: Double) -> Double { rounded(x, to: profile.output) }
}

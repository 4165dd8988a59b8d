/// The rounding of a profile carried out: every value goes to its format where the profile says so (TOL-9).
///
/// Sums and products are formed in double precision and rounded once, as fused hardware does. Stochastic formats draw
/// their bits from one stream, one word a value whether it is needed or not: the same problem is rounded the same way
/// again, and what comes later does not disturb what came before. Whoever rounds can see afterwards whether a finite value
/// became infinite (TOL-12).
public struct ProfileRounding: Rounding {
  @usableFromInline let inputs, cotangents, operands, accumulators, states, preconditionerStates, outputs: Place
  @usableFromInline var stream: SplitMix64
  /// The first place at which a finite value was beyond the largest number of its format.
  public private(set) var overflow: Overflow?
  /// The profile's.
  public let decays: DecayForm
  /// The profile's.
  public let gateGradients: GateGradientForm

  /// A finite value that its format does not hold.
  public struct Overflow: Hashable, Sendable {
    /// The rounding point.
    public let place: String
    /// Its format.
    public let format: Format
    /// The value.
    public let value: Double
  }

  /// A rounding point with its format.
  @usableFromInline struct Place: Sendable {
    @usableFromInline let name: StaticString
    @usableFromInline let format: Format
    /// Whether random bits are drawn for every value.
    @usableFromInline let isStochastic: Bool
    @usableFromInline let greatest: Double

    init(_ name: StaticString, _ format: Format, _ headroom: Double = 1) {
      (self.name, self.format, isStochastic) = (name, format, format.rounding == .stochastic)
      greatest = format.greatest / headroom
    }
  }

  /// Creates the rounding of `profile`, its random bits drawn from `seed`.
  ///
  /// A sum counts as beyond the range from the format's largest number divided by `headroom` on: products of the same factors in
  /// another order pass through other numbers.
  public init(_ profile: Profile, seed: UInt64, headroom: Double = 1) {
    (inputs, operands) = (Place("input", profile.input), Place("factor", profile.operand))
    cotangents = Place("cotangent", profile.cotangent)
    accumulators = Place("sum, product or function value", profile.accumulator, headroom)
    states = Place("state", profile.state)
    preconditionerStates = Place("state of the preconditioner", profile.preconditionerState)
    (outputs, stream) = (Place("output", profile.output), SplitMix64(seed: seed))
    (decays, gateGradients) = (profile.decays, profile.gateGradients)
  }

  @inlinable @inline(__always) mutating func rounded(_ x: Double, _ place: Place) -> Double {
    let y = place.isStochastic ? place.format.rounded(x, bits: stream.next()) : place.format.rounded(x)
    if y.magnitude > place.greatest, x.isFinite { note(x, place) }
    return y
  }

  @usableFromInline @inline(never) mutating func note(_ x: Double, _ place: Place) {
    overflow = overflow ?? Overflow(place: "\(place.name)", format: place.format, value: x)
  }

  /// Rounds to the format of the inputs.
  @inlinable public mutating func input(_ x: Double, of tensor: Int) -> Double { rounded(x, inputs) }
  /// Rounds to the format of the cotangents.
  @inlinable public mutating func cotangent(_ x: Double, of tensor: Int) -> Double { rounded(x, cotangents) }
  /// Where the format of the inputs is coarser than the accumulator.
  @inlinable public var storesNarrow: Bool { inputs.format.unitRoundoff > accumulators.format.unitRoundoff }

  /// Rounds to the format of the inputs, in which normalised rows are written.
  @inlinable public mutating func stored(_ x: Double) -> Double { rounded(x, inputs) }
  /// Rounds to the format of factors.
  @inlinable public mutating func operand(_ x: Double) -> Double { rounded(x, operands) }
  /// Rounds to the format of sums.
  @inlinable public mutating func callAsFunction(_ x: Double) -> Double { rounded(x, accumulators) }
  /// Rounds to the format of sums: an exponential that is right to the last bit.
  @inlinable public mutating func decay(_ x: Double, logDecay: Double) -> Double { rounded(x, accumulators) }
  /// Rounds to the format of the state.
  @inlinable public mutating func state(_ x: Double) -> Double { rounded(x, states) }
  /// Rounds to the format of the preconditioner's state.
  @inlinable public mutating func preconditionerState(_ x: Double) -> Double { rounded(x, preconditionerStates) }
  /// Rounds to the format of the outputs.
  @inlinable public mutating func output(_ x: Double) -> Double { rounded(x, outputs) }
}

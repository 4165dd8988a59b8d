/// The rounding of a profile replaced by random relative errors of the same size: Monte Carlo arithmetic, eight samples
/// at a time.
///
/// Each point turns x into x·(1 + u·ξ) with u the unit roundoff of that point's format and ξ one of two values with the
/// mean and the variance of a rounding error (`Specs/tolerances.md`, clause TOL-2), or below the normal range by an error
/// of the size that rounding has there. A point whose format is no coarser than the accumulator is already paid for there
/// and does nothing. The streams depend on the seed alone.
public struct RandomRounding: Rounding {
  /// The formats in which tensors may be handed over.
  @usableFromInline let inputFormat, cotangentFormat: Format
  /// For each sample a bit a tensor: whether it comes in that format.
  @usableFromInline let comesRounded: SIMD8<UInt64>
  @usableFromInline let input, operand, accumulator, state, preconditionerState, output: RandomError
  /// The profile's.
  public let decays: DecayForm
  /// Tokens after which cumulative sums of log decays begin anew.
  public let decayChunk: Int
  /// The profile's.
  public let gateGradients: GateGradientForm
  @usableFromInline var signs: RandomSigns
  /// Of products that are added to the state: a stream of their own, beside that of the points that all kernels have.
  @usableFromInline var productSigns: RandomSigns
  /// Native rows where sums, operands and sums, the state and sums, what is stored and sums have relative errors.
  let sumRows, operandRows, stateRows, storedRows: NativeRows?

  /// Creates the rounding of `profile` for samples `first` to `first + 7` of the noise drawn from `seed`.
  ///
  /// The bits do not depend on `rows`.
  public init(
    _ profile: Profile, seed: UInt64, first: Int = 0, decayChunk: Int = DecayForm.chunk, rows: SampleRows = .best
  ) {
    self.decayChunk = decayChunk
    let fine = profile.accumulator
    func error(_ format: Format) -> RandomError {
      let isCoarser = format.unitRoundoff > fine.unitRoundoff || format.leastSubnormal > fine.leastSubnormal
      return isCoarser ? RandomError(format) : .none
    }
    (inputFormat, cotangentFormat) = (profile.input, profile.cotangent)
    comesRounded = Self.coins(seed: SplitMix64.mix(seed), first: first)
    (input, operand, accumulator) = (error(profile.input), error(profile.operand), RandomError(profile.accumulator))
    (state, output) = (error(profile.state), error(profile.output))
    preconditionerState = error(profile.preconditionerState)
    (decays, gateGradients) = (profile.decays, profile.gateGradients)
    signs = RandomSigns(seed: seed, first: first)
    productSigns = RandomSigns(seed: ~seed, first: first)
    sumRows = NativeRows(rows, [accumulator])
    operandRows = NativeRows(rows, [accumulator, operand])
    stateRows = NativeRows(rows, [accumulator, state])
    storedRows = NativeRows(rows, [accumulator, input])
  }

  @inlinable @inline(__always) mutating func perturb(_ x: Lanes, _ error: RandomError) -> Lanes {
    Self.perturbed(x, error, &signs)
  }

  /// The factor 1 + relative is itself rounded, by 2⁻⁵³: a few hundredths of the error of the finest format there is (48 bits), and
  /// 2⁻²⁹ of that of float32.
  @inlinable @inline(__always) static func perturbed(
    _ x: Lanes, _ error: RandomError, _ signs: inout RandomSigns
  ) -> Lanes {
    let relative = signs.signed(error.deviation) - error.mean
    return error.leastNormal == 0
      ? Lanes(lanes: x.values * (1 + relative)) : Lanes(lanes: x.values + error.scale(x.values) * relative)
  }

  /// Rounds to nearest in the samples in which the tensor comes rounded: a kernel is handed definite tensors, not random
  /// ones, but some may come as they are.
  @inlinable public func input(_ x: Lanes, of tensor: Int) -> Lanes { handed(x, inputFormat, tensor) }
  /// The same, in the coarser of the formats of inputs and outputs.
  @inlinable public func cotangent(_ x: Lanes, of tensor: Int) -> Lanes { handed(x, cotangentFormat, tensor) }

  @inlinable func handed(_ x: Lanes, _ format: Format, _ tensor: Int) -> Lanes {
    let rounded = format.rounded(x[0])
    guard rounded != x[0] else { return x }
    let coins = (comesRounded &>> SIMD8(repeating: UInt64(tensor))) & SIMD8(repeating: 1)
    return Lanes(lanes: x.values.replacing(with: rounded, where: coins .== 1))
  }

  /// A word of coins for each of eight samples.
  private static func coins(seed: UInt64, first: Int) -> SIMD8<UInt64> {
    var coins = SIMD8<UInt64>()
    for lane in 0..<Lanes.count { coins[lane] = SplitMix64.mix(seed &+ UInt64(first + lane)) }
    return coins
  }

  /// Perturbs where the input's format is coarser than the accumulator.
  @inlinable public mutating func stored(_ x: Lanes) -> Lanes { input.isNone ? x : perturb(x, input) }

  /// Perturbs where the factor's format is coarser than the accumulator.
  @inlinable @inline(__always) public mutating func operand(_ x: Lanes) -> Lanes {
    operand.isNone ? x : perturb(x, operand)
  }

  /// Where the decayed factor is below the normal range, perturbs by what is lost there.
  @inlinable public mutating func operand(_ x: Lanes, decayable decay: Lanes) -> Lanes {
    guard tellsDecayedFactors else { return operand(x) }
    let relative = signs.signed(operand.deviation) - operand.mean
    return Lanes(lanes: x.values + operand.scale(x.values, decayable: decay.values) * relative)
  }

  /// Where an operand's exponents are narrower than float32's.
  @inlinable public var tellsDecayedFactors: Bool { operand.leastNormal > 0 }

  /// Perturbs by the accumulator's unit roundoff.
  @inlinable @inline(__always) public mutating func callAsFunction(_ x: Lanes) -> Lanes {
    accumulator.isPlain
      ? Lanes(lanes: x.values * (1 + signs.signed(accumulator.deviation))) : perturb(x, accumulator)
  }

  /// Perturbs as a sum: what a kernel without fused arithmetic does.
  @inlinable @inline(__always) public mutating func product(_ x: Lanes) -> Lanes {
    Self.perturbed(x, accumulator, &productSigns)
  }

  /// Perturbs by (1 + |g|) unit roundoffs: the error of exp at a rounded argument.
  @inlinable public mutating func decay(_ x: Lanes, logDecay: Double) -> Lanes {
    logDecay == -.infinity ? x : perturb(x, accumulator.times(1 + logDecay.magnitude))
  }

  /// Where the input's format is coarser than the accumulator.
  @inlinable public var storesNarrow: Bool { !input.isNone }

  /// Where decays are exponentials of differences, those of two tokens have one of their own, which is rounded: by u·|g| more.
  @inlinable public mutating func pair(_ x: Lanes, decayedBy decay: Lanes) -> Lanes {
    guard decays == .cumulative, decay[0] > 0 else { return self(decay * x) }
    return perturb(decay * x, accumulator.times(1 + Double.log(decay[0]).magnitude))
  }

  /// Perturbs where the state's format is coarser than the accumulator.
  @inlinable @inline(__always) public mutating func state(_ x: Lanes) -> Lanes {
    state.isNone ? x : perturb(x, state)
  }

  /// Perturbs where the format of A is coarser than the accumulator.
  @inlinable @inline(__always) public mutating func preconditionerState(_ x: Lanes) -> Lanes {
    preconditionerState.isNone ? x : perturb(x, preconditionerState)
  }

  /// Whether they are equal in every lane.
  @inlinable @inline(__always) public func areOne(_ x: Lanes, _ y: Lanes) -> Bool { x.values == y.values }

  /// Perturbs where the output's format is coarser than the accumulator.
  @inlinable public mutating func output(_ x: Lanes) -> Lanes { output.isNone ? x : perturb(x, output) }
}

/// A random sign for each lane, 64 from a word of its own generator; laid out as `ds_signs`.
@usableFromInline struct RandomSigns: Sendable {
  /// The states of ``SplitMix64``.
  @usableFromInline var generators: SIMD8<UInt64>
  @usableFromInline var bits = SIMD8<UInt64>()
  @usableFromInline var left = 0

  init(seed: UInt64, first: Int) {
    generators = .init()
    for lane in 0..<Lanes.count { generators[lane] = SplitMix64.mix(seed &+ UInt64(first + lane)) }
  }

  /// The magnitude with a random sign in each lane.
  @inlinable @inline(__always) mutating func signed(_ magnitude: Double) -> SIMD8<Double> {
    if left == 0 { draw() }
    let drawn = bits & SIMD8(repeating: 1 << 63)
    bits = bits &+ bits
    left -= 1
    return unsafeBitCast(SIMD8(repeating: magnitude.bitPattern) ^ drawn, to: SIMD8<Double>.self)
  }

  @usableFromInline @inline(never) mutating func draw() {
    for lane in 0..<Lanes.count {
      var generator = SplitMix64(seed: generators[lane])
      bits[lane] = generator.next()
      generators[lane] = generator.state
    }
    left = 64
  }
}

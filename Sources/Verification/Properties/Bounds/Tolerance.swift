import DeltaOperators
import DeltaScalars

/// How large an error may be under a declared profile; every number here is derived in `Specs/tolerances.md`.
public struct Tolerance: Sendable {
  /// The declared arithmetic.
  public let profile: Profile
  /// Runs of the reference under random rounding, hence degrees of freedom of the estimated spread (TOL-3).
  public let samples: Int
  /// Probability with which a sound implementation may fail on one tensor (TOL-4).
  public let falseAlarm: Double
  /// How many times larger than the model's an honest implementation's roundings may act (TOL-5).
  public let allowance: Double

  /// Whether a place of the profile drops bits, so that errors have one sign.
  let isBiased: Bool
  /// All runs: the random ones, and the one whose rounding is carried out (TOL-3).
  var runs: Int { samples + 1 }
  /// How many times the model's mean error an honest implementation's may be, where bits are dropped (TOL-5).
  public let biasAllowance = 1.5
  /// The relative error, shared by all elements, of the constants that a kernel multiplies with (TOL-13).
  var constants: Double { 4 * profile.accumulator.unitRoundoff }
  /// Bits that must all be zero by chance before a tensor is said to be in a shorter format (TOL-15).
  var shortFormatBits: Double { 64 }
  /// Tokens a chunk of the chunked model, the largest chunk in common use (TOL-2).
  public let chunk: Int

  /// Creates the tolerance of a profile with the derived constants.
  public init(_ profile: Profile, samples: Int = 32, falseAlarm: Double = 1e-6, allowance: Double = 4, chunk: Int = 64)
  {
    // Random signs cancel: of a few samples all may, and an element would seem to have no spread (TOL-2).
    precondition(samples >= 16, "Tolerance: \(samples) samples; at least 16 are needed")
    (self.profile, self.samples, self.chunk) = (profile, samples, chunk)
    (self.falseAlarm, self.allowance) = (falseAlarm, allowance)
    isBiased = [profile.input, profile.operand, profile.accumulator, profile.state, profile.output]
      .contains { $0.rounding == .truncate }
  }

  /// The number of spreads that an element of a tensor of `elements` elements may be off.
  public func spreads(elements: Int) -> Double {
    allowance * StudentT.quantile(exceeding: falseAlarm / Double(max(elements, 1)), degrees: samples)
  }

  /// How far the output of a problem scaled by −2 may lie from that of the problem so scaled, for one within `bound` (TOL-8).
  ///
  /// Floating-point numbers scale exactly, but for those near the smallest of their format. In float32 these are too small
  /// to be seen themselves; but one of them can decide a tie, and turn a rounding of the answer or of its multiple. A
  /// rounding that is turned moves an element by 2u at most, of which the spread knows u/√3. In a format with few
  /// exponents the numbers can be seen, and what is rounded at random is rounded otherwise the second time.
  func scaled(bound: [Double], spread: [Double], floor: Floor) -> [Double] {
    let isExact =
      repeatsItsRoundings && profile.formats.allSatisfy { $0.format.minimumExponent <= Format.fp32.minimumExponent }
    return bound.indices.map { (isExact ? 2 * allowance * spread[$0] : 4 * bound[$0]) + floor[$0] }
  }

  /// Whether nothing is rounded at random: otherwise other draws are as right (TOL-8).
  var repeatsItsRoundings: Bool {
    profile.formats.allSatisfy { $0.format.rounding != .stochastic }
  }

  /// What underflow alone may cost a tensor, for data of magnitude `scale` (TOL-6).
  func floor(of tensor: ResponseTensor, scale: Double) -> Double {
    // Where exponents are narrower than float32's, underflow is part of the model (TOL-2). Half a step more than one, so that
    // no number of the format lies on the floor itself.
    Format.fp32.leastNormal * 0x1p16 * max(scale, 1) + 1.5 * profile.returned(tensor).leastSubnormal
  }
}

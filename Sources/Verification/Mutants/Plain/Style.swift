import DeltaScalars

/// How a right implementation may be written: forms, orders and roundings that no check may object to.
///
/// The standard one is a chunk form in chunks of 16, float32, sums from left to right.
public struct Style: Hashable, Sendable {
  /// How tokens become states and outputs.
  public enum Form: Hashable, Sendable {
    /// The corrections of a chunk by forward substitution.
    case chunk(Int)
    /// A matrix that every token updates.
    case token
    /// The inverse of I + L formed first: D = U − W S.
    case inverse(Int)
    /// The inverse of I + L from those of its two halves.
    case blockInverse(Int)
    /// The inverse of I + L by repeated squaring, which loses digits: no right form, and one of the faults.
    case doubling(Int)
    /// The sequence in four pieces, each an affine map of its start state.
    case pieces
  }
  /// In which order sums are formed.
  public enum Sums: Hashable, Sendable { case forward, reversed, pairwise, split(Int), fused }
  /// How the decay between two tokens is formed.
  public enum Decays: Hashable, Sendable {
    /// The exponential of a sum of gates, each sum taken afresh.
    case sums
    /// A product of the decays of single tokens.
    case products
    /// The exponential of a difference of cumulative sums.
    case cumulative
  }

  var form = Form.chunk(16)
  var sums = Sums.forward
  var decays = Decays.sums
  /// Gates are multiplied by log₂e and go to exp2.
  var usesPowersOfTwo = false
  var flushesDenormals = false
  /// Float64 inside; tensors stay float32.
  var isDouble = false
  /// β multiplies v and the erasing key beforehand.
  var foldsGain = false
  /// The scale multiplies the output instead of the query.
  var scalesOutput = false
  /// Norms by a reciprocal root, refined by a step of Newton's, and a product.
  var usesReciprocalRoot = false
  /// The way back through a norm projects on the row that was written, in its format, and not on the row that was read.
  var keepsNormalised = false
  /// log(1 + e^y) is y from here on.
  var softplusThreshold: Double?
  /// 1 + e^y is formed as it stands.
  var formsSoftplusSum = false
  /// Whether σ(−z) is formed as 1 − σ(z).
  var subtractsSigmoid = false
  /// The exact flow is a series for short keys.
  var flowsBySeries = false
  /// Zeros come back as −0.
  var negatesZeros = false
  /// Heads last to first.
  var reordersHeads = false
  /// Gradients of gates as suffix sums of q̃∘dq̃ − k̃∘dk̃ + k∘dk.
  var sumsGateGradients = false
  /// Each of them as the sum of a whole chunk less what precedes.
  var sumsLessPrefixes = false
  /// That of the rate too, but for gates whose decay leaves nothing (GRAD-14).
  var sumsRateGradients = false
  /// On the way back, states between chunks are the chunk form's, and those within are computed again from them.
  var recomputesStates = false
  /// Where values are rounded, besides to the float's own format.
  var operand: Format?, state: Format?, output: Format?, normalised: Format?

  /// The standard one.
  public init() {}

  /// The standard one with some changes.
  static func with(_ change: (inout Style) -> Void) -> Style {
    var style = Style()
    change(&style)
    return style
  }

  /// Tokens a chunk; those of the standard form where the form has no chunks.
  var chunk: Int {
    switch form {
    case .chunk(let C), .inverse(let C), .blockInverse(let C), .doubling(let C): C
    case .token, .pieces: 16
    }
  }

  /// An honest kernel of a profile: rounded where the profile rounds.
  static func of(_ profile: Profile) -> Style {
    func narrow(_ format: Format) -> Format? { format == .fp32 ? nil : format }
    return with {
      $0.operand = narrow(profile.operand)
      ($0.state, $0.output, $0.normalised) = (narrow(profile.state), narrow(profile.output), narrow(profile.input))
    }
  }
}

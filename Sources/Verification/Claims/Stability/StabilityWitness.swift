import DeltaOperators
import DeltaScalars

/// A periodic stream of tokens along which PDN's state grows without bound although every value is zero.
///
/// A token that *marks* forgets the diagonal state and stores its own key there, `A_t = k_t∘k_t`; the others hold
/// `A_t = A_{t−1}`. So the first token of a period fixes A whatever it was before, and the preconditioner is exactly
/// periodic from there on. Keys are small integers: every format that carries bf16 carries the witness.
/// Source: `Specs/stability.md`, STAB-1.
struct StabilityWitness: Sendable {
  /// One token of the stream.
  struct Token: Sendable {
    var key: [Int]
    var beta: Float
    let marks: Bool

    /// The key with its channels moved round by a number of places.
    func rotated(by places: Int) -> Token {
      let K = key.count
      return Token(key: (0..<K).map { key[($0 + K - places) % K] }, beta: beta, marks: marks)
    }
  }

  let name: String
  /// The tokens of one period.
  var tokens: [Token]
  /// The centre c of the squash.
  let centre: Float
  /// The growth per token that is claimed, in ten-thousandths.
  let claimed: Int
  /// The bound of the squash.
  let x: Double

  var K: Int { tokens[0].key.count }
  var period: Int { tokens.count }

  /// Repeats a block of tokens with its channels moved round by `shift` places until they are back.
  init(_ name: String, _ block: [Token], shift: Int, centre: Float, claimed: Int, x: Double = 1.5) {
    let turns = block[0].key.count / shift
    tokens = (0..<turns).flatMap { turn in block.map { $0.rotated(by: turn * shift) } }
    (self.name, self.centre, self.claimed, self.x) = (name, centre, claimed, x)
  }

  /// The smallest: two channels, six tokens.
  static let smallest = StabilityWitness(
    "two channels",
    [
      Token(key: [1, 0], beta: 0, marks: true), Token(key: [16, 15], beta: 1, marks: false),
      Token(key: [13, 7], beta: 1, marks: false),
    ], shift: 1, centre: -5.5625, claimed: 10_350)

  /// The strongest that the search found: three channels, nine tokens.
  static let strongest = StabilityWitness(
    "three channels",
    [
      Token(key: [-43, 63, 0], beta: 0, marks: true), Token(key: [-13, -22, 34], beta: 1, marks: false),
      Token(key: [-32, -53, 43], beta: 1, marks: false),
    ], shift: 1, centre: -5.9375, claimed: 10_375)

  /// With the centre that the kernels start from, −0.2 rounded to bf16.
  static let usualCentre = StabilityWitness(
    "usual centre",
    [
      Token(key: [1, 0], beta: 0, marks: true), Token(key: [61, 63], beta: 1, marks: false),
      Token(key: [49, 30], beta: 1, marks: false),
    ], shift: 1, centre: -0.2001953125, claimed: 10_200)

  /// Gain 1 at every token: each channel is doubled, marks are even across a pair and the other keys odd.
  static let fullGain = StabilityWitness(
    "full gain",
    [
      Token(key: [-28, -28, 41, 41, 0, 0], beta: 1, marks: true),
      Token(key: [-13, 13, -22, 22, 34, -34], beta: 1, marks: false),
      Token(key: [-32, 32, -53, 53, 43, -43], beta: 1, marks: false),
    ], shift: 2, centre: -6.375, claimed: 10_370)

  static let all = [smallest, strongest, usualCentre, fullGain]
}

extension StabilityWitness {
  /// The stream as a problem of the suite: `pdn`, `deltanet`, or with a gate at every token `pgdn`.
  ///
  /// Values are zero and the initial state is the identity, so that the final state *is* the product of transitions.
  func problem(_ norm: L2Norm, gate: Float? = nil, periods: Int = 1, preconditioned: Bool = true) throws -> Problem {
    let stream = (0..<periods).flatMap { _ in tokens }
    let T = stream.count
    var settings = Settings(scale: 1, l2norm: norm)
    settings.x = x
    let op = try Operator.named(!preconditioned ? "deltanet" : gate == nil ? "pdn" : "pgdn")
    let keys = Tensor([1, T, 1, K], stream.flatMap { $0.key.map { Float($0) } })
    var problem = Problem(op, Shape(T: T, K: K, V: K), settings, inputs: [:])
    problem.inputs = [
      .q: keys, .k: keys, .v: Tensor([1, T, 1, K]), .beta: Tensor([1, T, 1], stream.map(\.beta)),
      .h0: Tensor([1, 1, K, K], (0..<K * K).map { $0 % (K + 1) == 0 ? 1 : 0 }),
    ]
    if preconditioned {
      problem.inputs[.gATK] = Tensor([1, T, 1], stream.map { $0.marks ? -.infinity : 0 })
      problem.inputs[.betaATK] = Tensor([1, T, 1], stream.map { $0.marks ? 1 : 0 })
      problem.inputs[.logATKScale] = Tensor([1], [centre])
    }
    if let gate { problem.inputs[.g] = Tensor([1, T, 1], repeating: gate) }
    try problem.validate()
    return problem
  }
}

extension StabilityWitness.Token: CustomStringConvertible {
  /// The key, the gain and what it does to A.
  var description: String {
    "k ∝ (\(key.map(String.init).joined(separator: ", "))), β = \(Int(beta)), "
      + (marks ? "α^P = 0, β^P = 1" : "α^P = 1, β^P = 0")
  }
}

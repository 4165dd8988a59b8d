/// Which points of the four axes are recurrences, and why the others are not (OP-V).
extension Axes {
  /// All points.
  public static var all: [Axes] {
    Decay.allCases.flatMap { decay in
      Gain.allCases.flatMap { gain in
        Preconditioner.allCases.flatMap { preconditioner in
          Solve.allCases.map { Axes(decay: decay, gain: gain, preconditioner: preconditioner, solve: $0) }
        }
      }
    }
  }

  /// Why this point is no recurrence; nil where it is one.
  public var invalidity: String? { Self.rules.first { $0.refuses(self) }?.reason }

  /// Whether the write key is `P k` with the whole of P.
  private var hasExactWriteKey: Bool { has(.writeKey) && has(.gram) }

  /// A reason with the points that it refuses.
  struct Rule: Sendable {
    let reason: String
    let refuses: @Sendable (Axes) -> Bool
  }

  /// The first rule that refuses a point gives its reason.
  static let rules: [Rule] = [
    Rule(reason: "without an erase there is no step to limit, and no erase to gain apart") {
      $0.has(.stepGain) && !$0.has(.erase)
    },
    Rule(reason: "without a decay there is no state before it") { $0.solve == .onlineBeforeDecay && $0.decay == .none },
    Rule(reason: "online, the write has already solved for what a preconditioned query solves for") {
      $0.has(.erase) && $0.has(.solvedQuery)
    },
    Rule(reason: "1/‖k‖² and the exact flow belong to the step along k itself; with a write key use the implicit gain")
    {
      $0.has(.dividingGain) && $0.has(.writeKey)
    },
    Rule(reason: "the exact write key P k already contains the step's size") {
      $0.hasExactWriteKey && $0.gain != .one
    },
    Rule(reason: "the exact write key belongs to the online solve without decay; EQ-3 to EQ-5 give the others") {
      $0.hasExactWriteKey && !($0.solve == .online && $0.decay == .none)
    },
    Rule(reason: "a Gram matrix has one decay for all its channels") {
      $0.has(.gramOfValueHead) && $0.has(.channelDecay)
    },
  ]
}

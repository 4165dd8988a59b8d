import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// A periodic stream taken one token at a time through the suite's recurrence, each call given the last one's states.
struct StabilityStream {
  private let lowered: Lowered<Ball>
  private let map: Squash<Ball>
  private(set) var state: [Ball]
  private var diagonal: [Ball]
  private var t = 0
  private var place: Int { t % lowered.shape.T }

  /// Starts from the problem's initial states.
  init(_ problem: Problem) {
    var exact = Exact<Ball>()
    lowered = lower(problem, to: Ball.self, rounding: &exact)
    (map, state) = (Squash<Ball>(problem), lowered.h0)
    diagonal = problem.op.axes.preconditioner == .none ? [] : .init(repeating: .zero, count: problem.shape.K)
  }

  /// Takes the next token and returns its transition: what it does to the identity.
  mutating func transition() -> [Ball] {
    let identity = lowered.h0
    let result = recur(token(from: identity), map: map)
    advance()
    return result.ht
  }

  /// Takes the next token.
  mutating func advance() {
    let result = recur(token(from: state), map: map)
    (state, diagonal) = (result.ht, result.at)
    t += 1
  }

  /// The next token as a sequence of its own.
  private func token(from state: [Ball]) -> Lowered<Ball> {
    let (K, V) = (lowered.shape.K, lowered.shape.V)
    func row(_ values: [Ball], _ width: Int = 1) -> [Ball] {
      values.isEmpty ? [] : Array(values[place * width..<(place + 1) * width])
    }
    return Lowered(
      op: lowered.op, shape: Shape(T: 1, K: K, V: V), q: row(lowered.q, K), k: row(lowered.k, K),
      v: row(lowered.v, V), decay: row(lowered.decay), gain: row(lowered.gain), decayATK: row(lowered.decayATK),
      gainATK: row(lowered.gainATK), h0: state, a0: diagonal)
  }

  /// The sum of squares of the key at a token.
  func squaredKeyNorm(_ t: Int) -> Ball {
    let K = lowered.shape.K
    return lowered.k[t * K..<(t + 1) * K].reduce(Ball.zero) { $0 + $1 * $1 }
  }

  /// The Frobenius norm of the state.
  var norm: Ball { Ball.sqrt(state.reduce(Ball.zero) { $0 + $1 * $1 }) }
}

import Operators
import Recurrences
import Scalars

/// Every array that a lowered problem's outputs depend on, by a name for messages.
enum Arrays {
  static func values<S>(_ p: Lowered<S>, centres: [S]) -> [(name: String, values: [S])] {
    [
      ("q", p.q), ("k", p.k), ("v", p.v), ("decay", p.decay), ("gain", p.gain), ("decayATK", p.decayATK),
      ("gainATK", p.gainATK), ("h0", p.h0), ("a0", p.a0), ("centre", centres),
    ]
  }

  static func gradients<S>(_ d: LoweredGradients<S>) -> [String: [S]] {
    [
      "q": d.q, "k": d.k, "v": d.v, "decay": d.decay, "gain": d.gain, "decayATK": d.decayATK, "gainATK": d.gainATK,
      "h0": d.h0, "a0": d.a0, "centre": d.centre,
    ]
  }
}

/// A point at which to differentiate: a lowered problem, the parameters of the map, and the cotangents.
struct Point<S: Scalar> {
  var problem: Lowered<S>
  var centres: [S] = []
  var cotangents: LoweredOutputs<S>

  /// Fills every array that the operator has; `positive` fills those that an ordered field wants so (decays, gains of A).
  init(_ op: Operator, _ shape: Shape, any: () -> S, positive: () -> S) {
    let (s, tokens, preconditioned) = (shape, shape.B * shape.T, op.axes.preconditioner != .none)
    func draw(_ count: Int, _ one: () -> S) -> [S] { (0..<count).map { _ in one() } }
    var p = Lowered(
      op: op, shape: s, q: draw(tokens * s.H * s.K, any), k: draw(tokens * s.H * s.K, any),
      v: draw(tokens * s.HV * s.V, any))
    if op.axes.decay != .none { p.decay = draw(tokens * s.HV * (op.axes.decay == .channel ? s.K : 1), positive) }
    if op.axes.gain == .beta { p.gain = draw(tokens * s.HV, positive) }
    p.h0 = draw(s.N * s.HV * s.K * s.V, any)
    if preconditioned {
      (p.decayATK, p.gainATK) = (draw(tokens * s.H, positive), draw(tokens * s.H, positive))
      p.a0 = draw(s.N * s.H * s.K, positive)
      centres = draw(s.H, positive)
    }
    problem = p
    cotangents = LoweredOutputs(
      o: draw(tokens * s.HV * s.V, any), ht: draw(p.h0.count, any), at: draw(p.a0.count, any))
  }

  /// The names of the arrays that are not empty.
  var names: [String] { Arrays.values(problem, centres: centres).filter { !$0.values.isEmpty }.map(\.name) }

  func adjoint() -> LoweredGradients<S> {
    Recurrences.adjoint(of: problem, map: RationalMap(centres: centres), cotangents: cotangents)
  }

  /// ⟨ō, o′⟩ + ⟨S̄_T, S_T′⟩ + ⟨Ā_T, A_T′⟩ for the derivative ′ along `direction`, in forward mode.
  func derivative(along direction: [String: [S]]) -> S {
    func dual(_ name: String, _ values: [S]) -> [Dual<S>] {
      guard let tangent = direction[name] else { return values.map { Dual($0) } }
      return zip(values, tangent).map { Dual($0, derivative: $1) }
    }
    let p = problem
    let lifted = Lowered(
      op: p.op, shape: p.shape, q: dual("q", p.q), k: dual("k", p.k), v: dual("v", p.v),
      decay: dual("decay", p.decay), gain: dual("gain", p.gain), decayATK: dual("decayATK", p.decayATK),
      gainATK: dual("gainATK", p.gainATK), h0: dual("h0", p.h0), a0: dual("a0", p.a0))
    let out = recur(lifted, map: RationalMap(centres: dual("centre", centres)))
    return pairing(cotangents.o, out.o.map(\.derivative)) + pairing(cotangents.ht, out.ht.map(\.derivative))
      + pairing(cotangents.at, out.at.map(\.derivative))
  }
}

/// Σ aᵢbᵢ.
func pairing<S: Scalar>(_ a: [S], _ b: [S]) -> S {
  precondition(a.count == b.count, "pairing: \(a.count) and \(b.count) elements")
  return zip(a, b).reduce(.zero) { $0 + $1.0 * $1.1 }
}

/// A rational map in place of the squash, B = (A² + cA + h)/(A + 5c + 7), with its derivatives by the quotient rule.
struct RationalMap<S: Scalar>: DifferentiableMap {
  let centres: [S]

  func preconditioner(_ a: S, head: Int) -> S {
    let c = centres[head]
    return (a * a + c * a + S(head + 3)) / (a + S(5) * c + S(7))
  }

  func differential(_ a: S, head: Int) -> (state: S, centre: S) {
    let (b, denominator) = (preconditioner(a, head: head), a + S(5) * centres[head] + S(7))
    return ((S(2) * a + centres[head] - b) / denominator, (a - S(5) * b) / denominator)
  }
}

import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// Every array that a lowered problem's outputs depend on, by a name for messages.
enum Arrays {
  static func values<S>(_ p: Lowered<S>, centres: [S]) -> [(name: String, values: [S])] {
    [
      ("q", p.q), ("k", p.k), ("v", p.v), ("decay", p.decay), ("gain", p.gain), ("decayATK", p.decayATK),
      ("gainATK", p.gainATK), ("h0", p.h0), ("a0", p.a0), ("centre", centres), ("eraseGain", p.eraseGain),
      ("lambda", p.lambda), ("shift", p.shift),
    ]
  }

  static func gradients<S>(_ d: LoweredGradients<S>) -> [String: [S]] {
    [
      "q": d.q, "k": d.k, "v": d.v, "decay": d.decay, "gain": d.gain, "decayATK": d.decayATK, "gainATK": d.gainATK,
      "h0": d.h0, "a0": d.a0, "centre": d.centre, "eraseGain": d.eraseGain, "lambda": d.lambda, "shift": d.shift,
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
    let (s, tokens, axes) = (shape, shape.B * shape.T, op.axes)
    func draw(_ count: Int, _ one: () -> S) -> [S] { (0..<count).map { _ in one() } }
    var p = Lowered(
      op: op, shape: s, q: draw(tokens * s.H * s.K, any), k: draw(tokens * s.H * s.K, any),
      v: draw(tokens * s.HV * s.V, any))
    // A constant decay is lowered to one for every token; here each has one of its own.
    if axes.decay != .none { p.decay = draw(tokens * s.HV * (axes.decay == .channel ? s.K : 1), positive) }
    if axes.gain != .one { p.gain = draw(tokens * s.HV * (axes.gain == .channel ? s.V : 1), positive) }
    if axes.gain == .channel { p.eraseGain = draw(tokens * s.HV * s.K, positive) }
    if axes.gain == .split { p.eraseGain = draw(tokens * s.HV, positive) }
    p.h0 = draw(s.N * s.HV * s.K * s.V, any)
    p.a0 = draw(s.preconditionerStateCount(axes.preconditioner.state), positive)
    if axes.preconditioner.state.isGram { p.a0 = gram(p.a0, s.K) }
    if axes.preconditioner.state == .diagonal {
      (p.decayATK, p.gainATK) = (draw(tokens * s.H, positive), draw(tokens * s.H, positive))
    }
    switch axes.preconditioner {
    case .none: break
    case .squashedDiagonal: centres = draw(s.H, positive)
    case .diagonalQuery, .gramQuery, .gramKey: p.lambda = draw(s.H * s.K) { positive() + .one }
    case .shiftedQuery: p.shift = draw(s.H, any)
    }
    problem = p
    cotangents = LoweredOutputs(
      o: draw(tokens * s.HV * s.V, any), ht: draw(p.h0.count, any), at: draw(p.a0.count, any))
  }

  /// The arrays that are not empty, each with directions in it from `draw`: any, but for a Gram matrix symmetric ones.
  func directions(_ draw: (_ values: [S]) -> [S]) -> [(name: String, direction: [S])] {
    Arrays.values(problem, centres: centres).filter { !$0.values.isEmpty }.map { name, values in
      let direction = draw(values)
      let isGram = name == "a0" && problem.op.axes.preconditioner.state.isGram
      return (name, isGram ? mirrored(direction, problem.shape.K) : direction)
    }
  }

  func adjoint() -> LoweredGradients<S> {
    DeltaRecurrences.adjoint(of: problem, map: RationalMap(centres: centres), cotangents: cotangents)
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
      gainATK: dual("gainATK", p.gainATK), h0: dual("h0", p.h0), a0: dual("a0", p.a0),
      eraseGain: dual("eraseGain", p.eraseGain), lambda: dual("lambda", p.lambda), shift: dual("shift", p.shift))
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

/// K×K blocks whose upper triangles repeat the lower ones.
func mirrored<S>(_ x: [S], _ K: Int) -> [S] {
  x.indices.map { i in
    let (row, column) = (i / K % K, i % K)
    return x[i - i % (K * K) + max(row, column) * K + min(row, column)]
  }
}

/// Symmetric K×K blocks, over an ordered field positive definite where the numbers are positive: L Lᵀ with L of them.
func gram<S: Scalar>(_ x: [S], _ K: Int) -> [S] {
  x.indices.map { i in
    let (block, row, column) = (i - i % (K * K), i / K % K, i % K)
    return (0...min(row, column)).reduce(S.zero) { $0 + x[block + row * K + $1] * x[block + column * K + $1] }
  }
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

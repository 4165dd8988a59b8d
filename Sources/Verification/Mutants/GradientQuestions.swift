import DeltaOperators

/// Faults that need another question.
extension GradientMutant {
  /// dx = dy/ℓ instead of (dy − y⟨y, dy⟩)/ℓ: the gradients at keys and queries that are handed over normalised, over ℓ.
  func withoutProjection(_ p: Problem, _ d: [GradientName: Tensor]) throws -> [GradientName: Tensor] {
    guard p.settings.l2norm != .none else { return d }
    var (result, lengths) = (d, [InputName: [Float]]())
    let plain = try gradients(p) { problem in
      problem.settings.l2norm = .none
      for name in [InputName.q, .k] {
        lengths[name] = p.lengths(name)
        problem[name].values = p[name].values.indices.map { p[name].values[$0] / lengths[name]![$0 / p.shape.K] }
      }
    }
    for name in [GradientName.dq, .dk] {
      guard let tensor = plain[name] else { continue }
      let values = tensor.values.indices.map { tensor.values[$0] / lengths[name.input]![$0 / p.shape.K] }
      result[name] = Tensor(tensor.shape, values)
    }
    return result
  }

  /// What no sequence owns, from the last sequence alone.
  func ofLastSequence(_ p: Problem, _ d: [GradientName: Tensor]) throws -> [GradientName: Tensor] {
    let last = p.shape.N - 1
    let alone = try gradients(p) { problem in
      for (name, tensor) in p.cotangents {
        for i in tensor.values.indices where p.sequence(of: i, in: tensor, isState: name != .o) != last {
          problem.cotangents[name]!.values[i] = 0
        }
      }
    }
    var result = d
    for name in p.gradientNames where !p.hasTokens(name.input) && !p.isState(name.input) { result[name] = alone[name] }
    return result
  }

  /// The gradients of the tokens before and from a cut, each as if the other did not exist; nil where there is no cut.
  func cut(_ p: Problem, at cut: Int) throws -> [GradientName: Tensor]? {
    guard p.shape.cuSeqlens == nil, p.shape.T > cut else { return nil }
    var first = p.tokens(0..<cut)
    first.cotangents = p.cotangents.filter { $0.key == .o }.mapValues { $0.tokens(0..<cut) }
    if first.cotangents.isEmpty { return nil }
    guard let state = try outputs(first) else { return nil }
    var rest = p.tokens(cut..<p.shape.T)
    rest.cotangents = p.cotangents
    rest.cotangents[.o] = p.cotangents[.o]?.tokens(cut..<p.shape.T)
    (rest.inputs[.h0], rest.inputs[.a0]) = (state[.ht], p.outputNames.contains(.at) ? state[.at] : nil)
    guard let late = try outputs(rest)?.gradients else { return nil }
    var result = state.gradients
    for name in p.gradientNames where p.hasTokens(name.input) {
      guard let (a, b) = result[name].flatMap({ a in late[name].map { (a, $0) } }) else { return nil }
      result[name] = a.appendingTokens(of: b)
    }
    return result
  }
}

extension Problem {
  /// Lengths of the rows of q or k, as the norm takes them.
  fileprivate func lengths(_ name: InputName) -> [Float] {
    let (x, K) = (self[name].values, shape.K)
    return (0..<x.count / K).map { row in
      let squares = x[row * K..<(row + 1) * K].reduce(Float(0)) { $0 + $1 * $1 }
      return settings.l2norm == .rsqrtEps ? (squares + 1e-6).squareRoot() : max(squares.squareRoot(), 1e-12)
    }
  }

  /// The sequence to which an element of a gradient handed in belongs.
  fileprivate func sequence(of position: Int, in tensor: Tensor, isState: Bool) -> Int? {
    let index = tensor.index(of: position)
    if isState { return index[0] }
    return shape.sequences.first { $0.row == index[0] && $0.tokens.contains(index[1]) }?.index
  }

  /// Only the first value head of each group reaches the outputs.
  mutating func keepFirstOfGroups() {
    for (name, tensor) in cotangents where name != .at {
      let axis = name == .o ? 2 : 1
      for i in tensor.values.indices where tensor.index(of: i)[axis] % shape.group != 0 {
        cotangents[name]!.values[i] = 0
      }
    }
  }

  /// Some tokens of every row, without what is handed in.
  fileprivate func tokens(_ range: Range<Int>) -> Problem {
    let s = Shape(B: shape.B, T: range.count, H: shape.H, HV: shape.HV, K: shape.K, V: shape.V)
    var result = Problem(op, s, settings, inputs: [:])
    for (name, tensor) in inputs { result.inputs[name] = hasTokens(name) ? tensor.tokens(range) : tensor }
    return result
  }
}

extension Tensor {
  /// A range of axis 1.
  fileprivate func tokens(_ range: Range<Int>) -> Tensor {
    let width = shape[2...].reduce(1, *)
    var kept: [Float] = []
    for row in 0..<shape[0] {
      let first = row * shape[1] * width
      kept += values[first + range.lowerBound * width..<first + range.upperBound * width]
    }
    return Tensor([shape[0], range.count] + shape[2...], kept)
  }

  /// Another tensor's tokens after these.
  fileprivate func appendingTokens(of other: Tensor) -> Tensor {
    let (rows, mine, others) = (shape[0], count / max(shape[0], 1), other.count / max(shape[0], 1))
    var joined: [Float] = []
    for row in 0..<rows {
      joined += values[row * mine..<(row + 1) * mine]
      joined += other.values[row * others..<(row + 1) * others]
    }
    return Tensor([rows, shape[1] + other.shape[1]] + shape[2...], joined)
  }
}

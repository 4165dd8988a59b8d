import DeltaOperators
import Foundation

/// How keys and queries are prepared, what the squash is given, and what a sequence starts from.
extension Convention {
  static let norms = [
    setting("queries and keys are not normalised", hasGradients: true) { $0.settings.l2norm = .none },
    setting("queries and keys are normalised, though that is not asked for") { p in
      if p.settings.l2norm == .none { p.settings.l2norm = .rsqrtEps }
    },
    setting("of the two norms the other one is used: ε under the root, or a least length") { p in
      switch p.settings.l2norm {
      case .none: break
      case .rsqrtEps: p.settings.l2norm = .maxEps
      case .maxEps: p.settings.l2norm = .rsqrtEps
      }
    },
    norm("the norm's ε is added to the length, outside the root") { 1 / ($0.squareRoot() + 1e-6) },
    norm("the norm's ε is 1e-5") { 1 / ($0 + 1e-5).squareRoot() },
    norm("the norm's ε is 1e-12") { 1 / ($0 + 1e-12).squareRoot() },
  ]

  /// Rows that are normalised before they are handed over; their gradients would be those of other rows.
  private static func norm(_ words: String, _ factor: @escaping @Sendable (_ squares: Double) -> Double) -> Convention {
    .setting(words, hasGradients: false) { p in
      guard p.settings.l2norm == .rsqrtEps else { return }
      for name in [InputName.q, .k] { p.inputs[name] = p.inputs[name].map { $0.scalingRows(factor) } }
      p.settings.l2norm = .none
    }
  }

  static let preconditioners = [
    epsilon("the squash's ε is 1e-6, whatever is given", 1e-6), epsilon("the squash's ε is 1e-5", 1e-5),
    epsilon("the squash's ε is 1e-8", 1e-8), epsilon("the squash has no ε", Double.leastNormalMagnitude),
    setting("the squash's bound x is 1.5, whatever is given") { p in
      if AxisTrait.squash.isMet(by: p.op) { p.settings.x = 1.5 }
    },
    centre("the squash's centre has the other sign", { -$0 }, slope: { _ in -1 }),
    centre("the squash's centre c is taken for its logarithm: e^c is subtracted", exp, slope: exp),
    centre("the squash's centre is 0, whatever is given", { _ in 0 }, slope: nil),
  ]

  private static func epsilon(_ words: String, _ epsilon: Double) -> Convention {
    .setting(words) { p in if AxisTrait.squash.isMet(by: p.op) { p.settings.eps = epsilon } }
  }

  /// Another function of the centre; without a slope it has no gradient to compare.
  private static func centre(
    _ words: String, _ centre: @escaping @Sendable (Double) -> Double, slope: (@Sendable (Double) -> Double)?
  ) -> Convention {
    Convention(
      words: words,
      asked: { p in p.edited { p in p.map(.logATKScale) { Float(centre(Double($0))) } } },
      answered: { outputs, p in
        guard let slope, let centres = p.inputs[.logATKScale], let found = outputs[.dlogATKScale] else {
          return outputs
        }
        var outputs = outputs
        let gradients = zip(found.values, centres.values).map { Float(Double($0) / slope(Double($1))) }
        outputs[.dlogATKScale] = Tensor(found.shape, gradients)
        return outputs
      }, hasGradients: slope != nil)
  }

  static let startingPoints = [
    Convention(
      words: "the initial state is ignored", asked: { p in p.edited { $0.map(.h0) { _ in 0 } } }, hasGradients: false,
      variants: [
        // An empty sequence may be copied by whoever calls the kernel.
        setting("the initial state is ignored where there is a token", hasGradients: false) { p in
          p.clear(.h0, of: p.shape.sequences.filter { !$0.tokens.isEmpty }.map(\.index))
        }
      ]),
    setting("the preconditioner's initial state is ignored", hasGradients: false) { $0.map(.a0) { _ in 0 } },
  ]
}

extension Problem {
  /// Sets the blocks of some sequences of a state to zero.
  fileprivate mutating func clear(_ name: InputName, of sequences: [Int]) {
    guard var tensor = inputs[name], shape.N > 0 else { return }
    let block = tensor.count / shape.N
    for sequence in sequences {
      for i in sequence * block..<(sequence + 1) * block { tensor.values[i] = 0 }
    }
    inputs[name] = tensor
  }
}

extension Tensor {
  /// Each row of the last axis times a number that depends on the sum of its squares.
  fileprivate func scalingRows(_ factor: (Double) -> Double) -> Tensor {
    let width = shape.last ?? 1
    var result = self
    for start in stride(from: 0, to: width > 0 ? count : 0, by: max(width, 1)) {
      let row = start..<start + width
      let scale = factor(values[row].reduce(0) { $0 + Double($1) * Double($1) })
      for i in row { result.values[i] = Float(scale * Double(values[i])) }
    }
    return result
  }
}

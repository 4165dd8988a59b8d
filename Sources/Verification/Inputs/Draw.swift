import DeltaOperators
import DeltaScalars

/// Numbers for tensors: uniform, representable in bf16, and determined by a name alone (GEN-1).
struct Draw {
  private var generator: SplitMix64

  /// The stream of a case id: FNV-1a of the name seeds SplitMix64.
  init(_ name: String) {
    generator = SplitMix64(seed: name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
  }

  /// A number of `range`, rounded to bf16; the ends are bf16 numbers.
  mutating func next(_ range: ClosedRange<Double>) -> Float { next(range, on: .bf16) }

  private mutating func next(_ range: ClosedRange<Double>, on grid: borrowing Format) -> Float {
    let middle = (range.lowerBound + range.upperBound) / 2
    return Float(grid.rounded(middle + (range.upperBound - middle) * generator.nextSigned()))
  }

  /// An integer of `0 ..< count`.
  mutating func index(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }

  /// Fills a tensor from a range.
  mutating func tensor(_ shape: [Int], _ range: ClosedRange<Double>) -> Tensor {
    // One copy of the grid, which has a name, and not one an element.
    let grid = Format.bf16
    return Tensor(shape, (0..<shape.reduce(1, *)).map { _ in next(range, on: grid) })
  }

  /// The nearest bf16 number.
  static func onGrid(_ x: Float) -> Float { Float(Format.bf16.rounded(Double(x))) }
}

extension Problem {
  /// A problem with ordinary tensors, all of whose elements differ: what a regime then makes hard (GEN-2).
  init(ordinary op: Operator, _ shape: Shape, _ settings: Settings, _ draw: inout Draw) {
    self.init(op, shape, settings, inputs: [:])
    for name in requiredInputs + optionalInputs {
      inputs[name] = draw.tensor(expectedShape(of: name), ordinaryRange(of: .input(name)))
      if domain(of: name) == .symmetric {
        self[name].values = self[name].values.map { $0 - 1 }.map(Draw.onGrid)
        self[name] = self[name].dominantGrams()
      }
    }
    // Keys as handed over must not make the erase overshoot: β·x·‖k‖² ≤ 2 (GEN-2).
    if settings.l2norm == .none { shortenKeys(by: 1 / Float(shape.K).squareRoot()) }
  }

  private func ordinaryRange(of name: TensorName) -> ClosedRange<Double> {
    name.row.draws.ordinary(op.axes, settings)
  }

  /// Hands in a gradient of some outputs, which asks for the gradient of every input (GRAD-1).
  mutating func handInGradients(of names: [CotangentName] = CotangentName.allCases, _ draw: inout Draw) {
    for name in names where outputNames.contains(name.output) {
      cotangents[name] = draw.tensor(expectedShape(of: name.output), ordinaryRange(of: .cotangent(name.output)))
    }
  }

  /// Multiplies every key by a number and rounds to bf16.
  mutating func shortenKeys(by factor: Float) {
    self[.k].values = self[.k].values.map { Float(Format.bf16.rounded(Double(factor * $0))) }
  }
}

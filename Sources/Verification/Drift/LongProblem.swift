import DeltaOperators
import DeltaScalars

/// The long problem of one operator and regime: a stream of bf16 numbers that the seed alone determines (DRIFT-1).
struct LongProblem {
  let op: Operator
  let regime: DriftRegime
  let shape: Shape

  /// The name of its request; it names everything but the seed.
  var id: String { "drift-\(op.name)-\(regime.rawValue)-\(shape.T)" }

  /// The problem of a seed.
  ///
  /// A longer problem does not begin with a shorter one: tensors are drawn one after another.
  func problem(seed: UInt64) -> Problem {
    var draw = BF16Stream(seed: seed, name: id)
    var problem = Problem(op, shape, inputs: [:])
    for name in problem.requiredInputs {
      problem.inputs[name] = tensor(name, problem.expectedShape(of: name), &draw)
    }
    return problem
  }

  private func tensor(_ name: InputName, _ shape: [Int], _ draw: inout BF16Stream) -> Tensor {
    let count = shape.reduce(1, *)
    if name == .k && regime == .nearCollinear { return Tensor(shape, collinearKeys(&draw)) }
    let range = range(of: name)
    if name == .g && op.axes.decay.isPerChannel {
      return Tensor(shape, (0..<count).map { draw.next(in: range) * rate(ofElement: $0) })
    }
    return Tensor(shape, (0..<count).map { _ in draw.next(in: range) })
  }

  /// What the regime says of gates and gains, otherwise what the table says.
  private func range(of name: InputName) -> ClosedRange<Double> {
    let row = TensorName.input(name).row
    if row.domain(op.axes, Settings()) == .logGate { return regime.gates }
    return [.beta, .b, .w].contains(name) && regime == .nearCollinear ? 0.99...1 : row.draws.long
  }

  /// Channels forget at rates that differ by up to 2⁷; a power of two keeps the gate a bf16 number.
  private func rate(ofElement i: Int) -> Float { Float(sign: .plus, exponent: -(i % shape.K % 8), significand: 1) }

  /// One direction, disturbed by 1/64 for each token.
  private func collinearKeys(_ draw: inout BF16Stream) -> [Float] {
    let direction = (0..<shape.K).map { _ in Double(draw.next(in: 0.5...1)) }
    return (0..<shape.B * shape.T * shape.H * shape.K).map { i in
      let center = direction[i % shape.K]
      return draw.next(in: center - 0x1p-6...center + 0x1p-6)
    }
  }
}

/// Uniform numbers rounded to bf16, so that every implementation is handed exactly the same problem.
struct BF16Stream {
  private var generator: SplitMix64

  /// The stream of a seed and a name.
  init(seed: UInt64, name: String) {
    // FNV-1a of the name: streams of different problems have nothing in common.
    let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    generator = SplitMix64(seed: SplitMix64.mix(seed) ^ hash)
  }

  /// The next number of a range whose ends are bf16 numbers or are not attained.
  mutating func next(in range: ClosedRange<Double>) -> Float {
    let middle = (range.lowerBound + range.upperBound) / 2
    let half = (range.upperBound - range.lowerBound) / 2
    return Float(Format.bf16.rounded(middle + half * generator.nextSigned()))
  }
}

import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

/// The identity over F_p must refuse a wrong adjoint: each of its intermediate values spoilt in turn, a derivative of the
/// wrong sign, a gradient of the wrong head.
@Suite struct AdjointFaults {
  /// Adds one to what passes through the n-th rounding point.
  struct Spoil: Rounding {
    let target: Int
    var passed = 0
    mutating func point(_ x: PrimeField) -> PrimeField {
      passed += 1
      return passed == target ? x + .one : x
    }
    mutating func input(_ x: PrimeField, of tensor: Int) -> PrimeField { point(x) }
    mutating func stored(_ x: PrimeField) -> PrimeField { point(x) }
    mutating func operand(_ x: PrimeField) -> PrimeField { point(x) }
    mutating func callAsFunction(_ x: PrimeField) -> PrimeField { point(x) }
    mutating func decay(_ x: PrimeField, logDecay: Double) -> PrimeField { point(x) }
    mutating func state(_ x: PrimeField) -> PrimeField { point(x) }
    mutating func output(_ x: PrimeField) -> PrimeField { point(x) }
  }

  /// Whether gradients agree with the derivative along one random direction through all arrays.
  static func agrees(_ point: Point<PrimeField>, _ found: LoweredGradients<PrimeField>) -> Bool {
    var generator = SplitMix64(seed: 22)
    let gradients = Arrays.gradients(found)
    var (direction, sum) = ([String: [PrimeField]](), PrimeField.zero)
    for (name, values) in point.directions({ $0.map { _ in PrimeField(residue: generator.next()) } }) {
      direction[name] = values
      sum += pairing(gradients[name]!, values)
    }
    return sum == point.derivative(along: direction)
  }

  @Test("GRAD-7: every intermediate value of the adjoint matters", arguments: Operator.all)
  func intermediates(op: Operator) {
    let point = AdjointIdentities.fieldPoint(op, Shape(T: 5, H: 1, HV: 2, K: 2, V: 2, cuSeqlens: [0, 1, 5]), seed: 21)
    let map = RationalMap(centres: point.centres)
    var count = Spoil(target: 0)
    let sound = adjoint(of: point.problem, map: map, cotangents: point.cotangents, rounding: &count)
    #expect(Self.agrees(point, sound))
    var survivors: [Int] = []
    for target in 1...count.passed {
      var spoil = Spoil(target: target)
      let spoilt = adjoint(of: point.problem, map: map, cotangents: point.cotangents, rounding: &spoil)
      if Self.agrees(point, spoilt) { survivors.append(target) }
    }
    // What a last segment's checkpoint sweep would compute is skipped, so nothing is computed in vain.
    #expect(survivors.isEmpty, "\(survivors.count) of \(count.passed) faults survive: \(survivors.prefix(5))")
  }

  struct WrongSlope: DifferentiableMap {
    let map: RationalMap<PrimeField>
    let sign: (state: PrimeField, centre: PrimeField)
    func preconditioner(_ a: PrimeField, head: Int) -> PrimeField { map.preconditioner(a, head: head) }
    func differential(_ a: PrimeField, head: Int) -> (state: PrimeField, centre: PrimeField) {
      let slope = map.differential(a, head: head)
      return (sign.state * slope.state, sign.centre * slope.centre)
    }
  }

  @Test("GRAD-7: a slope of the wrong sign is refused", arguments: Operator.all)
  func slope(op: Operator) {
    guard op.axes.preconditioner == .squashedDiagonal else { return }
    let point = AdjointIdentities.fieldPoint(op, AdjointIdentities.shapes[0], seed: 23)
    let map = RationalMap(centres: point.centres)
    for sign in [(PrimeField(-1), PrimeField(1)), (PrimeField(1), PrimeField(-1))] {
      let wrong = WrongSlope(map: map, sign: (sign.0, sign.1))
      #expect(!Self.agrees(point, adjoint(of: point.problem, map: wrong, cotangents: point.cotangents)))
    }
  }

  @Test("GRAD-7: a sign or an exchange of heads in any one gradient is refused", arguments: Operator.all)
  func gradients(op: Operator) {
    let point = AdjointIdentities.fieldPoint(op, Shape(T: 3, H: 2, HV: 4, K: 2, V: 2), seed: 24)
    let sound = point.adjoint()
    let paths: [WritableKeyPath<LoweredGradients<PrimeField>, [PrimeField]>] = [
      \.q, \.k, \.v, \.decay, \.gain, \.decayATK, \.gainATK, \.centre, \.h0, \.a0, \.eraseGain, \.lambda, \.shift,
    ]
    var spoilt = 0
    for path in paths where !sound[keyPath: path].isEmpty {
      var negated = sound
      negated[keyPath: path] = negated[keyPath: path].map { -$0 }
      #expect(!Self.agrees(point, negated))
      var rotated = sound
      rotated[keyPath: path] = Array(sound[keyPath: path].dropFirst() + sound[keyPath: path].prefix(1))
      #expect(!Self.agrees(point, rotated))
      spoilt += 2
    }
    #expect(spoilt >= 8)
  }
}

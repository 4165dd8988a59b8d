import DeltaChoiceTape
import DeltaOperators

/// Kinds of problems that are drawn now and then; 0 is the simplest of each (GEN-4).
struct RareKinds {
  private let extents, cotangents, magnitude, thresholds, precision: Int

  init(_ tape: inout Tape) {
    (extents, cotangents, magnitude) = (Int(tape.draw(31)), Int(tape.draw(7)), Int(tape.draw(15)))
    (thresholds, precision) = (Int(tape.draw(7)), Int(tape.draw(3)))
  }

  /// Many heads, many value heads a key head, wide values, long sequences, one time in four.
  func stretching(_ s: Shape) -> Shape {
    let T = min(s.T, 12)
    return switch extents {
    case 24: Shape(B: s.B, T: T, H: s.H, HV: 4 * s.H, K: s.K, V: s.V)
    case 25: Shape(T: T, H: 1, HV: 8, K: s.K, V: s.V)
    case 26: Shape(T: T, H: 17, K: s.K, V: s.V)
    case 27: Shape(T: T, H: s.H, HV: s.HV, K: min(s.K, 16), V: 64 + 8 * s.V)
    case 28: Shape(T: T, K: 100, V: 92)
    case 29: Shape(T: 1024 + s.T, K: min(s.K, 4), V: min(s.V, 4))
    case 30: Shape(T: 2048 + s.T, K: min(s.K, 4), V: min(s.V, 4))
    case 31: Shape(B: 4 + s.H, T: T, K: s.K, V: s.V)
    default: s
    }
  }

  /// The outputs whose gradients are handed in: all, or one alone.
  func cotangents(of problem: Problem) -> [CotangentName] {
    let alone: [CotangentName] = cotangents < 5 ? [] : [[.o], [.ht], [.at]][cotangents - 5]
    let own = alone.filter { problem.outputNames.contains($0.output) }
    return own.isEmpty ? CotangentName.allCases : own
  }

  /// Large and small values, small queries, raw gates near thresholds, and values that need all bits of float32.
  func applied(to problem: Problem, _ draw: inout Draw) -> Problem {
    var p = problem
    switch magnitude {
    case 12: p.scale([.v, .h0], by: 0x1p20)
    case 13: p.scale([.v, .h0], by: 0x1p-20)
    case 14:
      for name in p.cotangents.keys { p.cotangents[name]!.values = p.cotangents[name]!.values.map { 0x1p20 * $0 } }
    case 15: for i in p[.q].values.indices where i / p.shape.K % 2 == 1 { p[.q].values[i] *= i % 4 < 2 ? 0 : 0x1p-11 }
    default: break
    }
    if thresholds == 7, p.settings.gate == .softplus {
      for i in p[.g].values.indices { p[.g].values[i] = draw.next(2.5...25) }
    }
    return precision == 3 ? p.needingFloat32() : p
  }
}

extension Problem {
  /// Multiplies every element of some tensors, where they are there, by a power of two.
  mutating func scale(_ names: [InputName], by factor: Float) {
    for name in names {
      if let values = inputs[name]?.values { self[name].values = values.map { factor * $0 } }
    }
  }
}

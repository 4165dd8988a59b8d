import DeltaChoiceTape
import DeltaOperators

/// Geometries of keys with one number that says how hard they are, and magnitudes over the range of float32; 0 is the simplest
/// of each (GEN-4).
struct HardKinds {
  private let geometry, hardness, range: Int

  init(_ tape: inout Tape) {
    (geometry, hardness, range) = (Int(tape.draw(31)), Int(tape.draw(15)), Int(tape.draw(31)))
  }

  /// Seldom: keys of a chosen angle, condition or anisotropy, and values and states near a power of two.
  func applied(to problem: Problem) -> Problem {
    var p = problem
    arrangeKeys(&p)
    // Below these, what a solve makes of underflow reaches the results of an honest kernel, above them its overflow.
    let exponents = [-48, -44, -40, -30, 30, 40, 64, 80]
    if range >= 24, p.isModerate {
      p.scale([.v, .h0], by: Float(sign: .plus, exponent: exponents[range - 24], significand: 1))
    }
    return p
  }

  private func arrangeKeys(_ p: inout Problem) {
    let K = p.shape.K
    let small = Float(sign: .plus, exponent: -hardness, significand: 1)
    let first = Array(p[.k].values.prefix(K))
    for i in p[.k].values.indices {
      let (token, channel, own) = (i / K, i % K, p[.k].values[i])
      switch geometry {
      // The sine of the angle between two keys is some 2^−hardness; their directions agree, or alternate.
      case 28: p[.k].values[i] = Draw.onGrid((first[channel] + small * own) / (1 + small))
      case 29:
        p[.k].values[i] = Draw.onGrid(((token % 2 == 0 ? 1 : -1) * first[channel] + small * own) / (1 + small))
      // The matrix of keys has a condition of some 2^hardness, spread over the channels or in one of them.
      case 30:
        let exponent = K > 1 ? -hardness * channel / (K - 1) : 0
        p[.k].values[i] = own * Float(sign: .plus, exponent: exponent, significand: 1)
      case 31: p[.k].values[i] = channel == 0 ? own : own * small
      default: break
      }
    }
  }
}

extension Problem {
  /// Whether nothing has been scaled up yet: what is large twice leaves the range of float32 on the way to a result within it, and an
  /// implementation may overflow there that is right.
  fileprivate var isModerate: Bool {
    let tensors = [inputs[.v], inputs[.h0]].compactMap(\.self) + cotangents.values
    return tensors.allSatisfy { $0.values.allSatisfy { $0.magnitude <= 16 } }
  }
}

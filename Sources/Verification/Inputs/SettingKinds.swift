import DeltaChoiceTape
import DeltaOperators
import Foundation

/// Settings that hardly anybody changes, gains and raw gates where functions bend or clamps bite, zeros that meet, and the
/// gradient of one output; 0 is the simplest of each (GEN-4).
struct SettingKinds {
  private let setting, gates, gains, cotangents, crowd: Int

  init(_ tape: inout Tape) {
    (setting, gates) = (Int(tape.draw(15)), Int(tape.draw(15)))
    (gains, cotangents, crowd) = (Int(tape.draw(15)), Int(tape.draw(7)), Int(tape.draw(15)))
  }

  /// Seldom: heads of the sizes that models have, chunks that are filled, more rows, heads or sequences than a table may hold; of no
  /// token there is no crowd, so that tapes still shrink.
  func crowding(_ s: Shape) -> Shape {
    let sizes = [32, 48, 80, 96, 112]
    return switch crowd {
    case 8 where s.T > 0: Shape(T: min(s.T, 4), H: min(s.H, 2), K: 128, V: 128)
    case 9 where s.T > 0: Shape(T: min(s.T, 8), H: min(s.H, 2), K: sizes[s.T % 5], V: sizes[s.T / 5 % 5])
    case 10 where s.T > 0: Shape(T: min(s.T, 70), K: 64, V: 64)
    case 11: Self.fillingChunks(s)
    case 12 where s.cuSeqlens == nil: Self.fillingChunks(s)
    case 13: Shape(B: 4, T: min(s.T, 5), H: 2, HV: 12 + 4 * (s.T % 2), K: min(s.K, 16), V: s.V)
    case 14: Shape(B: 17, T: min(s.T, 3), H: s.H, HV: s.HV, K: s.K, V: s.V)
    case 15 where s.T > 0: Shape(T: 36, H: s.H, HV: s.HV, K: min(s.K, 16), V: s.V, cuSeqlens: Array(0...33) + [36])
    default: s
    }
  }

  /// Rows of a multiple of 16 tokens.
  private static func fillingChunks(_ s: Shape) -> Shape {
    Shape(B: s.B, T: s.T / 16 * 16, H: s.H, HV: s.HV, K: s.K, V: s.V)
  }

  /// Raw gates without a bias, one time in four.
  func omitting(from problem: Problem) -> Problem {
    var p = problem
    if p.settings.gate != .log, (4..<8).contains(gates) { p.inputs[.dtBias] = nil }
    return p
  }

  /// Another ε and x of the squash and another bound of raw gates, half of the time, most of them of more than eight bits.
  func applied(to settings: Settings) -> Settings {
    guard setting >= 8 else { return settings }
    var other = settings
    other.eps = Double(sign: .plus, exponent: [-7, -9, -11, -13, -16, -22, -26, -30][setting - 8], significand: 1)
    if setting % 2 == 1 { other.x = [1.1, 1.3, 1.5, 1.7][setting % 8 / 2] }
    if settings.gate == .lowerBound {
      other.lowerBound = [-0.015625, -0.3, -0.7, -1.1, -1.7, -2.6, -3.4, -4.3][setting - 8]
    }
    return other
  }

  /// The outputs whose gradients are handed in: those, or one alone, half of the time.
  func cotangents(of problem: Problem, among names: [CotangentName]) -> [CotangentName] {
    guard cotangents >= 4 else { return names }
    let own = [CotangentName.o, .o, .ht, .at][cotangents - 4]
    return names.contains(own) && problem.outputNames.contains(own.output) ? [own] : names
  }

  func applied(to problem: Problem, _ draw: inout Draw) -> Problem {
    var p = problem
    if p.settings.gate == .softplus, gates >= 8 { gates < 14 ? p.bendGates(&draw) : p.hideGates(&draw) }
    switch setting {
    case 4, 5: if let state = p.inputs[.h0] { p[.h0].values = state.values.map { _ in 0 } }
    case 6, 7: p.goFar(&draw)
    default: break
    }
    switch gains {
    case 12...15: raiseGains(&p, &draw)
    case 8...11: meetZeros(&p)
    case 6, 7: if p.settings.l2norm != .none { p.fade() }
    case 4, 5: if p.settings.l2norm == .none { p.shortenKeysByHead() }
    default: break
    }
    return p
  }

  /// Some gains above one, as far as β·x·‖k‖² ≤ 2 allows (GEN-2).
  private func raiseGains(_ p: inout Problem, _ draw: inout Draw) {
    let bound = AxisTrait.squash.isMet(by: p.op) ? 2 / p.settings.x : 2
    for name in p.gains {
      for i in p[name].values.indices where draw.index(2) == 0 { p[name].values[i] = draw.next(bound / 2...bound) }
    }
  }

  /// Keys and gains of zero, together and apart.
  private func meetZeros(_ p: inout Problem) {
    let K = p.shape.K
    for i in p[.k].values.indices where i / K % 4 == gains - 8 { p[.k].values[i] = 0 }
    for name in p.gains + [.betaATK] {
      guard let tensor = p.inputs[name] else { continue }
      let width = tensor.shape[2...].reduce(1, *)
      for i in tensor.values.indices where i / width % 3 == 1 { p[name].values[i] = 0 }
    }
  }
}

extension Problem {
  /// Arguments just above where kernels put a threshold of softplus, another one for each head, and rates that decay by a few
  /// times over all tokens: what every gate of a head is off by adds up.
  mutating func bendGates(_ draw: inout Draw) {
    setRates(0...0, &draw)
    let (first, heads, width) = (draw.index(10), shape.HV, op.axes.decay.isPerChannel ? shape.K : 1)
    let starts = (0..<heads).map { [2.5, 5, 6, 8, 10, 12, 15, 20, 90, 120][(first + $0) % 10] }
    for i in self[.aLog].values.indices {
      let rate = 1 / (starts[i % heads] * Double(max(shape.T, 1)))
      self[.aLog].values[i] = draw.next(log(rate) + 1...log(rate) + 2)
    }
    for i in self[.g].values.indices {
      let start = starts[i / width % heads]
      self[.g].values[i] = draw.next(start + 0.0625...start + 0.5)
    }
  }

  /// Fast rates, with arguments that a threshold may take for nothing.
  mutating func hideGates(_ draw: inout Draw) {
    setRates(1...3, &draw)
    self[.g] = draw.tensor(self[.g].shape, -14 ... -6)
  }

  private mutating func setRates(_ logs: ClosedRange<Double>, _ draw: inout Draw) {
    self[.aLog] = draw.tensor(self[.aLog].shape, logs)
    if let bias = inputs[.dtBias] { self[.dtBias] = draw.tensor(bias.shape, -0.0625...0.0625) }
  }

  /// Halves the keys from one head to the next: functions of their squares come near their limits, of all tokens alike.
  mutating func shortenKeysByHead() {
    for i in self[.k].values.indices {
      self[.k].values[i] *= Float(sign: .plus, exponent: -(i / shape.K % shape.H), significand: 1)
    }
  }

  /// Makes keys and queries of length 10⁻⁴ to 10⁻¹¹ beside each other.
  mutating func fade() {
    for name in [InputName.q, .k] {
      for i in self[name].values.indices {
        let exponent = [-15, -23, -30, -37][i / shape.K % 4]
        self[name].values[i] *= Float(sign: .plus, exponent: exponent, significand: 1)
      }
    }
  }
}

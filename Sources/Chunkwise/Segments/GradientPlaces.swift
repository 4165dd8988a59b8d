import DeltaOperators
import DeltaScalars

/// Where segments write gradients, in the layouts of CONV-1, and read those of the outputs; nil where there is nothing.
struct GradientPlaces<S: Scalar>: @unchecked Sendable {
  let shape: Shape
  let q, k, v, decay, gain, eraseGain, decayATK, gainATK, h0, a0: UnsafeMutablePointer<S>?
  let cotangent: UnsafePointer<S>?

  /// A head's rows of a tensor that has one of `width` elements for each of `heads` heads of a token.
  func rows(_ x: UnsafeMutablePointer<S>?, _ first: Int, heads: Int, _ head: Int, width: Int = 1) -> MutableRows<S>? {
    x.map { MutableRows($0 + (first * heads + head) * width, heads * width) }
  }

  /// The gradients of a value head's outputs.
  func outputs(_ first: Int, _ head: Int) -> Rows<S> {
    Rows(cotangent! + (first * shape.HV + head) * shape.V, shape.HV * shape.V)
  }
}

extension LoweredTensors {
  /// Arrays in the shapes of a problem's: of tokens, to be written, and zeros to be added to.
  init(toWriteFor s: Shape, _ op: Operator) {
    func zeros(_ count: Int) -> [S] { .init(repeating: .zero, count: count) }
    let axes = op.axes
    self.init()
    (q, k, v) = (s.rowsToWrite(s.H * s.K), s.rowsToWrite(s.H * s.K), s.rowsToWrite(s.HV * s.V))
    if axes.decay != .none { decay = s.rowsToWrite(s.HV * (axes.decay.isPerChannel ? s.K : 1)) }
    if axes.gain != .one { gain = s.rowsToWrite(s.HV) }
    if axes.gain.erasesApart { eraseGain = s.rowsToWrite(s.HV) }
    if axes.preconditioner.state == .diagonal {
      (decayATK, gainATK, centre) = (s.rowsToWrite(s.H), s.rowsToWrite(s.H), zeros(s.H))
    }
    (h0, a0) = (zeros(s.N * s.HV * s.K * s.V), zeros(s.preconditionerStateCount(axes.preconditioner.state)))
  }

  /// Calls `body` with where the arrays are, which stay there meanwhile.
  mutating func withPlaces<R>(_ s: Shape, cotangent: [S], _ body: (GradientPlaces<S>) -> R) -> R {
    let paths: [WritableKeyPath<Self, [S]>] = [
      \.q, \.k, \.v, \.decay, \.gain, \.eraseGain, \.decayATK, \.gainATK, \.h0, \.a0,
    ]
    return cotangent.withUnsafeBufferPointer { cotangent in
      withAddresses(of: paths[...], []) { x in
        body(
          GradientPlaces(
            shape: s, q: x[0], k: x[1], v: x[2], decay: x[3], gain: x[4], eraseGain: x[5], decayATK: x[6],
            gainATK: x[7],
            h0: x[8], a0: x[9], cotangent: cotangent.baseAddress))
      }
    }
  }

  private mutating func withAddresses<R>(
    of paths: ArraySlice<WritableKeyPath<Self, [S]>>, _ found: [UnsafeMutablePointer<S>?],
    _ body: ([UnsafeMutablePointer<S>?]) -> R
  ) -> R {
    guard let path = paths.first else { return body(found) }
    // Taken out, so that it is not copied when it is written to.
    var array: [S] = []
    swap(&array, &self[keyPath: path])
    defer { swap(&array, &self[keyPath: path]) }
    return array.withUnsafeMutableBufferPointer {
      withAddresses(of: paths.dropFirst(), found + [$0.isEmpty ? nil : $0.baseAddress], body)
    }
  }
}

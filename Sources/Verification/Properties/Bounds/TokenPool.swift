import DeltaOperators

/// Errors that come at any token, and at most tokens not at all (TOL-16).
///
/// Conjugate gradients that go on when they have converged are thrown off course by a rounding now and then. At which token that
/// happens is decided by the last bits, so that few samples show it where it will happen, and all tokens together show how large it is.
struct TokenPool {
  private let shape: Shape

  /// Nil where the error of a tensor belongs to its token.
  init?(_ tensor: ResponseTensor, _ problem: Problem) {
    guard tensor == .output(.o), case .conjugateGradient = problem.settings.options.gramSolve else { return nil }
    shape = problem.shape
  }

  /// The root mean square over the tokens of a row, head and channel, where it is larger than the element's own.
  func spread(_ own: [Double]) -> [Double] {
    let (channels, T) = (shape.HV * shape.V, shape.T)
    var result = own
    for row in 0..<shape.B {
      for c in 0..<channels {
        let places = (0..<T).map { (row * T + $0) * channels + c }
        let mean = places.reduce(0) { $0 + own[$1] * own[$1] } / Double(T)
        for i in places { result[i] = max(own[i], mean.squareRoot()) }
      }
    }
    return result
  }
}

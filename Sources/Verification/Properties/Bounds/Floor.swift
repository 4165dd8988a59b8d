import DeltaOperators

/// What underflow alone may cost each element of a tensor (TOL-6).
///
/// What has flowed back to a normalised key is divided by its length, and underflow with it: by 10⁻¹² where the key is zero.
struct Floor: Sendable {
  private let base: Double
  /// 1/ℓ of each row of K elements where ℓ < 1; empty where no row is divided.
  private let growth: [Double]
  private let K: Int

  /// The same for every element.
  init(_ base: Double, growth: [Double] = [], K: Int = 1) { (self.base, self.growth, self.K) = (base, growth, K) }

  /// That of a tensor of the response to a problem.
  init(_ base: Double, of tensor: ResponseTensor, _ problem: Problem) {
    guard let name = tensor.normalisedInput, problem.settings.l2norm != .none, let rows = problem.inputs[name] else {
      self.init(base)
      return
    }
    let K = problem.shape.K
    let growth = (0..<(K == 0 ? 0 : rows.values.count / K)).map { row in
      let square = rows.values[row * K..<(row + 1) * K].reduce(0.0) { $0 + Double($1) * Double($1) }
      let length =
        problem.settings.l2norm == .rsqrtEps ? (square + 1e-6).squareRoot() : max(square.squareRoot(), 1e-12)
      return max(1 / length, 1)
    }
    self.init(base, growth: growth, K: K)
  }

  subscript(i: Int) -> Double { growth.isEmpty ? base : base * growth[i / K] }
}

extension ResponseTensor {
  /// The normalised input whose gradient the tensor is.
  fileprivate var normalisedInput: InputName? {
    switch self {
    case .gradient(.dq): .q
    case .gradient(.dk): .k
    default: nil
    }
  }
}

import DeltaOperators
import DeltaScalars

/// L2 normalisation in float32 (CONV-3), with its reversal (GRAD-4).
struct FloatNorm {
  let norm: L2Norm
  /// Elements a row.
  let K: Int

  init(_ problem: Problem) { (norm, K) = (problem.settings.l2norm, problem.shape.K) }

  func apply(_ x: [Float]) -> [Float] {
    guard norm != .none else { return x }
    var values = x
    for row in 0..<values.count / K {
      let range = row * K..<(row + 1) * K
      let squares = values[range].reduce(Float(0)) { $0 + $1 * $1 }
      let factor = norm == .rsqrtEps ? 1 / (squares + 1e-6).squareRoot() : 1 / max(squares.squareRoot(), 1e-12)
      for i in range { values[i] *= factor }
    }
    return values
  }

  /// y = x/ℓ:  dx = (dy − ⟨y, dy⟩ y)/ℓ, without the projection where ℓ is the floor of `max-eps`.
  func reverse(_ x: [Float], _ gradient: [Float]) -> [Float] {
    guard norm != .none else { return gradient }
    var result = gradient
    for row in 0..<x.count / K {
      let range = row * K..<(row + 1) * K
      let squares = range.reduce(Float(0)) { $0 + x[$1] * x[$1] }
      let dot = range.reduce(Float(0)) { $0 + x[$1] * gradient[$1] }
      let (floor, length) = (Float(1e-12), squares.squareRoot())
      let isFloored = norm == .maxEps && length <= floor
      let inverse = norm == .rsqrtEps ? 1 / (squares + 1e-6).squareRoot() : 1 / max(length, floor)
      let projection = isFloored ? 0 : dot * inverse * inverse
      for i in range { result[i] = inverse * (gradient[i] - projection * x[i]) }
    }
    return result
  }
}

/// One head of Gated DeltaNet, token by token: S ← αS, S ← S + βk(v − Sᵀk)ᵀ, o = Sᵀq.
///
/// It knows nothing of the package that judges it.
public struct GatedDeltaHead {
  /// The state S: for each channel of the key a row over the channels of the value.
  public private(set) var state: [[Float]]

  /// Starts from a state.
  public init(state: [[Float]]) { self.state = state }

  /// Takes in a token, given its decay α and its gain β, and reads its output.
  public mutating func step(q: [Float], k: [Float], v: [Float], decay: Float, gain: Float) -> [Float] {
    state = state.map { row in row.map { decay * $0 } }
    let error = zip(v, read(k)).map { $0 - $1 }
    for i in state.indices {
      for j in error.indices { state[i][j] += gain * k[i] * error[j] }
    }
    return read(q)
  }

  /// Sᵀx.
  private func read(_ x: [Float]) -> [Float] {
    var sum = [Float](repeating: 0, count: state[0].count)
    for (row, factor) in zip(state, x) {
      for j in sum.indices { sum[j] += factor * row[j] }
    }
    return sum
  }
}

import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaProperties

/// A chunk of gated delta rule, K = V = 1, as kernels with the WY representation reverse it: every factor of a product in fp16.
struct WYChunk {
  let k, v, beta, g, q, dO: [Double]
  let dht: Double

  /// The same as a request asks for it.
  var problem: Problem {
    func tensor(_ x: [Double], _ axes: Int) -> Tensor {
      Tensor([1, x.count] + Array(repeating: 1, count: axes - 2), x.map { Float($0) })
    }
    var problem = Problem(
      Operator.all.first { $0.name == "gdn" }!, Shape(T: k.count, H: 1, K: 1, V: 1), Settings(l2norm: .none),
      inputs: [.q: tensor(q, 4), .k: tensor(k, 4), .v: tensor(v, 4), .g: tensor(g, 3), .beta: tensor(beta, 3)])
    problem.cotangents = [.o: tensor(dO, 4), .ht: Tensor([1, 1, 1, 1], [Float(dht)])]
    return problem
  }

  private func operand(_ x: Double) -> Double { Format.fp16.rounded(x) }
  private func single(_ x: Double) -> Double { Double(Float(x)) }
  private var tokens: Range<Int> { k.indices }
  /// The decay from after token j to after token i.
  private func gamma(_ i: Int, _ j: Int) -> Double { Double.exp(g[(j + 1)..<(i + 1)].reduce(0, +)) }
  private func coupling(_ i: Int, _ j: Int) -> Double { gamma(i, j) * k[i] * k[j] }

  private func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    tokens.map { i in
      b[0].indices.map { j in tokens.reduce(0) { single($0 + operand(a[i][$1]) * operand(b[$1][j])) } }
    }
  }

  private func transposed(_ a: [[Double]]) -> [[Double]] { tokens.map { i in tokens.map { a[$0][i] } } }

  /// X = (I + L)⁻¹ by substitution, L_ij = β_i γ_ij k_i k_j.
  private var inverse: [[Double]] {
    var X = tokens.map { i in tokens.map { $0 == i ? 1.0 : 0 } }
    for i in tokens {
      for j in 0..<i { for c in tokens { X[i][c] -= beta[i] * coupling(i, j) * X[j][c] } }
    }
    return X
  }

  /// dβ_i = v_i (Xᵀ dU)_i + Σ_j dL_ij γ_ij k_i k_j,  dL = −Xᵀ (dU (βv)ᵀ) Xᵀ.
  var dbeta: [Double] {
    let back = transposed(inverse)
    let dU = tokens.map { i in
      let read = (i..<k.count).reduce(0) { $0 + gamma($1, i) * q[$1] * dO[$1] }
      return [(read + gamma(k.count - 1, i) * dht) * k[i]]
    }
    let dV = product(back, dU)
    let dX = tokens.map { i in tokens.map { dU[i][0] * beta[$0] * v[$0] } }
    let dL = product(product(back, dX), back)
    return tokens.map { i in (0..<i).reduce(v[i] * dV[i][0]) { $0 - dL[i][$1] * coupling(i, $1) } }
  }
}

@Suite("GRAD-6: the gradient of a gain in two parts") struct GainGradientTests {
  /// Three tokens; the second is predicted but for a hundredth, and its du cancels to a hundredth.
  static func chunk(_ stream: inout SplitMix64) -> WYChunk {
    func draw(_ low: Double, _ high: Double) -> Double {
      Format.fp16.rounded(low + (stream.nextSigned() + 1) / 2 * (high - low))
    }
    func draws(_ low: Double, _ high: Double) -> [Double] { (0..<3).map { _ in draw(low, high) } }
    let k = draws(-1, 1).map { $0 < 0 ? -1.0 : 1 }
    let (g, beta, q, dht) = (draws(-0.3, 0), draws(1, 1.6), draws(-1, 1), draw(-1, 1))
    var (v, dO) = (draws(-1, 1), draws(-1, 1))
    v[1] = Format.fp16.rounded(k[1] * k[0] * beta[0] * v[0] * Double.exp(g[1]) + draw(-0.01, 0.01))
    let G = dht + q[2] * dO[2]
    dO[1] = Format.fp16.rounded((draw(-0.01, 0.01) - (G - beta[2] * G) * Double.exp(g[2])) / q[1])
    return WYChunk(k: k, v: v, beta: beta, g: g, q: q, dO: dO, dht: dht)
  }

  @Test(
    "a way back through the inverse in fp16 is within the bounds, also where e and du are small",
    arguments: 1...4 as ClosedRange<UInt64>)
  func passes(seed: UInt64) throws {
    var stream = SplitMix64(seed: seed)
    var worst = 0.0
    for number in 0..<60 {
      let chunk = Self.chunk(&stream)
      let request = Request(id: "\(seed).\(number)", problem: chunk.problem)
      try request.validate()
      let expected = Expectation(request, of: .gradients, Tolerance(.fp16))
      worst = max(worst, expected.worstRatio(chunk.dbeta, of: .gradient(GradientName(of: .beta))))
    }
    #expect(worst > 0 && worst < 1, "\(worst)")
  }
}

import DeltaInputs
import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaChunkwise

/// What the float32 form must do beyond its algebra.
@Suite("CH: the chunk form in float32") struct Float32 {
  static func random(_ op: Operator, _ shape: Shape, seed: UInt64 = 3) -> Problem {
    var generator = SplitMix64(seed: seed)
    var p = Problem(op, shape, inputs: [:])
    for name in p.requiredInputs + p.optionalInputs {
      let expected = p.expectedShape(of: name)
      p.inputs[name] = Tensor(
        expected,
        (0..<expected.reduce(1, *)).map { _ in
          let x = Float(generator.nextSigned())
          return switch name {
          case .g, .gATK: -x.magnitude
          case .beta, .betaErase, .betaATK, .a0, .b, .w: x.magnitude
          case .lambda: max(x.magnitude, 0.25)
          default: x
          }
        })
      if name == .a0 && op.axes.preconditioner.state.isGram { p[.a0] = p[.a0].dominantGrams() }
    }
    return p
  }

  @Test("relative error against the double reference", arguments: FloatEngine.available, Operator.all)
  func accuracy(engine: FloatEngine, op: Operator) {
    let p = Self.random(op, Shape(T: 100, H: 2, HV: 4, K: 24, V: 20))
    let (found, reference) = (ChunkwiseSubject(engine: engine).evaluate(p), Reference.evaluate(p))
    for name in p.outputNames {
      let (a, b) = (found[name]!.values.map(Double.init), reference[name]!)
      let error = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let size = b.reduce(0) { $0 + $1 * $1 }
      // A sanity bound, a hundred times what is measured; the judged bound is that of TOL-4.
      #expect((error / size).squareRoot() < 3e-5, "\(name)")
    }
  }

  @Test(
    "CH-5: a gate of −∞ and gates far below underflow stay finite", arguments: FloatEngine.available,
    ["gdn", "kda", "pkda"])
  func extremeGates(engine: FloatEngine, name: String) throws {
    var p = Self.random(try .named(name), Shape(T: 40, K: 8, V: 8))
    for i in p[.g].values.indices { p[.g].values[i] = [-Float.infinity, -316, 0, -20][i % 4] }
    let out = ChunkwiseSubject(engine: engine).evaluate(p)
    #expect(out[.o]!.values.allSatisfy(\.isFinite) && out[.ht]!.values.allSatisfy(\.isFinite))
  }

  @Test("CH-5: the future does not move a bit of the past", arguments: FloatEngine.available, Operator.all)
  func causal(engine: FloatEngine, op: Operator) {
    let subject = ChunkwiseSubject(engine: engine)
    let p = Self.random(op, Shape(T: 70, H: 2, K: 16, V: 16))
    let whole = subject.evaluate(p)[.o]!.values
    for edit in [1, 15, 16, 37, 69] {
      var edited = p
      for name in p.requiredInputs where p.hasTokens(name) {
        let width = p[name].count / 70
        for i in edit * width..<70 * width { edited[name].values[i] *= 0.5 }
      }
      let past = edit * 2 * 16
      #expect(Array(subject.evaluate(edited)[.o]!.values[..<past]) == Array(whole[..<past]))
    }
  }

  @Test("CH-1: the products of OpenBLAS agree with the plain ones", arguments: [(1, 1, 1), (5, 3, 7), (16, 64, 32)])
  func products(m: Int, n: Int, k: Int) {
    var generator = SplitMix64(seed: 4)
    func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.nextSigned()) } }
    let (a, b, start) = (draw(m * k), draw(k * n), draw(m * n))
    for (transA, transB, accumulating) in [(false, false, false), (true, false, true), (false, true, true)] {
      var (x, y) = (start, start)
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          let fa = Factor(a.baseAddress!, transA ? m : k, transposed: transA)
          let fb = Factor(b.baseAddress!, transB ? k : n, transposed: transB)
          OpenBLASProducts.multiply(m: m, n: n, k: k, fa, fb, into: &x, n, accumulating: accumulating)
          PlainProducts<Float>.multiply(m: m, n: n, k: k, fa, fb, into: &y, n, accumulating: accumulating)
        }
      }
      for (p, q) in zip(x, y) { #expect((p - q).magnitude <= Float(k + 1) * 1.2e-7 * Float(k + 1)) }
    }
    let l = draw(m * m)
    var (x, y) = (start, start)
    OpenBLASProducts.solveUnitLower(n: m, columns: n, l, m, &x, n)
    PlainProducts<Float>.solveUnitLower(n: m, columns: n, l, m, &y, n)
    for (p, q) in zip(x, y) { #expect((p - q).magnitude <= 1e-4 * max(1, q.magnitude)) }
  }
}

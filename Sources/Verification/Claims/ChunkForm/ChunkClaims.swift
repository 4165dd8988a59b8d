import DeltaChunkwise
import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

extension Claim {
  /// The chunk form equals the token form, for every operator: over ℚ when small, over F_p at full size.
  static let chunkForms: [Claim] = Operator.all.flatMap { [exactChunks($0), fieldChunks($0)] }

  private static func statement(_ op: Operator) -> String {
    "\(op): the chunk form equals the token form, for any chunk, tail, packing, grouping and initial state"
  }

  private static func faults(_ op: Operator) -> [ChunkFault] { ChunkFault.allCases.filter { $0.applies(to: op) } }

  private static func exactChunks(_ op: Operator) -> Claim {
    Claim("CH-1 \(op)", .exact, statement(op), faults: faults(op)) { seed, fault in
      let shapes = [
        Shape(T: 0, K: 2, V: 2), Shape(T: 1, K: 2, V: 2), Shape(B: 2, T: 5, H: 1, HV: 2, K: 2, V: 3),
        Shape(T: 9, H: 2, HV: 4, K: 3, V: 2, cuSeqlens: [0, 0, 6, 7, 7, 9]),
      ]
      var (tally, generator) = (Tally(), SplitMix64(seed: seed))
      for shape in shapes {
        let p = algebraicProblem(op, shape, &generator, over: Rational.self)
        compareForms(p, chunks: [1, 2, 3, 4, 64], fault, &tally)
      }
      multiplyOutSolves(op, K: 3, fault, &generator, &tally, over: Rational.self)
      return tally.finding("over ℚ at T ≤ 9, K ≤ 3, chunks of 1, 2, 3, 4 and more than T tokens")
    }
  }

  private static func fieldChunks(_ op: Operator) -> Claim {
    Claim("CH-1 \(op)", .identity, statement(op), faults: faults(op)) { seed, fault in
      let (K, T) = (128, 512)
      // A Gram matrix costs K³ a token and head: its long problem has one of each and one chunk size.
      let isGram = op.axes.preconditioner.curvature.isGram
      let long =
        isGram
        ? Shape(T: T + 1, K: K, V: K, cuSeqlens: [0, 0, T, T + 1])
        : Shape(T: T + 128, H: 1, HV: 2, K: K, V: K, cuSeqlens: [0, 0, T, T + 1, T + 128])
      var (tally, generator) = (Tally(), SplitMix64(seed: seed))
      // The small one first: it has every head, tail and chunk size, and refutes what is wrong in a moment.
      for (shape, chunks) in [
        (Shape(B: 2, T: 21, H: 2, HV: 6, K: 5, V: 4), Array(1...22)), (long, isGram ? [64] : [16, 64, 100]),
      ] where tally.holdsSoFar {
        let p = algebraicProblem(op, shape, &generator, over: PrimeField.self)
        compareForms(p, chunks: chunks, fault, &tally)
      }
      multiplyOutSolves(op, K: K, fault, &generator, &tally, over: PrimeField.self)
      let bound = SchwartzZippel(degree: ChunkDegree.bound(op, K: K, T: T), points: 1)
      let size =
        isGram
        ? "K=V=\(K), one head, packed as 0 + \(T) + 1 tokens, chunks of 64"
        : "K=V=\(K), two value heads a key head, packed as 0 + \(T) + 1 + 127 tokens, chunks of 16, 64 and 100"
      return tally.finding("\(size); six value heads at K=5, T=21, chunks of 1 to 22; \(bound.text)")
    }
  }

  private static func compareForms<S: RandomScalar>(
    _ p: Lowered<S>, chunks: [Int], _ fault: ChunkFault?, _ tally: inout Tally
  ) {
    let token = recur(fault?.tokenReading(p) ?? p, map: QuadraticMap<S>())
    for chunk in chunks where tally.holdsSoFar {
      let chunked =
        fault?.run(p, chunk: chunk)
        ?? ChunkForm<BlockedEngine<PlainProducts<S>>>(chunk: chunk).run(p, map: QuadraticMap<S>())
      let place = "T=\(p.shape.T), K=\(p.shape.K), chunks of \(chunk)"
      tally.expect(token.o == chunked.o, "o differs: \(place)")
      tally.expect(token.ht == chunked.ht, "the final state differs: \(place)")
      tally.expect(token.at == chunked.at, "the final state of the preconditioner differs: \(place)")
    }
  }
}

import Chunkwise
import ExactScalars
import Operators
import Recurrences
import Scalars

extension Claim {
  /// The chunk form equals the token form, for every operator: over the rationals when small, over F_p at full size.
  static let chunkForms: [Claim] = Operator.all.flatMap { [exactChunks($0), fieldChunks($0)] }

  private static func statement(_ op: Operator) -> String {
    "\(op): the chunk form equals the token form, for any chunk, tail, packing, grouping and initial state"
  }

  private static func faults(_ op: Operator) -> [ChunkFault] {
    op.axes.solve == .online ? [.overwrittenSum, .noSolve] : [.overwrittenSum]
  }

  private static func exactChunks(_ op: Operator) -> Claim {
    Claim("CH-1 \(op)", .exact, statement(op), faults: faults(op)) { seed, fault in
      let shapes = [
        Shape(T: 0, K: 2, V: 2), Shape(T: 1, K: 2, V: 2), Shape(B: 2, T: 5, H: 1, HV: 2, K: 2, V: 3),
        Shape(T: 9, H: 2, HV: 4, K: 3, V: 2, cuSeqlens: [0, 0, 6, 7, 7, 9]),
      ]
      var (tally, generator) = (Tally(), SplitMix64(seed: seed))
      for shape in shapes {
        let p = algebraicProblem(op, shape, &generator, over: Rational.self)
        compare(p, chunks: [1, 2, 3, 4, 64], fault, &tally)
      }
      return tally.finding("over ℚ at T ≤ 9, K ≤ 3, chunks of 1, 2, 3, 4 and more than T tokens")
    }
  }

  private static func fieldChunks(_ op: Operator) -> Claim {
    Claim("CH-1 \(op)", .identity, statement(op), faults: faults(op)) { seed, fault in
      let T = 512
      let shapes = [
        Shape(T: T + 128, H: 1, HV: 2, K: 128, V: 128, cuSeqlens: [0, 0, T, T + 1, T + 128]),
        Shape(B: 2, T: 21, H: 2, HV: 6, K: 5, V: 4),
      ]
      var (tally, generator) = (Tally(), SplitMix64(seed: seed))
      for shape in shapes {
        let p = algebraicProblem(op, shape, &generator, over: PrimeField.self)
        compare(p, chunks: shape.T > T ? [16, 64, 100] : Array(1...22), fault, &tally)
      }
      // FP-1: a token raises the degree of the state by at most 2t + 12, whatever the chunk.
      let bound = SchwartzZippel(degree: T * T + 13 * T, points: 1)
      return tally.finding(
        "K=V=128, two value heads a key head, packed as 0 + 512 + 1 + 127 tokens, chunks of 16, 64 and 100; "
          + bound.text)
    }
  }

  private static func compare<S: RandomScalar>(
    _ p: Lowered<S>, chunks: [Int], _ fault: ChunkFault?, _ tally: inout Tally
  ) {
    let token = recur(p, map: QuadraticMap<S>())
    for chunk in chunks where tally.holdsSoFar {
      let chunked =
        switch fault {
        case nil: ChunkForm<PlainKernels<S>>(chunk: chunk).run(p, map: QuadraticMap<S>())
        case .overwrittenSum: ChunkForm<OverwritingKernels<S>>(chunk: chunk).run(p, map: QuadraticMap<S>())
        case .noSolve: ChunkForm<UnsolvingKernels<S>>(chunk: chunk).run(p, map: QuadraticMap<S>())
        }
      let place = "T=\(p.shape.T), K=\(p.shape.K), chunks of \(chunk)"
      tally.expect(token.o == chunked.o, "o differs: \(place)")
      tally.expect(token.ht == chunked.ht, "the final state differs: \(place)")
      tally.expect(token.at == chunked.at, "the final diagonal state differs: \(place)")
    }
  }
}

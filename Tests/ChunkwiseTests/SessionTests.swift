import DeltaOperators
import Testing

@testable import DeltaChunkwise

@Suite("CH-11: a sequence in pieces") struct SessionTests {
  @Test("prefill, decode, prefill gives what the whole gives", arguments: FloatEngine.available, Operator.all)
  func pieces(engine: FloatEngine, op: Operator) throws {
    let whole = Float32.random(op, Shape(T: 61, H: 2, HV: 4, K: 8, V: 12))
    let subject = ChunkwiseSubject(engine: engine)
    let expected = subject.evaluate(whole)
    var (session, o) = (Session(subject), [Float]())
    for range in [0..<37, 37..<38, 38..<39, 39..<61] {
      o += try session.advance(whole.selecting(tokens: Array(range)))[.o]!.values
    }
    #expect(session.tokens == 61 && o.count == expected[.o]!.values.count)
    let error = zip(o, expected[.o]!.values).map { ($0 - $1).magnitude }.max()!
    let size = expected[.o]!.values.map(\.magnitude).max()!
    // A sanity bound: chunks are cut elsewhere, so sums are taken in another order.
    #expect(error < 1e-4 * size, "\(error) of \(size)")
  }

  @Test("a piece of another operator is refused") func other() throws {
    var session = Session()
    _ = try session.advance(Float32.random(.gdn, Shape(T: 3, K: 4, V: 4)))
    #expect(throws: ProblemError.self) { try session.advance(Float32.random(.deltanet, Shape(T: 3, K: 4, V: 4))) }
  }

  @Test("a piece with other settings is refused: a state would be read in another layout") func settings() throws {
    var session = Session()
    var piece = Float32.random(.gdn, Shape(T: 3, K: 4, V: 4))
    _ = try session.advance(piece)
    piece.settings.stateLayout = .vk
    #expect(throws: ProblemError.self) { try session.advance(piece) }
  }

  @Test("a piece of other extents is refused") func extents() throws {
    var session = Session()
    _ = try session.advance(Float32.random(.gdn, Shape(T: 3, K: 4, V: 4)))
    #expect(throws: ProblemError.self) { try session.advance(Float32.random(.gdn, Shape(T: 3, K: 4, V: 5))) }
  }
}

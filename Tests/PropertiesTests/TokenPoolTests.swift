import DeltaInputs
import DeltaOperators
import Testing

@testable import DeltaProperties

@Suite("TOL-16: errors that come at any token") struct TokenPoolTests {
  static func problem(_ solve: GramSolve) throws -> Problem {
    var p = sample(try .named("mesanet"), Shape(B: 1, T: 4, H: 1, K: 2, V: 2))
    p.settings.options.gramSolve = solve
    return p
  }

  static let steps = GramSolve.conjugateGradient(iterations: 30, start: .diagonal, eps: 1e-5)

  @Test("an error at one token is shared by its channel, and none by another channel") func shared() throws {
    let pool = try #require(TokenPool(.output(.o), Self.problem(Self.steps)))
    // Tokens of two channels: one event in the first.
    #expect(pool.spread([0, 1, 8, 1, 0, 1, 0, 1]) == [4, 1, 8, 1, 4, 1, 4, 1])
  }

  @Test("solved exactly, and in other outputs, an error belongs to its token") func exact() throws {
    #expect(TokenPool(.output(.o), try Self.problem(.exact)) == nil)
    #expect(TokenPool(.output(.ht), try Self.problem(Self.steps)) == nil)
  }
}

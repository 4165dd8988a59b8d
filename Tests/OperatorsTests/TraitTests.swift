import Testing

@testable import DeltaOperators

/// OP-T: what each axis value says of itself, said again from the point of view of the trait.
@Suite("OP-T: traits") struct TraitTests {
  static let definitions: [(Trait, @Sendable (Axes) -> Bool)] = [
    (.decay, { $0.decay != .none }), (.tokenGates, { $0.decay == .scalar || $0.decay == .channel }),
    (.channelDecay, { $0.decay.isPerChannel }), (.mask, { $0.decay != .constant }),
    (.gainTensor, { $0.gain.readsBeta }), (.stepGain, { $0.gain != .one && $0.gain != .beta }),
    (.splitGain, { $0.gain.erasesApart }), (.implicitGain, { $0.gain.readsWriteKey }),
    (.dividingGain, { $0.gain == .normalised || $0.gain == .exponential }),
    (.erase, { $0.solve.erases }), (.eraseAfterDecay, { $0.solve == .online }),
    (.writeKey, { $0.preconditioner == .squashedDiagonal || $0.preconditioner == .gramKey }),
    (.solvedQuery, { $0.preconditioner == .diagonalQuery || $0.preconditioner == .gramQuery }),
    (.squash, { $0.preconditioner == .squashedDiagonal }),
    (.ridge, { $0.preconditioner == .diagonalQuery || $0.preconditioner.state.isGram }),
    (.shift, { $0.preconditioner == .shiftedQuery }), (.preconditionerState, { $0.preconditioner.state != .none }),
    (.diagonal, { $0.preconditioner.state == .diagonal }), (.gram, { $0.preconditioner.state.isGram }),
    (.gramOfValueHead, { $0.preconditioner.state == .gramOfValueHead }),
  ]

  @Test("every trait belongs to the points of the axes that it should", arguments: Trait.allCases)
  func definition(trait: Trait) throws {
    let definition = try #require(Self.definitions.first { $0.0 == trait }).1
    for axes in Axes.all { #expect(axes.has(trait) == definition(axes), "\(axes)") }
  }

  @Test("every trait tells operators apart: some have it, others lack it", arguments: Trait.allCases)
  func separates(trait: Trait) {
    let having = Operator.all.filter(trait.isMet).count
    #expect(having > 0 && having < Operator.all.count)
  }

  @Test("a token can be masked where tensors say how", arguments: Operator.all) func masks(op: Operator) {
    #expect(Trait.mask.isMet(by: op) == (op.maskedInputs != nil))
  }

  @Test("the first trait that is lacking is named, none where all are there") func lacking() throws {
    let gla = try Operator.named("gla")
    #expect(gla.lacking([.decay, .erase, .ridge]) == .erase && gla.lacking([.decay, .tokenGates]) == nil)
    #expect(Set(Trait.allCases.map(\.sentence)).count == Trait.allCases.count)
  }
}

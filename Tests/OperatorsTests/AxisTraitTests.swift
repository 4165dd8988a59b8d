import Testing

@testable import DeltaOperators

/// OP-T: what each axis value says of itself, said again from the point of view of the trait.
@Suite("OP-T: traits") struct AxisTraitTests {
  static func isThere(_ trait: AxisTrait, _ axes: Axes) -> Bool {
    let (gain, preconditioner, state) = (axes.gain, axes.preconditioner, axes.preconditioner.state)
    return switch trait {
    case .decay: axes.decay != .none
    case .tokenGates: axes.decay == .scalar || axes.decay == .channel
    case .channelDecay: axes.decay.isPerChannel
    case .mask: axes.decay != .constant
    case .gain: gain != .one
    case .gainTensor: gain.readsBeta || gain.isPerChannel
    case .stepGain: gain != .one && gain != .beta
    case .splitGain: gain.erasesApart
    case .channelGain: gain.isPerChannel
    case .implicitGain: gain.readsWriteKey
    case .dividingGain: gain == .normalised || gain == .exponential
    case .erase: axes.solve.erases
    case .eraseAfterDecay: axes.solve == .online
    case .correction: axes.solve.erases || gain != .one
    case .writeKey: preconditioner == .squashedDiagonal || preconditioner == .gramKey
    case .keysApart: preconditioner == .squashedDiagonal || preconditioner == .gramKey || gain.isPerChannel
    case .solvedQuery: preconditioner == .diagonalQuery || preconditioner == .gramQuery
    case .squash: preconditioner == .squashedDiagonal
    case .ridge: preconditioner == .diagonalQuery || state.isGram
    case .shift: preconditioner == .shiftedQuery
    case .preconditionerState: state != .none
    case .diagonal: state == .diagonal
    case .gram: state.isGram
    case .gramOfValueHead: state == .gramOfValueHead
    }
  }

  @Test("every trait belongs to the points of the axes that it should", arguments: AxisTrait.allCases)
  func definition(trait: AxisTrait) {
    for axes in Axes.all { #expect(axes.has(trait) == Self.isThere(trait, axes), "\(axes)") }
  }

  @Test("every trait tells operators apart: some have it, others lack it", arguments: AxisTrait.allCases)
  func separates(trait: AxisTrait) {
    let having = Operator.all.filter(trait.isMet).count
    #expect(having > 0 && having < Operator.all.count)
  }

  @Test("a token can be masked where tensors say how", arguments: Operator.all) func masks(op: Operator) {
    #expect(AxisTrait.mask.isMet(by: op) == (op.maskedInputs != nil))
  }

  @Test("the first trait that is lacking is named, none where all are there") func lacking() throws {
    let gla = try Operator.named("gla")
    #expect(gla.lacking([.decay, .erase, .ridge]) == .erase && gla.lacking([.decay, .tokenGates]) == nil)
    #expect(Set(AxisTrait.allCases.map(\.sentence)).count == AxisTrait.allCases.count)
  }
}

/// Something that an operator may have or lack, and without which a regime, a golden, a fault or a check says nothing of it.
///
/// Each value of an axis states its own traits beside its equation; who needs one asks for it here and names no axis value.
package enum AxisTrait: UInt32, Sendable, CaseIterable {
  /// A decay; a gate of its own for every token, and for every channel.
  case decay, tokenGates, channelDecay
  /// A token can be masked: the decay, if any, can stop for it.
  case mask
  /// A gain other than one; a tensor of gains, of tokens or of channels; a gain that is a step along the erased direction.
  case gain, gainTensor, stepGain
  /// The kinds of step: one gain a side, one a channel of a side, one limited by the write key, one divided by the key's
  /// length.
  case splitGain, channelGain, implicitGain, dividingGain
  /// A prediction is erased; it is that of the decayed state; what is written is not the value as it came.
  case erase, eraseAfterDecay, correction
  /// A write key that is not the key, or not what erases, and a read query that is the solution of a system.
  case writeKey, keysApart, solvedQuery
  /// What enters the preconditioner: the centre of a squash, a ridge, the share of a key.
  case squash, ridge, shift
  /// What the preconditioner accumulates: anything; a diagonal, which has gates of its own; a matrix, one a value head.
  case preconditionerState, diagonal, gram, gramOfValueHead

  /// Whether an operator has it.
  package func isMet(by op: Operator) -> Bool { op.axes.has(self) }

  /// What is to be said of an operator that lacks it.
  package var sentence: String {
    switch self {
    case .decay: "the operator has no decay"
    case .tokenGates: "the operator has no gate for each token"
    case .channelDecay: "all channels have the same decay"
    case .mask: "a constant decay does not stop for a token"
    case .gain: "the gain is one"
    case .gainTensor: "the operator has no tensor of gains"
    case .stepGain: "the gain is no step that an erase could need"
    case .splitGain: "one gain serves write and erase"
    case .channelGain: "all channels have the same gain"
    case .implicitGain: "the gain is not an implicit step"
    case .dividingGain: "the gain does not divide by the key's length"
    case .erase: "the operator does not erase"
    case .eraseAfterDecay: "no erase reads the decayed state"
    case .correction: "the value is written as it comes"
    case .writeKey: "the write key is the key"
    case .keysApart: "what erases is what is written with"
    case .solvedQuery: "nothing is solved for the query"
    case .squash: "nothing is squashed"
    case .ridge: "there is no ridge"
    case .shift: "the query is not shifted"
    case .preconditionerState: "the preconditioner has no state"
    case .diagonal: "the preconditioner has no gates of its own"
    case .gram: "the preconditioner has no Gram matrix"
    case .gramOfValueHead: "no value head has a Gram matrix"
    }
  }
}

/// A few traits, as the bits of a word: fuzzing asks for them many times a case.
package struct Traits: ExpressibleByArrayLiteral, Sendable {
  private var bits: UInt32 = 0

  package init(arrayLiteral traits: AxisTrait...) { for trait in traits { bits |= 1 << trait.rawValue } }

  package func contains(_ trait: AxisTrait) -> Bool { bits & 1 << trait.rawValue != 0 }

  package func union(_ other: Traits) -> Traits {
    var all = self
    all.bits |= other.bits
    return all
  }
}

extension Operator {
  /// The first of some traits that it lacks; nil where it has them all.
  package func lacking(_ needs: some Sequence<AxisTrait>) -> AxisTrait? { needs.first { !$0.isMet(by: self) } }
}

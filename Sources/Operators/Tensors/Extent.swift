/// What an axis of a tensor counts (`Specs/conventions.md`, CONV-1).
package enum Extent: String, Sendable, CaseIterable {
  /// Batch rows.
  case batch = "B"
  /// Tokens of a batch row.
  case token = "T"
  /// Sequences: batch rows, or what is packed into the only one.
  case sequence = "N"
  /// Key heads.
  case keyHead = "H"
  /// Value heads.
  case valueHead = "HV"
  /// Channels of a key.
  case keyChannel = "K"
  /// Channels of a value.
  case valueChannel = "V"

  /// Whether it counts heads, of either kind.
  package var countsHeads: Bool { self == .keyHead || self == .valueHead }
}

extension [Extent] {
  /// The axis of channels, of the value where there are any; nil where a tensor has none.
  package var channelAxis: Int? { firstIndex(of: .valueChannel) ?? firstIndex(of: .keyChannel) }
}

extension Shape {
  /// How many there are.
  package subscript(extent: Extent) -> Int {
    switch extent {
    case .batch: B
    case .token: T
    case .sequence: N
    case .keyHead: H
    case .valueHead: HV
    case .keyChannel: K
    case .valueChannel: V
    }
  }
}

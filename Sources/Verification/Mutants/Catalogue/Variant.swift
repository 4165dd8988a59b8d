import DeltaOperators
import DeltaScalars

/// What makes an implementation different from the plain one: a fault, a narrowing, an amplitude, a style.
struct Variant: Sendable {
  var fault: Fault?
  var narrowing: Narrowing?
  var amplitude: Amplitude?
  var style = Style()

  init(_ fault: Fault? = nil, style: Style = Style()) { (self.fault, self.style) = (fault, style) }

  /// A tensor that is narrowed as it is loaded.
  struct Narrowing: Hashable, Sendable {
    let tensor: TensorName
    let format: Format
  }

  /// The same on the way back, where the forms of states and outputs play no part.
  var backwards: Variant {
    var variant = self
    (variant.style.scalesOutput, variant.style.foldsGain) = (false, false)
    return variant
  }

  /// What the implementation declines, as the kernels that it imitates do.
  func refusal(of p: Problem) -> String? {
    guard fault == .gainClampedAtUsualBound, p.settings.x != 1.5 else { return nil }
    return "x is 1.5 here"
  }
}

/// A tensor whose elements are all too large by a share: of one head, half of one, one row of one, one channel, or everywhere.
struct Amplitude: Hashable, Sendable {
  /// Which elements.
  enum Scope: Sendable { case all, head, channelsOfHead, tokensOfHead, rowOfHead, channel, token }

  let tensor: TensorName
  let share: Float
  var scope = Scope.all

  func apply(_ values: inout [Float], _ p: Problem) {
    let extents = p.extents(of: tensor)
    let shape = p.expectedShape(of: tensor)
    for i in values.indices {
      let index = Tensor.index(of: i, in: shape)
      let isMeant =
        switch scope {
        case .all: true
        case .head: index[p.headAxis(tensor)] == 0
        // Halves of one head: the block of channels, or the run of tokens, of one program of a kernel's grid.
        case .channelsOfHead: index[p.headAxis(tensor)] == 0 && 2 * index[shape.count - 1] >= shape[shape.count - 1]
        case .tokensOfHead:
          index[p.headAxis(tensor)] == 0 && extents.firstIndex(of: .token).map { 2 * index[$0] >= shape[$0] } ?? true
        case .rowOfHead: index[0] == 1 && index[p.headAxis(tensor)] == 0
        case .channel: index[shape.count - 1] == 0
        case .token: extents.firstIndex(of: .token).map { index[$0] % 16 == 7 } ?? true
        }
      if isMeant { values[i] *= 1 + share }
    }
  }
}

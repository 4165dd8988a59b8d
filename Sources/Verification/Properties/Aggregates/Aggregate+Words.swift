import DeltaOperators
import DeltaRecords

extension Judgement {
  /// Takes a group of elements into account: what is off together may be a violation where no element is.
  mutating func include(_ aggregate: Aggregate, _ tensor: ResponseTensor, of request: Request) {
    let alone = worstRatio ?? 0
    worstRatio = max(alone, aggregate.ratio)
    guard aggregate.ratio > 1 else { return }
    let sentence = aggregate.sentence(about: tensor)
    // Where an element is off alone, that says more; but the ratio is that of whichever is farther off, which is then said too.
    guard holds else {
      if aggregate.ratio > alone { reason = reason.map { "\($0); \(sentence)" } }
      return
    }
    (holds, reason) = (false, sentence)
    location = aggregate.location(in: tensor, request: request.id)
  }
}

extension Aggregate {
  /// What is wrong, in one sentence.
  func sentence(about tensor: ResponseTensor) -> String {
    let place = place.map { " in \($0)" } ?? ""
    switch measure {
    case .projection(let share, let limit):
      return
        "all together '\(tensor.name)' is \(shortened(share.magnitude)) of itself too \(share < 0 ? "small" : "large")"
        + "\(place); rounding explains \(shortened(limit))"
    case .size(let size, let limit):
      return
        "the errors of '\(tensor.name)'\(place) are typically \(shortened(size)) times what the profile's rounding "
        + "does; up to \(shortened(limit)) is explained"
    }
  }

  private var place: String? {
    switch kind {
    case .tensor: nil
    case .head: "head \(head)"
    case .chunkOffset: "place \(group) of chunks of 64"
    case .keyChannel: "key channel \(group)"
    case .valueChannel: "channel \(group)"
    case .halfOfChannels: "the \(half) half of the channels of head \(head)"
    case .halfOfTokens: "the \(half) half of the tokens of head \(head)"
    case .sequenceOfHead: "head \(head) of sequence \(part)"
    }
  }

  private var half: String { part == 0 ? "first" : "second" }
  private var head: Int { group / parts }
  private var part: Int { group % parts }

  /// What the group has in common, as far as it has coordinates.
  func location(in tensor: ResponseTensor, request: String) -> Location {
    var place = Location(request: request, tensor: tensor.name)
    switch kind {
    case .tensor: break
    case .head, .halfOfChannels, .halfOfTokens: place.head = head
    case .sequenceOfHead: (place.head, place.sequence) = (head, part)
    case .chunkOffset: place.chunkOffset = group
    case .keyChannel, .valueChannel: place.channel = group
    }
    return place
  }
}

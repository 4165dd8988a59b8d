import Operators

extension Problem {
  /// The coordinates of a flat position of an output.
  func location(of position: Int, in tensor: OutputName, request: String) -> Location {
    var place = Location(request: request, tensor: tensor.rawValue)
    let index = Tensor(expectedShape(of: tensor), repeating: 0).index(of: position)
    switch tensor {
    case .o:
      (place.batch, place.token, place.head, place.channel) = (index[0], index[1], index[2], index[3])
      let sequence = shape.sequences.first { $0.row == index[0] && $0.tokens.contains(index[1]) }
      place.sequence = sequence?.index
      place.chunkOffset = sequence.map { (index[1] - $0.tokens.lowerBound) % 64 }
    case .ht, .at:
      (place.sequence, place.head, place.channel) = (index[0], index[1], index.last)
    }
    return place
  }

  /// The location of a deviation's worst element, with the first token that exceeds its bound.
  func location(of deviation: Deviation, request: String) -> Location? {
    guard let worst = deviation.worst else { return nil }
    var place = location(of: worst, in: deviation.tensor, request: request)
    if deviation.tensor == .o {
      let width = shape.HV * shape.V
      place.firstToken = deviation.violations.map { $0 / width % shape.T }.min()
    }
    return place
  }
}

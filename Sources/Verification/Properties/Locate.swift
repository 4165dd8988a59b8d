import DeltaOperators
import DeltaRecords

extension Problem {
  /// The coordinates of a flat position of a tensor of a response.
  func location(of position: Int, in tensor: ResponseTensor, request: String) -> Location {
    var place = Location(request: request, tensor: tensor.name)
    let index = Tensor(expectedShape(of: tensor), repeating: 0).index(of: position)
    if hasTokens(tensor) {
      (place.batch, place.token, place.head) = (index[0], index[1], index[2])
      place.channel = index.count > 3 ? index[3] : nil
      let sequence = shape.sequences.first { $0.row == index[0] && $0.tokens.contains(index[1]) }
      place.sequence = sequence?.index
      place.chunkOffset = sequence.map { (index[1] - $0.tokens.lowerBound) % 64 }
    } else if isState(tensor) {
      (place.sequence, place.head, place.channel) = (index[0], index[1], index.last)
    } else {
      (place.head, place.channel) = (index[0], index.count > 1 ? index[1] : nil)
    }
    return place
  }

  /// The coordinates of a flat position of an output.
  func location(of position: Int, in output: OutputName, request: String) -> Location {
    location(of: position, in: .output(output), request: request)
  }

  /// The location of a deviation's worst element, with the first token that exceeds its bound.
  func location(of deviation: Deviation, request: String) -> Location? {
    guard let worst = deviation.worst else { return nil }
    var place = location(of: worst, in: deviation.tensor, request: request)
    if hasTokens(deviation.tensor) {
      let width = expectedShape(of: deviation.tensor)[2...].reduce(1, *)
      place.firstToken = deviation.violations.map { $0 / width % shape.T }.min()
    }
    return place
  }
}

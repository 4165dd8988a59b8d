import DeltaOperators
import DeltaRecords

extension Problem {
  /// The coordinates of a flat position of a tensor of a response.
  func location(of position: Int, in tensor: ResponseTensor, request: String) -> Location {
    var place = Location(request: request, tensor: tensor.name)
    let at = coordinates(of: position, in: tensor.tensor)
    (place.batch, place.token, place.sequence) = (at[.batch], at[.token], at[.sequence])
    place.head = at[.valueHead] ?? at[.keyHead]
    place.channel = at[.valueChannel] ?? at[.keyChannel]
    if let token = at[.token], let sequence = at[.sequence] {
      place.chunkOffset = (token - shape.sequences[sequence].tokens.lowerBound) % 64
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

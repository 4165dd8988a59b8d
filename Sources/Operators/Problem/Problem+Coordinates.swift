extension Problem {
  /// The coordinates of a flat position of a tensor, by what its axes count; of two axes that count alike, the last.
  ///
  /// A token also has the sequence that it belongs to.
  package func coordinates(of position: Int, in name: TensorName) -> [Extent: Int] {
    let index = Tensor.index(of: position, in: expectedShape(of: name))
    var result = Dictionary(zip(extents(of: name), index)) { $1 }
    if let row = result[.batch], let token = result[.token] {
      result[.sequence] = shape.sequences.first { $0.row == row && $0.tokens.contains(token) }?.index
    }
    return result
  }
}

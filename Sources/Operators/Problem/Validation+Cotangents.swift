extension Problem {
  /// Checks the gradients handed in: each of an output that the operator has, of its shape, and finite.
  ///
  /// - Throws: ``ProblemError/cotangent(_:_:)``.
  func validateCotangents() throws(ProblemError) {
    if let name = cotangents.keys.min(), settings.options != .standard {
      throw .cotangent(name, "was given, but gradients are defined for the standard options alone; remove it")
    }
    for (name, tensor) in cotangents.sorted(by: { $0.key < $1.key }) {
      guard outputNames.contains(name.output) else {
        throw .cotangent(name, "was given, but operator \(op) has no output '\(name.output.rawValue)'; remove it")
      }
      let expected = expectedShape(of: name.output)
      guard tensor.shape == expected else {
        throw .cotangent(name, "has shape \(tensor.shape); expected \(expected)")
      }
      guard let bad = tensor.values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw .cotangent(name, "holds \(tensor.values[bad]) at \(tensor.index(of: bad)); it must be finite")
    }
  }
}

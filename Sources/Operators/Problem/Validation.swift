/// Shapes and domains: what makes a problem legal (`Specs/conventions.md`, CONV-1 and CONV-2).
extension Problem {
  /// Checks extents, sequences, size, settings, shapes and values, in that order, and reports the first violation.
  ///
  /// - Throws: ``ProblemError``, which names the tensor, the expected and the found shape, or the value and its index.
  /// - Complexity: O(number of elements).
  public func validate() throws(ProblemError) {
    try validateExtents()
    try validateSequences()
    try validateSize()
    try validateSettings()
    for name in requiredInputs where inputs[name] == nil { throw .missing(name, op) }
    let known = requiredInputs + optionalInputs
    for (name, tensor) in inputs.sorted(by: { $0.key < $1.key }) {
      guard known.contains(name) else { throw .unexpected(name, op) }
      let expected = expectedShape(of: name)
      guard tensor.shape == expected else { throw .shape(name, expected: expected, found: tensor.shape) }
      try validateValues(name, tensor)
    }
    try validateSymmetry()
    try validateCotangents()
  }

  private func validateExtents() throws(ProblemError) {
    let s = shape
    for (name, extent) in [("B", s.B), ("H", s.H), ("HV", s.HV), ("K", s.K), ("V", s.V)] where extent < 1 {
      throw .extent("\(name) is \(extent); it must be at least 1.")
    }
    guard s.T >= 0 else { throw .extent("T is \(s.T); it must not be negative.") }
    guard s.HV % s.H == 0 else {
      throw .extent("HV = \(s.HV) is not a multiple of H = \(s.H); each key head serves HV/H value heads.")
    }
  }

  private func validateSequences() throws(ProblemError) {
    guard let cu = shape.cuSeqlens else { return }
    guard shape.B == 1 else { throw .sequences("cu_seqlens needs B = 1, but B is \(shape.B).") }
    guard cu.count >= 2, cu.first == 0, cu.last == shape.T else {
      let found = cu.count <= 16 ? "\(cu)" : "of \(cu.count) entries, from \(cu[0]) to \(cu[cu.count - 1]),"
      throw .sequences("cu_seqlens \(found) must run from 0 to T = \(shape.T) with at least two entries.")
    }
    for i in 1..<cu.count where cu[i] < cu[i - 1] {
      throw .sequences("cu_seqlens falls from \(cu[i - 1]) to \(cu[i]) at entry \(i); it must not decrease.")
    }
  }

  private func validateSettings() throws(ProblemError) {
    guard scale.isFinite else { throw .setting("scale is \(scale); it must be finite.") }
    guard settings.x > 1, settings.x.isFinite else {
      throw .setting("x is \(settings.x); it must be finite and above 1.")
    }
    guard settings.eps > 0, settings.eps.isFinite else {
      throw .setting("eps is \(settings.eps); it must be finite and positive.")
    }
    try validateOptions()
    try validateGate()
  }

  private func validateGate() throws(ProblemError) {
    guard settings.gate != .log else { return }
    guard AxisTrait.tokenGates.isMet(by: op) else {
      throw .setting("gate is '\(settings.gate.rawValue)', but operator \(op) has no gate for each token; use 'log'.")
    }
    guard settings.gate != .lowerBound || (settings.lowerBound >= -5 && settings.lowerBound < 0) else {
      throw .setting("lower_bound is \(settings.lowerBound); it must be in [−5, 0).")
    }
  }

  private func validateValues(_ name: InputName, _ tensor: Tensor) throws(ProblemError) {
    let domain = domain(of: name)
    guard let bad = tensor.values.firstIndex(where: { !domain.contains($0) }) else { return }
    throw .value(name, index: tensor.index(of: bad), found: tensor.values[bad], allowed: domain.description)
  }

  /// A Gram matrix equals its transpose, bit for bit.
  private func validateSymmetry() throws(ProblemError) {
    let K = shape.K
    for (name, gram) in inputs where domain(of: name) == .symmetric {
      for position in gram.values.indices {
        let (row, column) = (position / K % K, position % K)
        let mirror = position + (row - column) * (1 - K)
        guard row > column, gram.values[position] != gram.values[mirror] else { continue }
        throw .asymmetric(
          name, index: gram.index(of: position), found: gram.values[position], mirrored: gram.values[mirror])
      }
    }
  }
}

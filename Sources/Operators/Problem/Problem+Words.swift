extension Problem {
  /// Operator, extents, settings other than the ordinary ones, and initial states, in one line.
  package var inWords: String {
    let s = shape
    var words = ["\(op), B=\(s.B) T=\(s.T) H=\(s.H) HV=\(s.HV) K=\(s.K) V=\(s.V)"]
    if let cu = s.cuSeqlens { words.append("cu_seqlens \(cu)") }
    if settings != Settings() {
      words.append("l2norm \(settings.l2norm.rawValue), x \(settings.x), state \(settings.stateLayout.rawValue)")
      if let scale = settings.scale { words.append("scale \(scale)") }
      if settings.eps != Settings().eps { words.append("eps \(settings.eps)") }
      if settings.gate != .log { words.append("gate \(settings.gate.rawValue)") }
      if settings.gate == .lowerBound { words.append("lower_bound \(settings.lowerBound)") }
      if settings.options != .standard { words.append("\(settings.options)") }
    }
    let states = [InputName.h0, .a0].filter { inputs[$0] != nil }.map(\.rawValue)
    words.append(states.isEmpty ? "no initial state" : "with " + states.joined(separator: " and "))
    return words.joined(separator: ", ")
  }
}

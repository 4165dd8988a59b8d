/// What the axes of a problem's tensors mean, for whoever cuts, permutes, packs or masks (CONV-1).
extension Problem {
  /// Whether an input has one entry a token, on axis 1.
  public func hasTokens(_ name: InputName) -> Bool {
    switch name {
    case .g: op.axes.decay != .constant
    case .q, .k, .v, .beta, .betaErase, .gATK, .betaATK: true
    case .logATKScale, .lambda, .shift, .aLog, .dtBias, .h0, .a0: false
    }
  }

  /// Whether an input has one entry a sequence, on axis 0: the initial states.
  public func isState(_ name: InputName) -> Bool { name == .h0 || name == .a0 }

  /// The axis of heads of an input.
  public func headAxis(_ name: InputName) -> Int { hasTokens(name) ? 2 : isState(name) ? 1 : 0 }

  /// The axis of heads of an output.
  public func headAxis(_ name: OutputName) -> Int { name == .o ? 2 : 1 }

  /// Whether the heads of an input are value heads.
  public func isPerValueHead(_ name: InputName) -> Bool {
    switch name {
    case .v, .g, .aLog, .dtBias, .beta, .betaErase, .h0: true
    case .q, .k, .gATK, .betaATK, .logATKScale, .lambda, .shift: false
    case .a0: op.axes.preconditioner.curvature == .gramOfValueHead
    }
  }

  /// Whether the heads of an output are value heads.
  public func isPerValueHead(_ name: OutputName) -> Bool {
    name != .at || op.axes.preconditioner.curvature == .gramOfValueHead
  }
}

extension Operator {
  /// The inputs whose entries are zero at a masked token, so that it leaves every state as it was (REL-7).
  ///
  /// They hold for log gates; a raw gate is never exactly zero. Nil where no token can: a constant decay does not stop. Without a gain to set to zero, a write of zero is a value of
  /// zero, and, where the state's prediction is erased or the key enters a Gram matrix, a key of zero.
  public var maskedInputs: [InputName]? {
    guard axes.decay != .constant else { return nil }
    var names: [InputName] = axes.decay == .none ? [] : [.g]
    if axes.preconditioner.curvature == .diagonal { names += [.gATK, .betaATK] }
    if axes.gain.readsBeta { names.append(.beta) }
    if axes.gain == .split { names.append(.betaErase) }
    if !axes.gain.readsBeta { names.append(axes.solve.erases ? .k : .v) }
    return names
  }
}

extension Tensor {
  /// Numbers in [−1, 1] turned into symmetric, strictly diagonally dominant K×K matrices: legal Gram matrices.
  ///
  /// Off the diagonal the lower triangle is kept times a power of two, on it magnitudes are raised to at least ½: a
  /// number of a short format stays one.
  public func dominantGrams() -> Tensor {
    let K = shape.last!
    var shrink: Float = 0.5
    while shrink * Float(K) > 0.5 { shrink /= 2 }
    var result = self
    for position in values.indices {
      let (block, row, column) = (position / (K * K), position / K % K, position % K)
      let source = values[block * K * K + max(row, column) * K + min(row, column)]
      result.values[position] = row == column ? max(source.magnitude, 0.5) : shrink * source
    }
    return result
  }
}

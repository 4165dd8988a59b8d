/// What the table says of the tensors of this problem (`Specs/conventions.md`, CONV-1).
extension Problem {
  /// The tensors that must be there, in the order of the table.
  public var requiredInputs: [InputName] { inputs(.required) }

  /// The tensors that may be there, in the order of the table.
  public var optionalInputs: [InputName] { inputs(.optional) }

  /// β, or the gains of channels in its place, as far as they are there.
  package var gains: [InputName] { [.beta, .b, .w].filter { inputs[$0] != nil } }

  /// The outputs that this operator has.
  public var outputNames: [OutputName] {
    OutputName.allCases.filter { presence(of: .output($0)) == .required }
  }

  /// The gradients that this problem asks for: of every input that it holds, or none without cotangents.
  public var gradientNames: [GradientName] {
    cotangents.isEmpty ? [] : GradientName.allCases.filter { inputs[$0.input] != nil }
  }

  /// The shape that a tensor must have.
  public func expectedShape(of name: TensorName) -> [Int] { extents(of: name).map { shape[$0] } }

  /// The shape that an input must have.
  public func expectedShape(of name: InputName) -> [Int] { expectedShape(of: TensorName.input(name)) }

  /// The shape that an output must have.
  public func expectedShape(of name: OutputName) -> [Int] { expectedShape(of: TensorName.output(name)) }

  /// What the axes of a tensor count, outermost first.
  package func extents(of name: TensorName) -> [Extent] { name.row.extents(op.axes, settings) }

  /// Whether a tensor is there.
  package func presence(of name: TensorName) -> Presence { name.row.presence(op.axes, settings) }

  /// What an input may hold.
  package func domain(of name: InputName) -> Domain { TensorName.input(name).row.domain(op.axes, settings) }

  private func inputs(_ presence: Presence) -> [InputName] {
    TensorRow.all.compactMap { row in
      guard case .input(let name) = row.name, row.presence(op.axes, settings) == presence else { return nil }
      return name
    }
  }
}

/// What the axes of a tensor mean, for whoever cuts, permutes, packs or masks.
extension Problem {
  /// Whether a tensor has one entry a token, on axis 1.
  package func hasTokens(_ name: TensorName) -> Bool { extents(of: name).contains(.token) }

  /// Whether an input has one entry a token, on axis 1.
  public func hasTokens(_ name: InputName) -> Bool { hasTokens(TensorName.input(name)) }

  /// Whether a tensor has one entry a sequence, on axis 0.
  package func isState(_ name: TensorName) -> Bool { extents(of: name).contains(.sequence) }

  /// Whether an input has one entry a sequence, on axis 0: the initial states.
  public func isState(_ name: InputName) -> Bool { isState(TensorName.input(name)) }

  /// The axis of heads of a tensor; every tensor has one.
  package func headAxis(_ name: TensorName) -> Int { extents(of: name).firstIndex(where: \.countsHeads)! }

  /// The axis of heads of an input.
  public func headAxis(_ name: InputName) -> Int { headAxis(TensorName.input(name)) }

  /// The axis of heads of an output.
  public func headAxis(_ name: OutputName) -> Int { headAxis(TensorName.output(name)) }

  /// Whether the heads of an input are value heads.
  public func isPerValueHead(_ name: InputName) -> Bool { extents(of: .input(name)).contains(.valueHead) }

  /// Whether the heads of an output are value heads.
  public func isPerValueHead(_ name: OutputName) -> Bool { extents(of: .output(name)).contains(.valueHead) }

  /// The axis of an output along which the columns of the values lie.
  package func valueAxis(_ name: OutputName) -> Int { extents(of: .output(name)).firstIndex(of: .valueChannel)! }
}

/// What a problem makes the suite hold, known before any of it is allocated (`Specs/exchange.md`, EX-10).
extension Problem {
  /// The most numbers that one problem may make the suite hold: at eight doubles a number, 4 GiB.
  package static let sizeLimit = 1 << 26

  /// The numbers that judging a problem holds: its inputs, its outputs in both forms of TOL-2, and for gradients as much
  /// as the inputs once more for each form, and the states from which others are computed again.
  ///
  /// A double, because the product of legal extents need not be an integer of the machine.
  package var size: Double {
    func count(_ names: [TensorName]) -> Double {
      names.reduce(0) { $0 + expectedShape(of: $1).reduce(1) { $0 * Double($1) } }
    }
    let inputs = count((requiredInputs + optionalInputs).map(TensorName.input))
    let outputs = count(outputNames.map(TensorName.output))
    guard !cotangents.isEmpty else { return inputs + 2 * outputs }
    let (K, V) = (Double(shape.K), Double(shape.V))
    let state = K * (V + (op.axes.preconditioner.state.isGram ? K : 0))
    // √T states are kept and √T computed again; of each the matrix before, within and after a token, in both forms.
    let kept = 12 * (Double(shape.T).squareRoot() + 1) * state
    return 3 * inputs + 2 * outputs + kept
  }

  /// Checks that the problem is not too large; extents and sequences must be legal.
  ///
  /// - Throws: ``ProblemError/extent(_:)``.
  func validateSize() throws(ProblemError) {
    guard size > Double(Self.sizeLimit) else { return }
    throw .extent(
      "The extents make the suite hold \(size < 1e15 ? "\(Int(size))" : "\(size)") numbers, and \(Self.sizeLimit) are the "
        + "most (EX-10); ask for fewer sequences, tokens, heads or channels.")
  }
}

import DeltaOperators

extension Fault {
  /// Why this fault cannot matter to an operator; nil where it can.
  ///
  /// The tests hold both: where there is a reason the outputs are those without the fault, elsewhere a check fails.
  public func irrelevance(to op: Operator) -> String? { needs.first { !$0.isMet(by: op.axes) }?.sentence }

  private var needs: [Need] {
    switch self {
    case .eraseBeforeDecay, .predictionWithoutGamma: [.erase, .decay]
    case .truncatedSeries: [.erase]
    case .eraseWithWriteKey: [.erase, .writeKey]
    case .tailGateFromPadding, .gateOfHeadZero, .zeroGateDropped, .scoresInBaseTwo, .decodeInBaseTwo,
      .maskByMultiplying, .gateByKeyHead, .scoresWithoutDecay, .anchorOffByOne, .decayByQuotient:
      [.decay]
    case .packedGateOffset, .anchoredOnFuture: [.decay, .tokenGates]
    case .rawBiasDropped, .rawRateOfHeadZero, .rawBoundIgnored: [.tokenGates]
    case .diagonalNotCarried, .diagonalNotReturned, .diagonalInFP16, .diagonalBehind: [.curvature]
    case .diagonalByValueHead: [.curvatureGates]
    case .centreOfHeadZero: [.squash]
    case .gainByKeyHead, .gainOfRowZero, .gainClamped: [.gains]
    case .ridgeOfHeadZero: [.ridge]
    case .ridgeDecayed, .gramWithoutGain, .gramByKeyHead: [.gramOfValueHead]
    case .shiftBeforeScale: [.shift]
    case .writeGainOnErase: [.splitGain]
    case .implicitWithPlainKey: [.implicitGain, .writeKey]
    case .zeroKeyDivided: [.dividingGain]
    case .stateTransposed, .initialStateIgnored, .outputReadsTransposed, .headsTiled, .diagonalScoresTwice,
      .stateInBF16, .packedAsOne, .lastUnwritten, .emptyLosesState, .singleTokenSkipped, .scaleIgnored,
      .normEpsilonOutside, .tailTokenLost:
      []
    }
  }

  /// Something without which a fault has nothing to spoil.
  private enum Need {
    case erase, decay, tokenGates, gains, splitGain, implicitGain, dividingGain
    case writeKey, curvature, curvatureGates, squash, ridge, gramOfValueHead, shift

    func isMet(by axes: Axes) -> Bool {
      let (preconditioner, curvature) = (axes.preconditioner, axes.preconditioner.curvature)
      return switch self {
      case .erase: axes.solve.erases
      case .decay: axes.decay != .none
      case .tokenGates: axes.decay == .scalar || axes.decay == .channel
      case .gains: axes.gain.readsBeta
      case .splitGain: axes.gain == .split
      case .implicitGain: axes.gain == .implicit
      case .dividingGain: axes.gain == .normalised || axes.gain == .exponential
      case .writeKey: preconditioner == .squashedDiagonal || preconditioner == .gramKey
      case .curvature: curvature != .none
      case .curvatureGates: curvature == .diagonal
      case .squash: preconditioner == .squashedDiagonal
      case .ridge: curvature.isGram || preconditioner == .diagonalQuery
      case .gramOfValueHead: curvature == .gramOfValueHead
      case .shift: preconditioner == .shiftedQuery
      }
    }

    var sentence: String {
      switch self {
      case .erase: "the operator does not erase"
      case .decay: "the operator has no decay"
      case .tokenGates: "it has no gate of its own for every token"
      case .gains: "the operator has no tensor of gains"
      case .splitGain: "one gain serves write and erase"
      case .implicitGain: "the gain is not an implicit step"
      case .dividingGain: "the gain does not divide by the key's length"
      case .writeKey: "the write key is the key"
      case .curvature: "the preconditioner has no state"
      case .curvatureGates: "the preconditioner has no gates of its own"
      case .squash: "nothing is squashed"
      case .ridge: "there is no ridge"
      case .gramOfValueHead: "no value head has a Gram matrix"
      case .shift: "the query is not shifted"
      }
    }
  }
}

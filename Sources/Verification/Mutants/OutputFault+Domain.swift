import DeltaOperators

extension OutputFault {
  /// Why this fault cannot matter to an operator; nil where it can.
  ///
  /// The tests hold both: where there is a reason the outputs are those without the fault, elsewhere a check fails.
  public func irrelevance(to op: Operator) -> String? { op.lacking(needs)?.sentence }

  private var needs: [AxisTrait] {
    switch self {
    case .eraseBeforeDecay, .predictionWithoutGamma: [.erase, .decay]
    case .truncatedSeries: [.erase]
    case .eraseWithWriteKey: [.erase, .writeKey]
    case .tailGateFromPadding, .gateOfHeadZero, .zeroGateDropped, .scoresInBaseTwo, .decodeInBaseTwo,
      .maskByMultiplying, .gateByKeyHead, .scoresWithoutDecay, .anchorOffByOne, .decayByQuotient:
      [.decay]
    case .packedGateOffset, .anchoredOnFuture: [.decay, .tokenGates]
    case .rawBiasDropped, .rawRateOfHeadZero, .rawBoundIgnored: [.tokenGates]
    case .diagonalNotCarried, .diagonalNotReturned, .diagonalInFP16, .diagonalBehind: [.preconditionerState]
    case .diagonalByValueHead: [.diagonal]
    case .centreOfHeadZero: [.squash]
    case .gainByKeyHead, .gainOfRowZero, .gainClamped: [.gainTensor]
    case .ridgeOfHeadZero: [.ridge]
    case .ridgeDecayed, .gramWithoutGain, .gramByKeyHead: [.gramOfValueHead]
    case .shiftBeforeScale: [.shift]
    case .writeGainOnErase: [.splitGain]
    case .eraseGainForgotten, .eraseGainOnWriteKey, .writeGainAveraged, .writeGainOnPrediction: [.channelGain]
    case .implicitWithPlainKey: [.implicitGain, .writeKey]
    case .zeroKeyDivided: [.dividingGain]
    case .stateTransposed, .initialStateIgnored, .outputReadsTransposed, .headsTiled, .diagonalScoresTwice,
      .stateInBF16, .packedAsOne, .lastUnwritten, .emptyLosesState, .singleTokenSkipped, .scaleIgnored,
      .normEpsilonOutside, .tailTokenLost:
      []
    }
  }
}

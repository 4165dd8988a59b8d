/// A small edit of the plain implementation; its row in the catalogue (``Mutant/faults``) describes it.
enum Fault: Sendable, CaseIterable {
  // Gates.
  case gateOfHeadZero, gateByKeyHead, gateOfChannelZero, gateOfPreviousToken, gateOfRowZero, gateTakenForDecay,
    gateClampedAtFive, gateClampedAtTen, rawBiasDropped, rawBiasByHead, rawRateOfHeadZero, rawRateNotExponentiated,
    rawBoundIgnored, rawClampBeforeSign, softplusOverflows, softplusVanishes, softplusLinearFromTwo,
    softplusLinearFromFive, softplusLinearFromEight, softplusWithOffset, sigmoidAsQuotient
  // Decays.
  case eraseBeforeDecay, predictionWithoutGamma, predictionWithGammaTwice, eraseWithoutDecay, scoresWithoutDecay,
    scoresInBaseTwo, decodeInBaseTwo, zeroGateDropped, maskBySign, maskByMultiplying, anchorOffByOne,
    decayByQuotient, anchoredOnFuture, cumulativeInBF16, decayInBF16, decayInFP16, carryWithoutDecay,
    writesNotDecayed, writesDecayedFromOwn, tailGateFromPadding, tailInfinityTimesZero, fullChunkDecaysAgain
  // Heads and extents.
  case headsTiled, groupsBeyondThree, headsBeyondTwo, headsBeyondEight, rowsBeyondTwo, columnsBeyond64,
    columnsBeyondKeys, initialStateByKeyHead
  // Gains of tokens.
  case gainByKeyHead, gainOfRowZero, gainTransposed, gainOfPreviousToken, gainClamped, gainClampedAtUsualBound,
    gainDoubled, gainInBF16Computed, gainZeroStopsDecay
  // Norms and scale.
  case scaleIgnored, scaleOfValueSize, scaleTwice, scaleOnScoresOnly, normEpsilonOutside, normEpsilonLarger,
    normsExchanged, normUnguarded, normOverHeads, normOverPaddedLanes, normSquaresInBF16, queryNotNormalised
  // The triangular solve.
  case truncatedSeries, neumannInFP16, inverseByDoubling, inverseRowsInBF16, inverseInTF32, eraseWithWriteKey
  // Chunks.
  case diagonalScoresTwice, ownTokenUnread, scoresOfPlainKey, stateOfPlainKey, scoresInBF16, tailTokenLost,
    outputReadsTransposed, stateReadEarly, stateOfSquareBlock, windowRestartsAt64, windowRestartsAt1024,
    lastUnwritten, remainderNaN, outputShifted, outputsOfFirstRow, callsDiffer, inputOverwritten
  // States.
  case stateTransposed, layoutIgnoredOnInput, layoutIgnoredOnOutput, initialStateIgnored,
    initialStateOfSequenceZero, initialStateTwice, emptyLosesState, singleTokenSkipped, shortPrefillStateLost,
    stateInBF16, stateInFP16, stateInTF32, stateOfEveryToken, stateSizedByKeyHeads, stateAbsent
  // Packed sequences.
  case packedAsOne, packedGateOffset, boundariesHalved, boundaryTokenTwice, lastSequenceSkipped
  // Preconditioners.
  case diagonalNotCarried, diagonalNotReturned, diagonalByValueHead, diagonalBehind, diagonalOfRawKeys,
    diagonalNotDecayed, diagonalDecaysNewest, diagonalWithoutGain, diagonalInFP16, diagonalInBF16,
    initialDiagonalIgnored, initialDiagonalOfHeadZero, centreOfHeadZero, centreByValueHead, centreExponentiated,
    centreNegated, boundIgnored, epsilonIgnored, epsilonForgotten, squashClipped, squashInverted, squashOnQuery,
    ridgeDecayed, ridgeOfHeadZero, ridgeByValueHead, ridgeOfChannelZero, ridgeForgotten, gramWithoutGain,
    gramNotDecayed, gramByKeyHead, solveInBF16, shiftBeforeScale, shiftBeforeNorm, rawShiftIgnored, shiftNegated,
    shiftOfHeadZero,
    shiftByValueHead, shiftOfRawKey
  // Gains.
  case writeGainOnErase, gainsExchanged, eraseGainForgotten, eraseGainOnWriteKey, writeGainAveraged,
    writeGainOnPrediction, implicitWithPlainKey, implicitWithoutLength, implicitWithoutGain, zeroKeyDivided,
    projectionWithEpsilon, flowOfFirstOrder, flowOfSecondOrder, flowByDifference, flowByShortSeries
  // Options.
  case shermanOfCurrentState, shermanUndamped, factorForgotten, factorsExchanged, reciprocalUnguarded,
    weightedWithoutDecay, weightedTwice, weightedUnguarded, solverStepMissing, solverStartExchanged,
    solverDescendsSteepest, solverEpsilonForgotten
  // Two things at once.
  case normFloorLarger, rawBoundInBF16, boundInBF16, rawRateNeedsBias, diagonalStopsWithGain, packRestartsAt64,
    scaleNeedsRoot, initialStateNeedsDiagonal, statesBeyondSixteen, projectionWithFaintEpsilon, headsOf128,
    keyGradientOfFullChunks, initialGradientOfZeroState, diagonalGainClamped, centreClamped, groupsRoundedUp,
    secondBlockOfFirstHead
  // Ways back.
  case erasePathOfStateMissing, erasePathOfKeyMissing, writeKeyPathMissing, writeKeyPathOfValue, duOfPlainKey,
    queryReadsEarlierState, eraseReadsUndecayed, gradientNotDecayed, valueGradientUngained,
    gainGradientWithoutErase, gainGradientByDividing, implicitGradientOnce, stepConstant, lengthGradientHalved,
    flowGradientUndamped, zeroKeyGradientDivided, eraseGainGradientNegated, eraseGainGradientWithoutKey,
    keyWithoutEraseGain, writeGainGradientOfError, valueWithoutWriteGain, shiftPathOfKeyMissing, squashConstant,
    squashSlopeOnce, squashSlopeWithoutEpsilon, quotientConstant, diagonalPathOfKeyMissing,
    diagonalGainGradientUnsquared, diagonalGateGradientMissing, diagonalGateGradientOfCurrent,
    diagonalGradientNotDecayed, gramConstant, gramGradientOneSided, gramPathOfKeyMissing, gramPathOfGainMissing,
    gramPathOfGateMissing
  // Gates, norms and raw gates on the way back.
  case gateGradientOfNextToken, gateGradientAtInfinity, gateGradientByDividing, gateGradientZeroMasked,
    gateGradientOfFirstToken, gateGradientInBF16, gateGradientOfPackedTail, gateGradientOfLocalRow,
    gateGradientOfFullChunks, gateGradientWithoutState, tailGradientInfinity, constantGateOfLastToken,
    constantGateAveraged, diagonalGateGradientResidue, queryGradientUnscaled, projectionMissing,
    projectionOfQueryMissing, zeroRowGradientUnguarded, rawGateNotReversed, rawRateGradientOfRate,
    rawRateGradientResidue, rawGradientsOfLastRow, biasGradientOfFirstToken, rawSlopeWithoutRate
  // Edges of the way back.
  case stateGradientIgnored, stateGradientNeedsOutputs, initialGradientNeedsState, diagonalGradientIgnored,
    diagonalGradientNeedsOutputs, diagonalGradientCut, chunkCutsGradient, statesOfPreviousChunk,
    recomputedStatesInBF16, stateGradientInBF16, stateGradientInFP16, groupNotSummed, groupAveraged,
    centreGradientOfLastToken, ridgeGradientOfLastToken, sharedOfLastSequenceOnly, gradientsOfFirstRow,
    valueGradientTransposedHeads, initialGradientOfSequenceZero, initialGradientTransposed, layoutIgnoredOfGradient,
    initialGradientAbsent, initialGradientWithoutDiagonal, initialDiagonalGradientMissing,
    initialGramGradientTriangular, gradientsClipped
}

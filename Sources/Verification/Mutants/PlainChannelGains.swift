import DeltaOperators

/// Gains of channels: b multiplies the key that erases, w the value that is written.
extension PlainRun {
  func applyChannelGains(_ x: inout PlainToken, _ at: PlainPlace) {
    guard let b = channelGains(.b, at), var w = channelGains(.w, at) else { return }
    if fault == .writeGainAveraged { w = w.map { _ in w.reduce(0, +) / Float(s.V) } }
    if fault == .writeGainOnPrediction { x.predictionGains = w }
    if fault == .eraseGainOnWriteKey { for i in 0..<s.K { x.writeKey[i] *= b[i] } }
    for j in 0..<s.V { x.v[j] *= w[j] }
    if fault != .eraseGainForgotten { for i in 0..<s.K { x.k[i] *= b[i] } }
  }
}

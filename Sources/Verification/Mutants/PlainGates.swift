import DeltaOperators
import Foundation

extension Problem {
  /// The same problem with raw gates turned into log gates, in double precision (CONV-4).
  func takingLogarithms(_ fault: OutputFault?) -> Problem {
    guard settings.gate != .log else { return self }
    var plain = self
    let perHead = self[.g].shape.count == 4 ? shape.K : 1
    let bias = fault == .rawBiasDropped ? nil : inputs[.dtBias]
    for i in self[.g].values.indices {
      let head = i / perHead % shape.HV
      let rate = exp(Double(self[.aLog].values[fault == .rawRateOfHeadZero ? 0 : head]))
      let y = Double(self[.g].values[i]) + Double(bias?.values[head * (bias!.count / shape.HV) + i % perHead] ?? 0)
      if settings.gate == .softplus {
        plain[.g].values[i] = Float(-rate * (y > 0 ? y + log1p(exp(-y)) : log1p(exp(y))))
      } else {
        let bound = fault == .rawBoundIgnored ? -5 : settings.lowerBound
        plain[.g].values[i] = Float(bound / (1 + exp(-rate * y)))
      }
    }
    plain.settings.gate = .log
    (plain.inputs[.aLog], plain.inputs[.dtBias]) = (nil, nil)
    return plain
  }
}

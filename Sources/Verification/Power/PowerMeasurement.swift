import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaScalars

/// The smallest error, of those on the ladder, that each judge notices in one place of one tensor of one answer.
struct PowerMeasurement: Sendable {
  let tensor: ResponseTensor
  let place: PowerPlace
  /// The smallest error that leaves a bound; 0 where the answer does without any, ∞ where none on the ladder does.
  let smallest: Double
  /// The same by the rules of the field.
  let relativeError, allClose: Double

  /// The tensors in which errors are planted.
  static let tensors: [ResponseTensor] = [.output(.o), .output(.ht), .output(.at)]

  /// Every place of every tensor of one answer of a model of a kernel.
  static func all(of request: Request, under profile: Profile) -> [PowerMeasurement] {
    guard case .ok(let outputs) = ModelSubject(profile).respond(to: [request])[0] else { return [] }
    let tolerance = Tolerance(profile)
    // Where the profile's numbers do not suffice, nobody is right (TOL-12).
    guard request.excess(tolerance) == nil else { return [] }
    let expectation = Expectation(request, tolerance)
    return tensors.flatMap { tensor -> [PowerMeasurement] in
      guard let values = outputs.tensor(tensor)?.values.map(Double.init), let expected = expectation.reference[tensor]
      else { return [] }
      return PowerPlace.allCases.compactMap { place in
        let seed = SplitMix64.mix(UInt64(truncatingIfNeeded: request.id.utf8.reduce(0) { $0 &* 31 &+ Int($1) }))
        guard let fault = PowerFault(place, of: tensor, in: request.problem, values: values, seed: seed) else {
          return nil
        }
        func smallest(_ notices: ([Double]) -> Bool) -> Double {
          // Where an answer without an error is refused, that is a false alarm and no power.
          if notices(values) { return 0 }
          return PowerRow.ladder.first { notices(fault.applied($0, to: values)) } ?? .infinity
        }
        return PowerMeasurement(
          tensor: tensor, place: place, smallest: smallest { !expectation.allows($0, as: tensor) },
          relativeError: smallest { FieldRule.relativeError.notices($0, expected) },
          allClose: smallest { FieldRule.allClose.notices($0, expected) })
      }
    }
  }
}

import DeltaConcurrent
import DeltaInputs
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaScalars

/// How small an error the bounds notice, under each profile: the power of the suite, beside that of the field's rules (TOL-14).
///
/// What is judged is a model of a kernel (TOL-9), with an error planted in what it returns.
public struct PowerCampaign: Sendable {
  /// The profiles.
  public let profiles: [Profile]
  /// The requests on which errors are planted.
  public let requests: [Request]

  /// A campaign over the requests of the quick suite without gradients that have something in every tensor.
  public init(profiles: [Profile], operators: [Operator]) {
    self.profiles = profiles
    requests = operators.flatMap { Suite.cases(.quick, for: $0).map(\.request) }
  }

  /// How many measurements it takes.
  public var size: Int { profiles.count * requests.count }

  /// Plants every error in every request; the result does not depend on the number of threads.
  ///
  /// Complexity: an expectation a profile and request, and one comparison a planted error.
  public func run(progress: @escaping @Sendable (Int) -> Void = { _ in }) throws -> PowerRecord {
    let measured = try concurrentMap(0..<size, progress) { i in
      let (profile, request) = (profiles[i / requests.count], requests[i % requests.count])
      return PowerMeasurement.all(of: request, under: profile)
    }
    let results = profiles.indices.flatMap { p in
      self.rows(of: profiles[p], measured[p * requests.count..<(p + 1) * requests.count].flatMap(\.self))
    }
    return PowerRecord(operators: requests.map(\.problem.op.name), results: results)
  }

  private func rows(of profile: Profile, _ measured: [PowerMeasurement]) -> [PowerRow] {
    PowerMeasurement.tensors.flatMap { tensor in
      PowerPlace.allCases.compactMap { place -> PowerRow? in
        let own = measured.filter { $0.tensor == tensor && $0.place == place }
        guard !own.isEmpty else { return nil }
        let rungs = PowerRow.ladder.map { size in
          PowerRow.Rung(
            size: size, noticed: own.count { 0 < $0.smallest && $0.smallest <= size },
            relativeError: own.count { 0 < $0.relativeError && $0.relativeError <= size },
            allClose: own.count { 0 < $0.allClose && $0.allClose <= size })
        }
        return PowerRow(
          profile: profile.name, tensor: tensor.name, place: place, requests: own.count,
          refused: (
            own.count { $0.smallest == 0 },
            [own.count { $0.relativeError == 0 }, own.count { $0.allClose == 0 }]
          ), rungs: rungs)
      }
    }
  }
}

import DeltaCampaignStore
import DeltaExchange
import DeltaOperators
import Foundation

/// Counterexamples that were promoted: requests of the suite from then on (CAMP-6).
enum Regressions {
  /// Where they are, from the root of the repository or the installation.
  static let folder = "Fixtures/regressions"
  /// The regime that they stand for in verdicts.
  static let regime = "regression"

  /// A name that says operator and clause, with a digest of the tape, so that no two are the same.
  static func id(of failure: FailureRow) -> String {
    let digest = failure.tape.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return "\(failure.op).\(regime)-\(failure.clause.lowercased())-\(String(digest & 0xFFFF_FFFF, radix: 16))"
  }

  /// Those of some operators; none where there is no such folder.
  static func requests(for operators: [Operator]) throws -> [Request] {
    let path = Installation.folder(folder)
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let origin = Request.Origin(regime: regime, why: "a counterexample of a campaign, kept for good", guards: [])
    return try RequestFile.readAll(in: URL(fileURLWithPath: path))
      .filter { operators.contains($0.problem.op) }
      .map { Request(id: $0.id, problem: $0.problem, origin: origin, isSpoiled: $0.isSpoiled) }
  }
}

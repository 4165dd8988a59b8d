import DeltaCampaignStore
import Foundation

/// A folder for the time of a test, and cases that need no judge.
final class Scratch {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-tests-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// A store of ten cases of which some are there.
  @discardableResult func store(
    _ name: String, numbers: some Sequence<Int>, campaign: CampaignIdentity = .sample, part: CampaignPart? = nil
  ) throws -> CampaignStore {
    let store = try CampaignStore(
      path(name), campaign: campaign, words: ["--profile", "fp32"], parts: [part ?? CampaignPart(cases: 10)],
      machines: ["Haswell x86_64"], properties: [("parity-o", "PAR-1"), ("finite", "WELL-2")])
    try store.add(numbers.map(CaseRow.sample))
    return store
  }
}

extension CampaignIdentity {
  static let sample = CampaignIdentity(
    suite: "0.1.0", generator: "abc", subject: "mine", profile: "fp32", arithmetic: "def", seed: 7,
    operators: ["gdn", "kda"])
}

extension CaseRow {
  /// Case n: every third fails, every fifth lacks an answer; every fourth is converted, and so is the first.
  static func sample(_ number: Int) -> CaseRow {
    let parity = FindingRow(
      property: "parity-o", outcome: number % 3 == 2 ? .fail : .pass, ratio: number % 3 == 2 ? .infinity : 0.25,
      isCeiling: number % 2 == 0)
    let finite = FindingRow(
      property: "finite", outcome: number % 5 == 4 ? .unable : .pass, ratio: nil, isCeiling: false)
    return CaseRow(
      number: number, op: number % 2 == 0 ? "gdn" : "kda", asksGradients: number == 1, tape: "1.\(number)",
      findings: [parity, finite], adapted: number % 4 == 3 ? ["unpack", "normalise"] : number == 0 ? ["unpack"] : [])
  }
}

extension FailureRow {
  static func sample(tape: String, signature: String = "PAR-1.gdn") -> FailureRow {
    FailureRow(
      signature: signature, property: "parity-o", clause: "PAR-1", op: "gdn", number: 2, reason: "'o' is 3",
      location: nil, problem: "gdn, T=1", values: ["q 1: 1", "k 1: 2"], tape: tape, originalTape: "1.2",
      evaluations: 9, isMinimal: true, request: [1, 0, 255])
  }
}

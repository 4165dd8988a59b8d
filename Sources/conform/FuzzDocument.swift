import DeltaCampaigns
import DeltaOperators
import DeltaRecords
import DeltaReports

/// The JSON of `conform fuzz run`, schema `conform.fuzz/1`.
struct FuzzDocument: Encodable {
  struct Row: Encodable {
    let property, clause, `operator`, reason, problem, tape, replay: String
    let `where`: Location?
    let evaluations: Int
  }

  let schema = "conform.fuzz/1"
  let subject: String
  let seed: UInt64
  let summary: [String: Int]
  let results: [Row]

  init(_ report: FuzzReport, subject: String, replay: (String) -> String) {
    (self.subject, seed) = (subject, report.seed)
    summary = [
      "cases": report.cases, "judged": report.judged, "unable": report.unable, "fail": report.failingCases,
      "counterexamples": report.failures.count,
    ]
    results = report.failures.map {
      Row(
        property: $0.property, clause: $0.clause, operator: $0.problem.op.name, reason: $0.reason,
        problem: $0.problem.inWords, tape: $0.tape, replay: replay($0.tape), where: $0.location,
        evaluations: $0.evaluations)
    }
  }

  /// 1 if something fails, 3 if nothing was judged, 0 otherwise.
  var exitCode: Int32 { summary["fail"]! > 0 ? 1 : summary["judged"] == 0 ? 3 : 0 }

  var text: String {
    let head =
      "\(subject): \(summary["cases"]!) problems, \(summary["judged"]!) judgements, "
      + "\(summary["fail"]!) problems fail (seed \(seed))"
    let blocks = results.map { row in
      """
      ✗ \(row.clause) \(row.property), \(row.operator)
        \(row.reason)
        smallest problem found: \(row.problem)
        repeat: \(row.replay)
      """
    }
    return ([head] + blocks).joined(separator: "\n\n")
  }
}

extension Problem {
  /// Operator, extents and settings in one line.
  var inWords: String {
    let s = shape
    var words = ["\(op), B=\(s.B) T=\(s.T) H=\(s.H) HV=\(s.HV) K=\(s.K) V=\(s.V)"]
    if let cu = s.cuSeqlens { words.append("cu_seqlens \(cu)") }
    if settings != Settings() {
      words.append("l2norm \(settings.l2norm.rawValue), x \(settings.x), state \(settings.stateLayout.rawValue)")
      if let scale = settings.scale { words.append("scale \(scale)") }
    }
    let states = [InputName.h0, .a0].filter { inputs[$0] != nil }.map(\.rawValue)
    words.append(states.isEmpty ? "no initial state" : "with " + states.joined(separator: " and "))
    return words.joined(separator: ", ")
  }
}

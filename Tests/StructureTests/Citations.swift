/// Clauses of the Specs and ids of the museum: where they are stated, and where they are cited.
enum Citations {
  /// `TOL-3`, `OP-A`, `OP-gdn`.
  static let clause = #"\b(?:[A-Z]{2,6}-(?:[0-9]+|[A-Z])\b|OP-[a-z][a-z0-9]*(?:-[a-z0-9]+)*)"#
  /// `T01`, `Z3`.
  static let defect = #"\b(?:[CDGHIKNPRSTVWX][0-9]{2}|Z[0-9]{1,2})\b"#

  /// What reads like a clause and is none.
  static let otherNames: [String: String] = [
    "SHA-256": "a digest", "UTF-8": "an encoding", "GDN-2": "an operator", "RWKV-7": "an operator",
    "AVX-512": "a set of instructions",
  ]
  /// What reads like an id of the museum and is none.
  static let otherIDs: [String: String] = ["I16": "a dtype", "I32": "a dtype", "I64": "a dtype"]

  /// The clauses cited in a text; of a range, "TOL-2 to TOL-4" or "EQ-1 … EQ-5", each.
  static func clauses(in text: String) -> Set<String> {
    let single = Set(text.matches(clause).map { $0[0] }).subtracting(otherNames.keys)
    let ranges = text.matches(#"\b([A-Z]{2,6})-([0-9]+) (?:to|…) \1-([0-9]+)\b"#).flatMap { match in
      stride(from: Int(match[2])!, through: Int(match[3])!, by: 1).map { "\(match[1])-\($0)" }
    }
    return single.union(ranges)
  }

  /// The ids of the museum cited in a text.
  static func defects(in text: String) -> Set<String> {
    Set(text.matches(defect).map { $0[0] }).subtracting(otherIDs.keys)
  }

  /// The clauses that a page states: in a heading, in the first cell of a row, or bold at the start of a point.
  static func stated(on page: Repository.Page) -> Set<String> {
    page.lines.map(String.init).reduce(into: Set()) { stated, line in
      if line.hasPrefix("## ") { stated.formUnion(clauses(in: line)) }
      let starts = [#"^\| (\#(clause)) \|"#, #"^\* \*\*(\#(clause))\.\*\*"#]
      for start in starts { stated.formUnion(line.matches(start).map { $0[1] }) }
    }
  }

  /// One sentence for each clause or id that a page cites and nothing states.
  static func dangling(_ page: Repository.Page, clauses known: Set<String>, defects shown: Set<String>) -> [String] {
    let unstated = clauses(in: page.text).subtracting(known).sorted()
    let unshown = defects(in: page.text).subtracting(shown).sorted()
    return unstated.map { "\(page.path) cites \($0), a clause that no page of Specs states" }
      + unshown.map { "\(page.path) cites \($0), which Specs/museum.md does not show" }
  }
}

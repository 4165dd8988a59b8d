import DeltaRecords

extension CampaignStore {
  /// What the store holds, counted; `replay` is the command that judges a tape again.
  ///
  /// Complexity: linear in the number of findings.
  public func record(
    minimumCoverage: Double = FuzzRecord.defaultCoverage, replay: (String) -> String
  ) throws(StoreError) -> CampaignRecord {
    let campaign = try identity()
    let operators = try operatorRows()
    let symptoms = try symptoms()
    let failures = try failures().map { failure in
      let seen = symptoms.filter { $0.signature == failure.signature }
      return CampaignRecord.Failure(
        signature: failure.signature, property: failure.property, clause: failure.clause, op: failure.op,
        number: failure.number, reason: failure.reason, problem: failure.problem, values: failure.values,
        tape: failure.tape, replay: replay(failure.tape), location: failure.location,
        evaluations: failure.evaluations, minimal: failure.isMinimal,
        seen: seen.map { CampaignRecord.Seen(property: $0.symptom.property, op: $0.symptom.op, cases: $0.cases) })
    }
    return CampaignRecord(
      subject: campaign.subject, profile: campaign.profile, seed: campaign.seed, suite: campaign.suite,
      machines: try machines(), goal: CampaignPart.numbers(of: try parts()).count,
      judged: try count("finding WHERE outcome <> 'unable'"),
      silent: try count("cases WHERE number NOT IN (SELECT number FROM finding WHERE outcome <> 'unable')"),
      unable: try count("finding WHERE outcome = 'unable'"), operators: operators, adapted: try adapted(),
      results: try resultRows(),
      failures: failures, unexplained: try unexplained().count, minimumCoverage: minimumCoverage)
  }

  private func count(_ rows: String) throws(StoreError) -> Int {
    try database.rows("SELECT count(*) FROM \(rows)", as: { $0.integer(0) })[0]
  }

  /// The conversions and the cases of each; nil where there are none.
  private func adapted() throws(StoreError) -> [CheckRecord.Adapted]? {
    guard try keepsConversions() else { return nil }
    let rows = try database.rows(
      "SELECT name, count(*) FROM conversion GROUP BY name", as: { ($0.text(0), $0.integer(1)) })
    return CheckRecord.Adapted.all(Dictionary(uniqueKeysWithValues: rows))
  }

  private func operatorRows() throws(StoreError) -> [CampaignRecord.OperatorRow] {
    try database.rows(
      """
      SELECT operator, count(*), sum(gradients), sum(verdict = 'fail'), sum(verdict = 'undecided') FROM cases
      GROUP BY operator ORDER BY operator
      """,
      as: { row in
        CampaignRecord.OperatorRow(
          op: row.text(0), cases: row.integer(1), gradients: row.integer(2), fail: row.integer(3),
          undecided: row.integer(4))
      })
  }

  /// One row a property and operator; SQLite takes the bare column from the row of the maximum.
  private func resultRows() throws(StoreError) -> [CampaignRecord.ResultRow] {
    try database.rows(
      """
      SELECT c.operator, p.name, p.clause, sum(f.outcome <> 'unable'), sum(f.outcome = 'fail'),
        sum(f.outcome = 'unable'), max(f.ratio), f.ceiling, f.number
      FROM finding f JOIN cases c USING (number) JOIN property p ON p.id = f.property
      GROUP BY c.operator, p.id ORDER BY c.operator, p.id
      """,
      as: { row in
        CampaignRecord.ResultRow(
          op: row.text(0), property: row.text(1), clause: row.text(2), judged: row.integer(3), fail: row.integer(4),
          unable: row.integer(5), worstRatio: row.real(6),
          ratioIsCeiling: row.real(6) != nil && row.integer(7) == 1 ? true : nil,
          worstCase: row.real(6) == nil ? nil : row.integer(8))
      })
  }
}

import DeltaRecords
import DeltaReports
import Testing

@Suite("TOL-7: the sentence of a comparison") struct LikenessTextTests {
  static func row(_ profile: String, fits: Bool, onGrid: Bool, interval: [Double]? = [0.6, 0.7]) -> LikenessRecord.Row {
    LikenessRecord.Row(
      profile: profile, holds: fits, worstRatio: fits ? 0.1 : 900, typicalRatio: 0.65, interval: interval,
      onGrid: onGrid,
      fitsBySize: fits)
  }

  static func text(_ like: String?, _ rows: [LikenessRecord.Row]) -> String {
    LikenessRecord(requests: rows.isEmpty ? 0 : 24, behavesLike: like, profiles: rows).text()
  }

  @Test("it says what decides and what nothing decides") func sentence() {
    let own = Self.row("bf16", fits: true, onGrid: true)
    let fine = Self.row("fp32", fits: false, onGrid: false)
    #expect(
      Self.text("bf16", [fine, own]).contains("interval .60 to .70, on 24 requests; the size of its errors fits no"))
    let apart = Self.text("bf16", [Self.row("tf32", fits: true, onGrid: false), own])
    #expect(apart.contains("cannot be told from tf32 by size, the grid"))
    let alike = Self.text("bf16", [own, Self.row("mine", fits: true, onGrid: true)])
    #expect(alike.contains("nothing tells it from mine"))
  }

  @Test("no interval, no profile and no answer are said") func lacking() {
    let few = Self.text("fp32", [Self.row("fp32", fits: true, onGrid: true, interval: nil)])
    #expect(few.contains("too few requests for an interval"))
    #expect(Self.text(nil, [Self.row("fp32", fits: false, onGrid: true)]).contains("none of the profiles"))
    #expect(Self.text(nil, []) == "Behaves like nothing known: it answered none of the requests of the comparison.")
  }
}

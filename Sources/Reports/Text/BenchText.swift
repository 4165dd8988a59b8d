import DeltaRecords

extension BenchRecord {
  /// The limits, a line a row, and the verdict.
  public func text(width: Int) -> String {
    var table = TextTable(
      header: [
        "  operator", "pass", "threads", "tokens/s", "GFLOP/s", "of peak", "quartiles", "× forward", "error", "gate",
      ])
    for row in results {
      let quartiles = row.shareQuartiles.map(decimals).joined(separator: "–")
      table.add([
        "\(row.gate.outcome.mark) \(row.op)", row.pass, "\(row.threads)", "\(Int(row.tokensPerSecond))",
        "\(Int(row.usefulGFLOPs.rounded()))", decimals(row.shareOfFMAPeak) + (row.disturbed ? "?" : ""), quartiles,
        row.timesForward.map(decimals) ?? "", scientific(row.relativeError), decimals(row.gate.ratio),
      ])
    }
    let shape = results.first.map {
      "T=\($0.T), H=\($0.H), K=\($0.K), V=\($0.V), chunk \($0.chunk), \($0.repetitions) runs a row, engine \($0.engine)."
    }
    let explanation = """
      of peak: useful work as a share of the multiply-adds in registers measured just before and after; ? where those \
      varied by more than a tenth, because the machine was disturbed. gate: the largest error as a share of its bound, of \
      the part of the timed output that is judged (of gradients, of a shorter request). Specs/performance.md says how.
      """
    let verdict =
      "\(conclusion.word): \(counted(summary.pass, "row")) right, \(summary.fail) wrong, \(summary.disturbed) disturbed"
    let parts = [machine.text(width), shape ?? "", table.text(width: width), peers.map { peerText($0, width) } ?? ""]
    return (parts.filter { !$0.isEmpty } + [wrapped(explanation, width: width), verdict]).joined(separator: "\n\n")
  }
}

extension BenchRecord {
  private func peerText(_ peers: [BenchPeer], _ width: Int) -> String {
    guard !peers.isEmpty else { return "No operator that was timed is among those of the other implementation." }
    var table = TextTable(header: ["  beside it", "operator", "threads", "tokens/s", "of peak", "× ours", "quartiles"])
    for peer in peers {
      table.add([
        "  " + peer.name, peer.op, "\(peer.threads)", "\(Int(peer.tokensPerSecond))", decimals(peer.shareOfFMAPeak),
        decimals(peer.timesOurs), peer.timesOursQuartiles.map(decimals).joined(separator: "–"),
      ])
    }
    return table.text(width: width)
  }
}

extension BenchMachine {
  fileprivate func text(_ width: Int) -> String {
    let tiers = tiers.map { "\($0.engine) \(Int($0.fmaPeakGFLOPs.rounded()))" }.joined(separator: ", ")
    return wrapped(
      """
      One thread of this machine (\(architecture), OpenBLAS core \(core)): multiply-adds in registers \(tiers) GFLOP/s; \
      sgemm \(Int(sgemmPeakGFLOPs.rounded())) GFLOP/s; copying \(decimals(memoryGBPerSecond)) GB/s.
      """, width: width)
  }
}

import DeltaRecords

extension CapturesRecord {
  /// Every recorded kernel under every profile.
  func profileTable(_ width: Int) -> String {
    let profiles = results.first?.profiles.map(\.profile) ?? []
    var table = TextTable(header: ["recorded kernel", "requests"] + profiles + ["behaves like", "declared"])
    for row in results {
      table.add(
        [row.kernel, "\(row.requests)"]
          + row.profiles.map { "\($0.holds ? "✓" : "✗") \(decimals($0.worstRatio)) (\(decimals($0.typicalRatio)))" }
          + [row.behavesLike ?? "none", (row.outcome == .pass ? "" : "✗ ") + row.declared])
    }
    let legend =
      "✓ within the profile's bounds · ✗ not; the largest error as a share of its bound, and in brackets the typical error "
      + "in units of what the profile's rounding does: 1 is an implementation like the model."
    return table.text(width: width) + "\n\n" + wrapped(legend, width: width)
  }

  /// Every recorded gradient.
  func gradientTable(_ width: Int) -> String {
    var table = TextTable(
      header: [
        "recorded kernel", "gradient", "requests", "worst", "typical", "beyond", "not 0", "relative RMS", "worst at",
      ], left: [8])
    for row in gradients {
      let zeros = row.nonzeros == 0 ? "–" : "\(row.nonzeros) up to \(scientific(row.largestNonzero))"
      table.add([
        row.kernel, row.tensor, "\(row.requests)", "\(row.holds ? "✓" : "✗") \(decimals(row.worstRatio))",
        decimals(row.typicalRatio), row.violations == 0 ? "–" : "\(row.violations) of \(row.elements)",
        (row.nonzeros == 0 ? "" : "✗ ") + zeros, scientific(row.relativeError), row.worst,
      ])
    }
    let legend =
      "✓ within the bounds of the adjoint's own rounding under that profile · ✗ not; the largest error as a share of its "
      + "bound, the typical error in units of what the profile's rounding does to the adjoint, the elements beyond their "
      + "bounds, those that are exactly 0 and are not returned as 0 (✗; GRAD-5), and the "
      + "error of the whole tensor."
    return "Recorded gradients, judged under the profile that each kernel declares\n\n" + table.text(width: width)
      + "\n\n" + wrapped(legend, width: width)
  }
}

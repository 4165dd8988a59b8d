import DeltaRecords

extension CapturesRecord {
  /// A line a recorded kernel, what is not as declared, and the verdict; with `details` the numbers behind it.
  public func text(width: Int, details: Bool = false) -> String {
    var blocks = [wrapped("Recorded kernels, judged under each profile", width: width)]
    blocks.append(details ? profileTable(width) : table(width))
    if details, !gradients.isEmpty { blocks.append(gradientTable(width)) }
    let notes = (results.compactMap(note) + gradients.compactMap(note)).map { wrapped($0, width: width, hanging: 2) }
    if !notes.isEmpty { blocks.append(notes.joined(separator: "\n")) }
    if !details { blocks.append(wrapped(Self.legend, width: width)) }
    return (blocks + ["\(conclusion.word): \(summary.pass) as declared, \(summary.fail) not"]).joined(separator: "\n\n")
  }

  private func table(_ width: Int) -> String {
    var table = TextTable(header: ["  recorded kernel", "requests", "declared", "behaves like", "typical", "gradients"])
    for row in results {
      let own = gradients.filter { $0.kernel == row.kernel }
      let holding = own.count { $0.outcome == .pass }
      let typical = row.profiles.first { $0.profile == row.declared }?.typicalRatio
      let fails = row.outcome == .fail || holding < own.count
      table.add([
        "\(fails ? "✗" : "✓") \(row.kernel)", "\(row.requests)", row.declared, row.behavesLike ?? "none",
        typical.map(decimals) ?? "–", own.isEmpty ? "–" : "\(holding) of \(own.count)",
      ])
    }
    return table.text(width: width)
  }

  private static let legend =
    "Typical: the usual error in units of what the declared profile's rounding does; 1 is an implementation like the "
    + "model. --details shows every profile and every gradient."

  /// What the numbers alone do not say.
  private func note(_ row: CaptureRow) -> String? {
    var parts: [String] = []
    if let place = row.leavesFP32 {
      let token = place.firstToken.map { ", token \($0)" } ?? ""
      parts.append("leaves fp32 in '\(place.tensor)' of \(place.request)\(token)")
    }
    if row.sameBySize.count > 1 {
      parts.append(
        "by the size of its errors it could be \(row.sameBySize.joined(separator: " or ")); the grid on which its outputs "
          + "lie decides")
    }
    return parts.isEmpty ? nil : "\(row.kernel): \(parts.joined(separator: "; "))"
  }

  /// What is not as it should be, and of what form it is where that is not the usual one.
  private func note(_ row: GradientRow) -> String? {
    var parts: [String] = []
    if !row.holds {
      parts.append(
        "\(row.violations) of \(counted(row.elements, "element")) beyond the bound, by up to \(decimals(row.worstRatio)) "
          + "at \(row.worst)")
    }
    if row.nonzeros > 0 {
      parts.append("\(counted(row.nonzeros, "element")) not 0 that must be, up to \(scientific(row.largestNonzero))")
    }
    if let trait = row.trait { parts.append("holds with \(trait)") }
    return parts.isEmpty ? nil : "\(row.outcome.mark) \(row.kernel) \(row.tensor): \(parts.joined(separator: "; "))"
  }
}

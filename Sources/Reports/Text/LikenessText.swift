import DeltaRecords

extension LikenessRecord {
  /// The conclusion in one sentence, and under it the numbers.
  public func text(width: Int = .max) -> String {
    let sentence = wrapped(sentence, width: width)
    guard !profiles.isEmpty else { return sentence }
    var table = TextTable(header: ["profile", "bounds", "typical ratio", "99 % interval", "outputs on its grid"])
    for row in profiles {
      table.add([
        row.profile, "\(row.holds ? "✓" : "✗") \(decimals(row.worstRatio))", decimals(row.typicalRatio),
        row.interval.map(Self.inWords) ?? "–", row.onGrid ? "yes" : "no",
      ])
    }
    return sentence + "\n\n" + table.text(width: width)
  }

  private var sentence: String {
    guard requests > 0 else { return "Behaves like nothing known: it answered none of the requests of the comparison." }
    guard let own = profiles.first(where: { $0.profile == behavesLike }) else {
      return "Behaves like none of the profiles, on \(requests) requests."
    }
    let interval = own.interval.map { "99 % interval \(Self.inWords($0))" } ?? "too few requests for an interval"
    return "Behaves like \(own.profile): typical ratio \(decimals(own.typicalRatio)), \(interval), on \(requests) "
      + "requests; \(doubt(own))."
  }

  /// Which other profiles the size of the errors fits, and whether the grid tells them apart.
  private func doubt(_ own: Row) -> String {
    let others = profiles.filter { $0.fitsBySize && $0.profile != own.profile }
    guard !others.isEmpty else { return "the size of its errors fits no other" }
    let alike = others.filter(\.onGrid).map(\.profile)
    let apart = others.filter { !$0.onGrid }.map(\.profile)
    let sentences = [
      alike.isEmpty ? nil : "nothing tells it from \(alike.joined(separator: " or "))",
      apart.isEmpty
        ? nil
        : "cannot be told from \(apart.joined(separator: " or ")) by size, the grid on which its outputs lie decides",
    ]
    return sentences.compactMap(\.self).joined(separator: "; ")
  }

  private static func inWords(_ interval: [Double]) -> String { interval.map(decimals).joined(separator: " to ") }
}

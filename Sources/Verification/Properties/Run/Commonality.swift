import DeltaOperators
import DeltaScalars

/// What all failing cases have in common and no case that holds has, or next to none (CAUSE-2).
struct Commonality {
  /// A property of requests, as the end of a sentence about several.
  struct Feature: Sendable {
    let words: String
    let holds: @Sendable (Request) -> Bool
  }

  /// A sentence, nil where nothing tells the two apart; of fewer than two on either side everything would.
  ///
  /// One feature is tried first, then two together, then one that chance does not explain.
  static func sentence(failing: [Request], holding: [Request]) -> String? {
    guard failing.count > 1, holding.count > 1 else { return nil }
    let features = features(failing[0])
    let shared = features.filter { feature in failing.allSatisfy(feature.holds) }
    var telling = shared.filter { feature in !holding.contains(where: feature.holds) }.map(\.words)
    if telling.isEmpty, let pair = pair(shared, holding) { telling = [pair] }
    guard !telling.isEmpty else { return concentration(shared, of: features.count, failing.count, holding) }
    return "all \(failing.count) failing cases, and none of the \(holding.count) that hold, "
      + telling.prefix(3).joined(separator: "; ")
  }

  /// The feature that all failing cases have and fewest of the others; nil where chance gives as much to one of so many features.
  private static func concentration(_ shared: [Feature], of tried: Int, _ failing: Int, _ holding: [Request]) -> String?
  {
    let counted = shared.map { feature in (words: feature.words, others: holding.count(where: feature.holds)) }
    guard let found = counted.min(by: { $0.others < $1.others }) else { return nil }
    let having = failing + found.others
    // All failing cases among those that have it, if they were drawn from all cases.
    let chance = (0..<failing).reduce(1.0) { $0 * Double(having - $1) / Double(failing + holding.count - $1) }
    guard chance * Double(tried) < 1e-2 else { return nil }
    return "only cases that \(found.words) fail, \(failing) of \(having), and none of the "
      + "\(holding.count - found.others) others"
  }

  private static func pair(_ shared: [Feature], _ holding: [Request]) -> String? {
    for (i, a) in shared.enumerated() {
      let rest = holding.filter(a.holds)
      if let b = shared[(i + 1)...].first(where: { b in !rest.contains(where: b.holds) }) {
        return "\(a.words) and \(b.words)"
      }
    }
    return nil
  }

  /// What can be said of requests, with the numbers and the regime of one of them.
  private static func features(_ example: Request) -> [Feature] {
    let (T, regime) = (example.problem.shape.T, example.origin?.regime)
    var features = shapes + values + settings
    if let regime { features.append(Feature(words: "are of regime '\(regime)'") { $0.origin?.regime == regime }) }
    features.append(Feature(words: "have T = \(T)") { $0.problem.shape.T == T })
    return features
  }

  private static func shape(_ words: String, _ holds: @escaping @Sendable (Shape) -> Bool) -> Feature {
    Feature(words: words) { holds($0.problem.shape) }
  }

  private static let shapes: [Feature] = [
    shape("have more value heads than key heads") { $0.HV > $0.H },
    shape("have 4 or more value heads a key head") { $0.group > 3 },
    shape("have more than 8 value heads") { $0.HV > 8 }, shape("have more than one key head") { $0.H > 1 },
    shape("have K ≠ V") { $0.K != $0.V }, shape("have K > V") { $0.K > $0.V }, shape("have V > K") { $0.V > $0.K },
    shape("have K above 64") { $0.K > 64 }, shape("have V above 64") { $0.V > 64 },
    shape("have K or V that is no power of two") { $0.K & ($0.K - 1) != 0 || $0.V & ($0.V - 1) != 0 },
    shape("have K or V below 16") { min($0.K, $0.V) < 16 }, shape("are packed") { $0.cuSeqlens != nil },
    shape("have several sequences") { $0.N > 1 }, shape("have several batch rows") { $0.B > 1 },
    shape("have three or more batch rows") { $0.B > 2 },
    shape("have an empty sequence") { $0.sequences.contains { $0.tokens.isEmpty } },
    shape("fill chunks of 64 (T mod 64 = 0)") { $0.T % 64 == 0 && $0.T > 0 },
    shape("fill chunks of 16 (T mod 16 = 0)") { $0.T % 16 == 0 && $0.T > 0 },
    shape("have tails of chunks of 64 (T mod 64 ≠ 0)") { $0.T % 64 != 0 },
    shape("have tails of chunks of 16 (T mod 16 ≠ 0)") { $0.T % 16 != 0 },
    shape("have a sequence of more than 64 tokens") { $0.sequences.contains { $0.tokens.count > 64 } },
    shape("have a sequence of more than 128 tokens") { $0.sequences.contains { $0.tokens.count > 128 } },
    shape("have more than 1,000 tokens") { $0.T > 1000 },
  ]

  private static func holds(_ names: [InputName], _ test: @escaping @Sendable (Float) -> Bool)
    -> @Sendable (Request) -> Bool
  {
    { request in names.contains { request.problem.inputs[$0]?.values.contains(where: test) ?? false } }
  }

  private static let values: [Feature] = [
    Feature(words: "have values that need float32") { $0.needsFloat32 },
    Feature(words: "have gates of −∞", holds: holds([.g, .gATK]) { $0 == -.infinity }),
    Feature(words: "have log gates below −5") {
      $0.problem.settings.gate == .log && holds([.g, .gATK]) { $0 < -5 }($0)
    },
    Feature(words: "have gates of exactly 0", holds: holds([.g]) { $0 == 0 }),
    Feature(words: "have gains above 1", holds: holds([.beta, .b, .w]) { $0 > 1 }),
    Feature(words: "have gains of exactly 0", holds: holds([.beta, .b, .w]) { $0 == 0 }),
    Feature(words: "have an initial state") { $0.problem.inputs[.h0] != nil },
    Feature(words: "have no initial state") { $0.problem.inputs[.h0] == nil },
    Feature(words: "have a gradient handed in for one output alone") { $0.problem.cotangents.count == 1 },
  ]

  private static func setting(_ words: String, _ holds: @escaping @Sendable (Settings) -> Bool) -> Feature {
    Feature(words: words) { holds($0.problem.settings) }
  }

  private static let settings: [Feature] = [
    setting("have raw gates") { $0.gate != .log },
    setting("have raw gates of the form softplus") { $0.gate == .softplus },
    setting("have raw gates with a lower bound") { $0.gate == .lowerBound },
    setting("are not normalised") { $0.l2norm == .none },
    setting("are normalised as x / max(‖x‖, ε)") { $0.l2norm == .maxEps },
    setting("hand states over transposed") { $0.stateLayout == .vk }, setting("have x other than 1.5") { $0.x != 1.5 },
    setting("have a scale of their own") { $0.scale != nil }, setting("have an option") { $0.options != .standard },
  ]
}

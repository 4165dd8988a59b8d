import DeltaOperators
import DeltaScalars

/// REL-13: a NaN or an infinity in one sequence, or in one head, reaches no other: their outputs keep their bits.
///
/// A serving engine packs the requests of strangers; one that overflows must not take the others with it.
struct Isolation: Property {
  let name = "isolated"
  let clause = "REL-13"
  let stage = Stage.bits
  /// C04: a row that is read by mistake shows where it holds NaN.
  let summary = "a NaN or an infinity in one sequence or head reaches no other"

  func outOfDomain(_ problem: Problem) -> String? {
    let s = problem.shape
    if s.T == 0 { return "there is no token to be spoiled" }
    return s.N < 2 && s.H < 2 ? "there is one sequence of one key head" : nil
  }

  /// What is spoiled: a sequence with all its heads, or a key head with its group in all sequences.
  enum Victim: CaseIterable {
    case sequence, head

    var role: Role { self == .sequence ? "spoiled-sequence" : "spoiled-head" }
  }

  /// The number of the victim, a hash of the queries, so that a replay under another id spoils the same; nil for none.
  func index(of victim: Victim, _ p: Problem) -> Int? {
    let hash = p[.q].values.prefix(64).reduce(UInt64(p.shape.T)) { SplitMix64.mix($0 ^ UInt64($1.bitPattern)) }
    switch victim {
    case .head: return p.shape.H < 2 ? nil : Int(hash % UInt64(p.shape.H))
    case .sequence:
      let sequences = p.shape.sequences.filter { !$0.tokens.isEmpty }
      return p.shape.N < 2 ? nil : sequences[Int(hash % UInt64(sequences.count))].index
    }
  }

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    for victim in Victim.allCases {
      guard let index = index(of: victim, base.problem) else { continue }
      inquiry.ask(victim.role, spoiled(base.problem, victim, index), isSpoiled: true)
    }
    return inquiry
  }

  /// The query and the key of every third token of the victim are NaN, its values infinite.
  private func spoiled(_ whole: Problem, _ victim: Victim, _ index: Int) -> Problem {
    var problem = whole
    for name in [InputName.q, .k, .v] {
      let places = Places(whole, .input(name))
      for i in problem[name].values.indices where places.belongs(i, to: victim, index) && places.token(i) % 3 == 0 {
        problem[name].values[i] = name == .v ? .infinity : .nan
      }
    }
    return problem
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, p) = (inquiry.base, inquiry.base.problem)
    var judgement = Judgement(holds: true)
    judgement.compared = 0
    for victim in Victim.allCases {
      guard let index = index(of: victim, p) else { continue }
      let request = try inquiry.request(victim.role)
      for name in p.tensors(of: .outputs) {
        let (before, after) = (try answers.values(base, name), try answers.values(request, name))
        let places = Places(p, name.tensor)
        judgement.compared! += before.indices.count { !places.belongs($0, to: victim, index) }
        let isOther = { !places.belongs($0, to: victim, index) }
        let reached =
          oracle.tolerance.repeatsItsRoundings
          ? firstBitDifference(before, after, where: isOther)
          : firstBeyond(oracle.expectation(base).bound[name]!, before, after, where: isOther)
        guard let reached else { continue }
        var place = p.location(of: reached, in: name, request: request.id)
        place.firstToken = place.token
        return Judgement(
          holds: false, location: place,
          reason:
            "\(victim == .sequence ? "sequence" : "key head") \(index) was given NaN and infinity, and '\(name.name)' "
            + "of another changed from \(inWords(before[reached])) to \(inWords(after[reached]))")
      }
    }
    return judgement
  }
}

/// The first position at which two draws of one answer differ by more than both may be off, or only one is finite (TOL-8).
private func firstBeyond(_ bound: [Double], _ a: [Double], _ b: [Double], where relevant: (Int) -> Bool) -> Int? {
  a.indices.first { relevant($0) && a[$0] != b[$0] && !((a[$0] - b[$0]).magnitude <= 2 * bound[$0]) }
}

/// Where the elements of a tensor belong, without a table for each.
private struct Places {
  private let shape: Shape
  private let group, width, heads, inner: Int
  private let isState: Bool

  init(_ p: Problem, _ name: TensorName) {
    let extents = p.expectedShape(of: name)
    shape = p.shape
    isState = p.isState(name)
    let axis = p.headAxis(name)
    heads = extents[axis]
    inner = extents[(axis + 1)...].reduce(1, *)
    width = heads * inner
    group = heads == p.shape.H ? 1 : p.shape.group
  }

  /// The token within its row of an element of a tensor with tokens.
  func token(_ i: Int) -> Int { i / width % shape.T }

  func belongs(_ i: Int, to victim: Isolation.Victim, _ index: Int) -> Bool {
    switch victim {
    case .head: i / inner % heads / group == index
    case .sequence:
      if isState { i / width == index } else { holds(row: i / width / shape.T, token(i), index) }
    }
  }

  private func holds(row: Int, _ token: Int, _ index: Int) -> Bool {
    guard let cu = shape.cuSeqlens else { return row == index }
    return cu[index] <= token && token < cu[index + 1]
  }
}

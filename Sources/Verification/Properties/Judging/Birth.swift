import DeltaOperators

/// Where the errors of a tensor of tokens begin: at edges of chunks, in tails, with a sequence, in some heads of a group (PAR-6).
struct Birth {
  /// The first wrong token of a sequence and a head, and the tokens that are wrong there, counted within the sequence.
  private struct Line {
    let head: Int
    let length: Int
    var first = Int.max
    var tokens: Set<Int> = []
  }

  private let lines: [Line]
  private let heads: Int
  private let group: Int

  /// Sorts the violations of a tensor by sequence and head; nil where it has no tokens, or nothing violates.
  init?(_ violations: [Int], in tensor: ResponseTensor, _ p: Problem) {
    guard p.hasTokens(tensor), !violations.isEmpty else { return nil }
    var lines: [[Int]: Line] = [:]
    for violation in violations {
      let at = p.coordinates(of: violation, in: tensor.tensor)
      guard let token = at[.token], let sequence = at[.sequence] else { return nil }
      let head = at[.valueHead] ?? at[.keyHead] ?? 0
      let tokens = p.shape.sequences[sequence].tokens
      var line = lines[[sequence, head]] ?? Line(head: head, length: tokens.count)
      line.first = min(line.first, token - tokens.lowerBound)
      line.tokens.insert(token - tokens.lowerBound)
      lines[[sequence, head]] = line
    }
    self.lines = lines.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    let isOfValues = p.extents(of: tensor.tensor).contains(.valueHead)
    (heads, group) = (isOfValues ? p.shape.HV : p.shape.H, isOfValues ? p.shape.group : 1)
  }

  /// What all of them have in common, in words; nil where nothing does.
  var sentence: String? {
    let parts = [place, heads == 1 ? nil : share].compactMap(\.self)
    return parts.isEmpty ? nil : "wrong elements " + parts.joined(separator: ", and ")
  }

  /// The sizes of chunks in common use, the largest first: what begins at a multiple of 64 does so at one of 16.
  private static let chunks = [64, 32, 16]

  private var place: String? {
    let tail = Self.chunks.last { chunk in
      lines.allSatisfy { $0.length > chunk && $0.length % chunk > 0 && $0.first >= $0.length - $0.length % chunk }
    }
    if let tail { return "lie in the tail behind the last whole chunk of \(tail)" }
    let edge = Self.chunks.first { chunk in lines.allSatisfy { $0.first > 0 && $0.first % chunk == 0 } }
    if let edge { return "begin at the edge of a chunk of \(edge)" }
    if lines.allSatisfy({ $0.first == 0 && $0.length > 1 }) {
      return lines.allSatisfy { $0.tokens == [0] } ? "are those of first tokens alone" : "begin with the first token"
    }
    return nil
  }

  private var share: String? {
    let wrong = Set(lines.map(\.head))
    if wrong.count < heads, group > 1 {
      let places = Set(wrong.map { $0 % group })
      if !places.contains(0), places.count < group {
        return "lie in value heads \(places.sorted().map(String.init).joined(separator: ", ")) of each group alone"
      }
    }
    return wrong.count == 1 ? "lie in head \(wrong.first!) alone" : nil
  }
}

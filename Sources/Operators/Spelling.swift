/// What was probably meant by a name that there is not.
package enum Spelling {
  /// ` (did you mean 'gdn'?)`, to stand behind the name, or nothing where no name is near.
  package static func hint(_ name: String, among names: some Sequence<String>) -> String {
    let word = Array(name.lowercased().utf8)
    let distances = names.map { (name: $0, distance: distance(word, Array($0.lowercased().utf8))) }
    // A third of the letters may be wrong, so that short names are not taken for one another.
    guard let nearest = distances.min(by: { $0.distance < $1.distance }), nearest.distance <= max(1, word.count / 3)
    else { return "" }
    return " (did you mean '\(nearest.name)'?)"
  }

  /// How many letters have to be put in, left out or changed, or neighbours exchanged, to get from one word to another.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var (earlier, last) = ([Int](), Array(0...b.count))
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, earlier[j - 1] + 1) }
        row.append(least)
      }
      (earlier, last) = (last, row)
    }
    return last[b.count]
  }
}

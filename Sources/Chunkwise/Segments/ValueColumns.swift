import DeltaConcurrent
import DeltaOperators

/// How the value columns of heads are shared among cores that have no head of their own.
///
/// Columns of S meet no other column, so that each part runs by itself with what is made of the keys made once more. The results
/// are the same bits: a column's sums do not depend on its neighbours.
enum ValueColumns {
  /// The fewest columns that are worth a repetition of what is made of the keys.
  static let fewest = 32

  /// How many columns to run together, so that every core has something to do.
  static func together(_ s: Shape) -> Int {
    let heads = max(s.N * (s.N * s.H > 1 ? s.H : s.HV), 1)
    let parts = max(1, min(Jobs.available / heads, s.V / fewest))
    return ((s.V + parts - 1) / parts + fewest - 1) / fewest * fewest
  }

  /// Ranges of so many columns, the last one of what is left; one empty range where there are none.
  static func parts(of V: Int, _ columns: Int) -> [Range<Int>] {
    V == 0 ? [0..<0] : stride(from: 0, to: V, by: columns).map { $0..<min($0 + columns, V) }
  }
}

/// The columns of a head's state that a task carries: the state itself, or a copy of some of its columns.
struct StateColumns<S> {
  /// K rows, one behind the other.
  let first: UnsafeMutablePointer<S>
  private let whole: UnsafeMutablePointer<S>
  private let K, V: Int
  private let columns: Range<Int>

  /// Takes the columns of a state, K×V, to `room`, which is used only if they are not all.
  init(
    _ whole: UnsafeMutablePointer<S>, K: Int, V: Int, _ columns: Range<Int>, room: UnsafeMutablePointer<S>
  ) {
    (self.whole, self.K, self.V, self.columns) = (whole, K, V, columns)
    first = columns.count == V ? whole : room
    guard columns.count < V else { return }
    for c in 0..<K {
      (room + c * columns.count).update(from: whole + c * V + columns.lowerBound, count: columns.count)
    }
  }

  /// Puts them back.
  func putBack() {
    guard columns.count < V else { return }
    for c in 0..<K {
      (whole + c * V + columns.lowerBound).update(from: first + c * columns.count, count: columns.count)
    }
  }
}

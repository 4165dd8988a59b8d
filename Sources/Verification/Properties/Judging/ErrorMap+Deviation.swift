import DeltaOperators
import DeltaRecords

extension ErrorMap {
  /// The map of a tensor from the ratio of each of its elements.
  init(_ ratios: [Double], of tensor: ResponseTensor, _ request: Request) {
    let problem = request.problem
    let extents = problem.extents(of: tensor.tensor)
    let lengths = extents.map { problem.shape[$0] }
    let along = extents.firstIndex(of: .token) ?? extents.firstIndex(of: .sequence)
    let head = extents.firstIndex(where: \.countsHeads)
    let row = extents.firstIndex(of: .batch)
    let (count, heads, rows) = (
      along.map { lengths[$0] } ?? 1, head.map { lengths[$0] } ?? 1, row.map { lengths[$0] } ?? 1
    )
    let width = max(1, (count + Self.widest - 1) / Self.widest)
    var map = [[Double]](repeating: .init(repeating: 0, count: (count + width - 1) / width), count: rows * heads)
    for i in ratios.indices {
      let index = Tensor.index(of: i, in: lengths)
      let line = (row.map { index[$0] } ?? 0) * heads + (head.map { index[$0] } ?? 0)
      let column = (along.map { index[$0] } ?? 0) / width
      map[line][column] = max(map[line][column], ratios[i])
    }
    let axis: Axis = along.map { extents[$0] == .token ? .token : .sequence } ?? .all
    self.init(
      request: request.id, tensor: tensor.name, axis: axis, columns: Array(stride(from: 0, to: count, by: width)),
      end: count, ratios: map, heads: heads)
  }
}

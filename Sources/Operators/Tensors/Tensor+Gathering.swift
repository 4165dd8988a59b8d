/// The slices of a dense array along one axis, in the order of `indices`: split, permute and repeat are all this.
package func gathered<T>(_ values: [T], shape: [Int], axis: Int, _ indices: [Int]) -> [T] {
  let inner = shape[(axis + 1)...].reduce(1, *)
  let outer = shape[..<axis].reduce(1, *)
  var result: [T] = []
  result.reserveCapacity(outer * indices.count * inner)
  for block in 0..<outer {
    for i in indices {
      let start = (block * shape[axis] + i) * inner
      result.append(contentsOf: values[start..<start + inner])
    }
  }
  return result
}

extension Tensor {
  /// The slices along an axis, in the order of `indices`.
  package func gathering(axis: Int, _ indices: [Int]) -> Tensor {
    var shape = shape
    let values = gathered(values, shape: shape, axis: axis, indices)
    shape[axis] = indices.count
    return Tensor(shape, values)
  }

  /// The last two axes exchanged.
  package func transposingLastAxes() -> Tensor {
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    var result = Tensor(shape.dropLast(2) + [columns, rows], repeating: 0)
    for position in values.indices {
      let (block, within) = (position / (rows * columns), position % (rows * columns))
      result.values[block * rows * columns + within % columns * rows + within / columns] = values[position]
    }
    return result
  }
}

import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// The gradients of a kernel that is handed queries and keys repeated for each value head of a group (TOL-2).
///
/// What belongs to a key head is then differentiated once for every value head, through its norm and in its format, and added
/// up at the end. Where the heads of a group cancel that rounds what a sum before the norm does not.
struct HeadsApart {
  private let shared, apart: Problem

  /// The problem in which every value head has a key head of its own.
  init(_ problem: Problem) {
    let group = problem.shape.group
    var shape = problem.shape
    shape = Shape(B: shape.B, T: shape.T, H: shape.HV, K: shape.K, V: shape.V, cuSeqlens: shape.cuSeqlens)
    func repeated(_ name: TensorName, _ tensor: Tensor) -> Tensor {
      guard let axis = problem.extents(of: name).firstIndex(of: .keyHead) else { return tensor }
      return tensor.gathering(axis: axis, (0..<shape.H).map { $0 / group })
    }
    var apart = problem.rebuilt(shape) { repeated(.input($0), $1) }
    for (name, cotangent) in problem.cotangents {
      var all = repeated(.cotangent(name.output), cotangent)
      if let axis = problem.extents(of: .cotangent(name.output)).firstIndex(of: .keyHead) {
        // One of the states that are alike is returned, the first.
        for i in all.values.indices where Tensor.index(of: i, in: all.shape)[axis] % group != 0 { all.values[i] = 0 }
      }
      apart.cotangents[name] = all
    }
    (shared, self.apart) = (problem, apart)
  }

  /// The gradients of this problem, from those of the one with heads apart.
  ///
  /// Complexity: that of ``Reference/gradients(_:rounding:form:)``, with the preconditioner once for each value head.
  func gradients<R: Rounding>(_ r: inout R, _ form: StateForm) -> [GradientName: [R.Value]]
  where R.Value: AnalyticScalar {
    var gradients = Reference.gradients(apart, rounding: &r, form: form)
    // In the order of the names: rounding draws from a stream.
    for name in GradientName.allCases {
      let extents = shared.extents(of: ResponseTensor.gradient(name).tensor)
      guard let values = gradients[name], let axis = extents.firstIndex(of: .keyHead) else { continue }
      let (shape, H, group) = (apart.expectedShape(of: .gradient(name)), shared.shape.H, shared.shape.group)
      func heads(_ i: Int) -> [R.Value] {
        gathered(values, shape: shape, axis: axis, (0..<H).map { $0 * group + i })
      }
      var sum = heads(0)
      for i in 1..<group { for (j, value) in heads(i).enumerated() { sum[j] = r(sum[j] + value) } }
      gradients[name] = extents.contains(.token) ? sum.map { r.output($0) } : sum
    }
    return gradients
  }
}

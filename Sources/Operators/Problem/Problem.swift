/// Everything that determines one evaluation of an operator: the request of the exchange protocol, in memory.
public struct Problem: Hashable, Sendable {
  /// The recurrence.
  public var op: Operator
  /// Extents and sequences.
  public var shape: Shape
  /// Scalars and conventions.
  public var settings: Settings
  /// The tensors, by exchange name.
  public var inputs: [InputName: Tensor]
  /// The gradients of some number with respect to the outputs; an absent one is zero, and without any none is asked for.
  public var cotangents: [CotangentName: Tensor]

  /// Creates a problem without looking at it; see ``validate()``.
  public init(
    _ op: Operator, _ shape: Shape, _ settings: Settings = Settings(), inputs: [InputName: Tensor],
    cotangents: [CotangentName: Tensor] = [:]
  ) {
    (self.op, self.shape, self.settings, self.inputs) = (op, shape, settings, inputs)
    self.cotangents = cotangents
  }

  /// A tensor that ``validate()`` has shown to be there.
  public subscript(name: InputName) -> Tensor {
    get { inputs[name]! }
    set { inputs[name] = newValue }
    // In place: a copy for every element that is changed would make each change as slow as all of them.
    _modify { yield &inputs[name]! }
  }

  /// The factor of the query: as set, or `K^(−1/2)`.
  public var scale: Double { settings.scale ?? 1 / Double(shape.K).squareRoot() }

  /// Every tensor that is handed over, gradients of outputs among them.
  package var tensors: [TensorName: Tensor] {
    var result = Dictionary(uniqueKeysWithValues: inputs.map { (TensorName.input($0.key), $0.value) })
    for (name, tensor) in cotangents { result[.cotangent(name.output)] = tensor }
    return result
  }
}

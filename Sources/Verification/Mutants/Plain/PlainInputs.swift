import DeltaOperators
import DeltaScalars

/// The tensors of a problem as the plain implementation reads them, with the log decays that raw gates stand for.
struct PlainInputs<F: PlainFloat> {
  private var tensors: [InputName: [F]] = [:]
  private(set) var cotangents: [OutputName: [F]] = [:]
  /// Log decays in the layout of `g`; empty without a decay.
  var logDecays: [F] = []

  init(_ p: Problem, _ variant: Variant) {
    for (name, tensor) in p.inputs { tensors[name] = Self.load(tensor, .input(name), p, variant) }
    for (name, tensor) in p.cotangents {
      cotangents[name.output] = Self.load(tensor, .cotangent(name.output), p, variant)
    }
    guard p.inputs[.g] != nil else { return }
    logDecays = p.settings.gate == .log ? self[.g] : PlainGates(p, self, variant).logDecays
    if variant.fault == .gateClampedAtFive { logDecays = logDecays.map { max($0, -5) } }
    if variant.fault == .gateClampedAtTen { logDecays = logDecays.map { max($0, -10) } }
  }

  /// The elements of a tensor; empty where it is absent.
  subscript(name: InputName) -> [F] { tensors[name] ?? [] }

  func has(_ name: InputName) -> Bool { tensors[name] != nil }

  /// The elements, narrowed or made larger where the variant says so.
  private static func load(_ tensor: Tensor, _ name: TensorName, _ p: Problem, _ variant: Variant) -> [F] {
    var values = tensor.values
    if let narrowing = variant.narrowing, narrowing.tensor == name {
      values = values.map { Float(narrowing.format.rounded(Double($0))) }
    }
    if variant.fault == .secondBlockOfFirstHead, name == .input(.k) {
      let (K, H) = (p.shape.K, p.shape.H)
      for i in values.indices where i % K >= 64 { values[i] = values[i - i / K % H * K] }
    }
    if let amplitude = variant.amplitude, amplitude.tensor == name { amplitude.apply(&values, p) }
    return values.map { F($0) }
  }
}

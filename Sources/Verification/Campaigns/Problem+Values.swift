import DeltaOperators

extension Problem {
  /// Every tensor in a line, `q 1×2×1×1: 0.5, -0.25`, of long ones the first values; numbers read back as they are.
  func values(atMost limit: Int) -> [String] {
    tensors.sorted { $0.key.exchangeName < $1.key.exchangeName }.map { name, tensor in
      let shown = tensor.values.prefix(limit).map(\.description).joined(separator: ", ")
      let rest = tensor.values.count - limit
      let shape = tensor.shape.map(String.init).joined(separator: "×")
      return "\(name.exchangeName) \(shape): \(shown.isEmpty ? "no element" : shown)"
        + (rest > 0 ? " and \(rest) more" : "")
    }
  }
}

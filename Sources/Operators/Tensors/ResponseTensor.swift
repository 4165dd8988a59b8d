/// A tensor of a response: an output or a gradient.
///
/// Narrower than ``TensorName`` on purpose: nobody who judges a response has to say what judging an input would mean.
public enum ResponseTensor: Hashable, Sendable {
  /// An output.
  case output(OutputName)
  /// A gradient.
  case gradient(GradientName)

  /// Its name among all tensors.
  public var tensor: TensorName {
    switch self {
    case .output(let name): .output(name)
    case .gradient(let name): .gradient(name.input)
    }
  }

  /// The exchange name.
  public var name: String { tensor.exchangeName }
}

extension Problem {
  /// The shape of a tensor of a response.
  package func expectedShape(of tensor: ResponseTensor) -> [Int] { expectedShape(of: tensor.tensor) }

  /// Whether a tensor of a response has one entry a token, on axis 1.
  package func hasTokens(_ tensor: ResponseTensor) -> Bool { hasTokens(tensor.tensor) }

  /// Whether a tensor of a response has one entry a sequence, on axis 0.
  package func isState(_ tensor: ResponseTensor) -> Bool { isState(tensor.tensor) }
}

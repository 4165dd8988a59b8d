import DeltaOperators

/// A tensor of a response: an output or a gradient.
public enum ResponseTensor: Hashable, Sendable {
  /// An output.
  case output(OutputName)
  /// A gradient.
  case gradient(GradientName)

  /// The exchange name.
  public var name: String {
    switch self {
    case .output(let output): output.rawValue
    case .gradient(let gradient): gradient.rawValue
    }
  }
}

extension Problem {
  /// The shape of a tensor of a response.
  func expectedShape(of tensor: ResponseTensor) -> [Int] {
    switch tensor {
    case .output(let name): expectedShape(of: name)
    case .gradient(let name): expectedShape(of: name.input)
    }
  }

  /// Whether a tensor of a response has one entry a token, on axis 1.
  func hasTokens(_ tensor: ResponseTensor) -> Bool {
    switch tensor {
    case .output(let name): name == .o
    case .gradient(let name): hasTokens(name.input)
    }
  }

  /// Whether a tensor of a response has one entry a sequence, on axis 0.
  func isState(_ tensor: ResponseTensor) -> Bool {
    switch tensor {
    case .output(let name): name != .o
    case .gradient(let name): isState(name.input)
    }
  }
}

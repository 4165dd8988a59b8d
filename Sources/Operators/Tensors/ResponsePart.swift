/// The two parts of a response: what a property judges, and what an enclosure decides, is one of them.
public enum ResponsePart: Hashable, Sendable, CaseIterable {
  /// The outputs, which every request asks for.
  case outputs
  /// The gradients, which a request with cotangents asks for too.
  case gradients

  /// What a tensor of it is called in sentences.
  package var word: String { self == .outputs ? "output" : "gradient" }
}

extension ResponseTensor {
  /// The part of the response that it belongs to.
  public var part: ResponsePart {
    switch self {
    case .output: .outputs
    case .gradient: .gradients
    }
  }
}

extension Problem {
  /// The tensors that one part of a response has to hold.
  public func tensors(of part: ResponsePart) -> [ResponseTensor] {
    switch part {
    case .outputs: outputNames.map(ResponseTensor.output)
    case .gradients: gradientNames.map(ResponseTensor.gradient)
    }
  }
}

extension Outputs {
  /// A tensor of the response, if the subject returned it.
  public func tensor(_ name: ResponseTensor) -> Tensor? { tensors[name.tensor] }
}

extension Dictionary {
  /// The same values under the names that they have in a response, no two of which are equal.
  package func named(_ name: (Key) -> ResponseTensor) -> [ResponseTensor: Value] {
    [ResponseTensor: Value](uniqueKeysWithValues: map { (name($0), $1) })
  }
}

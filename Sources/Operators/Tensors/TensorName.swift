/// Any tensor of a request or a response.
///
/// A gradient is named by its input and a cotangent by its output: each has the shape of that.
public enum TensorName: Hashable, Sendable {
  /// What is handed over.
  case input(InputName)
  /// What comes back.
  case output(OutputName)
  /// The gradient with respect to an input (GRAD-1).
  case gradient(InputName)
  /// The gradient with respect to an output, which is handed in (GRAD-1).
  case cotangent(OutputName)

  /// Every name, inputs first.
  public static let all: [TensorName] =
    InputName.allCases.map(TensorName.input) + OutputName.allCases.map(TensorName.output)
    + InputName.allCases.map(TensorName.gradient) + OutputName.allCases.map(TensorName.cotangent)

  /// The name in files: a gradient's is `d` and the name of what it belongs to.
  public var exchangeName: String {
    switch self {
    case .input(let name): name.rawValue
    case .output(let name): name.rawValue
    case .gradient(let name): "d" + name.rawValue
    case .cotangent(let name): "d" + name.rawValue
    }
  }

  /// The tensor of an exchange name, or nil where there is none; no two tensors share one.
  public init?(exchangeName: String) {
    guard let name = Self.byExchangeName[exchangeName] else { return nil }
    self = name
  }

  private static let byExchangeName = Dictionary(uniqueKeysWithValues: all.map { ($0.exchangeName, $0) })
}

extension TensorName: CustomStringConvertible {
  /// The exchange name.
  public var description: String { exchangeName }
}

/// The gradient asked for with respect to one input: named by it, and of its shape (GRAD-1).
public struct GradientName: Hashable, Sendable, Comparable, CaseIterable {
  /// The input that it belongs to.
  public let input: InputName

  /// The gradient with respect to an input.
  public init(of input: InputName) { self.input = input }

  /// Of every input, in the order of these.
  public static let allCases = InputName.allCases.map(GradientName.init)

  /// The order of the inputs.
  public static func < (a: GradientName, b: GradientName) -> Bool { a.input < b.input }
}

/// The gradient handed in with respect to one output: named by it, and of its shape.
///
/// It is no input: an operator does not have it, a question about its derivative does. Source: GRAD-1.
public struct CotangentName: Hashable, Sendable, Comparable, CaseIterable {
  /// The output that it belongs to.
  public let output: OutputName

  /// The gradient with respect to an output.
  public init(of output: OutputName) { self.output = output }

  /// Of every output, in the order of these.
  public static let allCases = OutputName.allCases.map(CotangentName.init)

  /// The order of the outputs.
  public static func < (a: CotangentName, b: CotangentName) -> Bool { a.output < b.output }
}

extension GradientName: RawRepresentable, CustomStringConvertible {
  /// The exchange name.
  public var rawValue: String { TensorName.gradient(input).exchangeName }

  /// The gradient of an exchange name.
  public init?(rawValue: String) {
    guard case .gradient(let input) = TensorName(exchangeName: rawValue) else { return nil }
    self.init(of: input)
  }

  /// The exchange name.
  public var description: String { rawValue }
}

extension CotangentName: RawRepresentable, CustomStringConvertible {
  /// The exchange name.
  public var rawValue: String { TensorName.cotangent(output).exchangeName }

  /// The cotangent of an exchange name.
  public init?(rawValue: String) {
    guard case .cotangent(let output) = TensorName(exchangeName: rawValue) else { return nil }
    self.init(of: output)
  }

  /// The exchange name.
  public var description: String { rawValue }
}

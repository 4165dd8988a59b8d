import Foundation

/// A tensor of doubles: what blessed outputs are stored as, because they are known to more than float32 holds.
public struct DoubleTensor: Hashable, Sendable {
  /// Extents, outermost first.
  public let shape: [Int]
  /// Elements, the last axis contiguous.
  public let values: [Double]

  /// Creates a tensor from its elements; their number must be the product of the extents.
  public init(_ shape: [Int], _ values: [Double]) {
    precondition(values.count == shape.reduce(1, *), "DoubleTensor: \(values.count) values for shape \(shape)")
    (self.shape, self.values) = (shape, values)
  }
}

extension SafetensorsFile {
  /// The bytes of a file of F64 tensors, by the rules of ``encode(_:metadata:compact:)``.
  ///
  /// Source: EX-2.
  public static func encode(doubles tensors: [String: DoubleTensor], metadata: [String: String]) -> Data {
    var members: [String: JSONValue] = ["__metadata__": .object(metadata.mapValues(JSONValue.string))]
    var body = Data()
    for name in tensors.keys.sorted(by: precedes) {
      let (tensor, start) = (tensors[name]!, body.count)
      body.append(tensor.values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) })
      members[name] = .object([
        "dtype": .string(StoredType.f64.rawValue), "shape": .ints(tensor.shape),
        "data_offsets": .ints([start, body.count]),
      ])
    }
    return file(header: members, body: body)
  }

  /// Header length, header padded to eight bytes, data.
  static func file(header members: [String: JSONValue], body: Data) -> Data {
    var header = Array(JSONValue.object(members).description.utf8)
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + body
  }
}

extension ResponseFile {
  /// The bytes of a blessed response: doubles under the metadata of an ordinary one.
  ///
  /// Source: EX-4, FIX-2.
  public static func encode(blessed outputs: [String: DoubleTensor], id: String, implementation: String) -> Data {
    let description = JSONValue.object([
      "schema": .string(Fields.schema("response")), "id": .string(id), "status": .string("ok"), "message": .string(""),
      "implementation": .string(implementation), "dtype": .string("float64"),
    ])
    return SafetensorsFile.encode(doubles: outputs, metadata: ["response": description.description])
  }
}

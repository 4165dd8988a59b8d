import DeltaOperators
import Foundation
import Testing

@testable import DeltaExchange

@Suite("EX-2: safetensors") struct SafetensorsTests {
  static let tensors = [
    "a": Tensor([2, 3], [1, -2, 3.5, 0, .infinity, -0.0]), "b": Tensor([0, 4], []), "c": Tensor([], [0.1]),
  ]
  static let file = SafetensorsFile.encode(tensors, metadata: ["note": "a \"quoted\" word"])

  /// A file with a header of our own.
  static func file(_ header: String, body: Int = 0) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(repeating: 0, count: body)
  }

  @Test("what is written reads back, bit for bit", arguments: [false, true]) func roundTrip(compact: Bool) throws {
    let bytes = SafetensorsFile.encode(Self.tensors, metadata: ["note": "a \"quoted\" word"], compact: compact)
    let file = try SafetensorsFile(bytes, named: "test")
    #expect(file.metadata == ["note": "a \"quoted\" word"])
    #expect(file.tensorNames == ["a", "b", "c"])
    for (name, tensor) in Self.tensors {
      let found = try #require(try file.tensor(name))
      #expect(found.shape == tensor.shape)
      #expect(found.values.map(\.bitPattern) == tensor.values.map(\.bitPattern))
    }
  }

  @Test("the same tensors give the same bytes, aligned") func bytes() throws {
    #expect(Self.file == SafetensorsFile.encode(Self.tensors, metadata: ["note": "a \"quoted\" word"]))
    let length = Self.file.withUnsafeBytes { Int($0.loadUnaligned(as: UInt64.self)) }
    #expect(length % 8 == 0)
  }

  @Test("half and double elements are read") func otherTypes() throws {
    let header =
      #"{"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"d":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}"#
    var bytes = Self.file(header)
    for half: UInt16 in [0x3C00, 0xC000, 0x0001, 0x7C00] { withUnsafeBytes(of: half.littleEndian) { bytes += $0 } }
    withUnsafeBytes(of: (1 + 0x1p-24).bitPattern.littleEndian) { bytes += $0 }
    let file = try SafetensorsFile(bytes, named: "test")
    #expect(try file.tensor("h")?.values == [1, -2, 0x1p-24, .infinity])
    #expect(try file.tensor("d")?.values == [1])
  }

  @Test("every truncation is refused in one sentence that names the file") func truncated() {
    for length in 0..<Self.file.count {
      #expect(throws: ExchangeError.self, "\(length) bytes") {
        try SafetensorsFile(Self.file.prefix(length), named: "short.safetensors")
      }
    }
  }

  @Test(
    "a malformed header is refused, and the sentence says why",
    arguments: [
      (#"{"#, 0, "not JSON"), (#"[]"#, 0, "not a JSON object"),
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "takes 8 bytes"),
      (#"{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}"#, 4, "F99"),
      (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "whole numbers"),
      (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#, 4, "can be counted"),
      (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}"#, 0, "can be counted"),
      (#"{"a":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}"#, 0, "can be counted"),
      (#"{"a":{"dtype":"F32","shape":[4294967296,0,4294967296],"data_offsets":[0,0]}}"#, 0, "can be counted"),
      (#"{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}"#, 0, "can be counted"),
      (#"{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}"#, 4, "cut short"),
      (#"{"a":{"dtype":"U8","shape":[0],"data_offsets":[9223372036854775807,9223372036854775807]}}"#, 0, "unused"),
      (#"{"a":{"dtype":"F32","shape":[1e3],"data_offsets":[0,4]}}"#, 4, "whole numbers"),
      (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4, "whole numbers"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{}}"#, 4, "gives the name 'a' twice"),
      (#"{"__metadata__":{},"__metadata__":{}}"#, 0, "twice"), (#"{"\udc00":1}"#, 0, "surrogate"),
      ("{\"a\":" + String(repeating: "[", count: 100_000), 0, "nested too deeply"), (#"{"a":-}"#, 0, "number"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "do not fall"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "unused"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "after its last tensor"),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        4, "over another"
      ),
      (#"{"__metadata__":{"request":1}}"#, 0, "__metadata__"),
    ])
  func malformed(header: String, body: Int, complaint: String) {
    let error = #expect(throws: ExchangeError.self) {
      try SafetensorsFile(Self.file(header, body: body), named: "bad.safetensors")
    }
    #expect(error?.description.contains("'bad.safetensors'") == true)
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
  }
}

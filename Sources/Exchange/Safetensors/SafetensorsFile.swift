import DeltaOperators
import Foundation

/// A safetensors file in memory: its header is checked when it is opened, its tensors are converted when asked for.
public struct SafetensorsFile: Sendable {
  /// The name that complaints mention.
  public let name: String
  /// The names of the tensors, sorted by their bytes.
  public let tensorNames: [String]
  /// The string map `__metadata__`.
  public let metadata: [String: String]
  private let header: SafetensorsHeader
  private let data: Data

  /// Opens the bytes of a file.
  ///
  /// - Throws: ``ExchangeError`` if the header, a shape or an offset is wrong. Source: EX-2.
  /// - Complexity: O(bytes of the header).
  public init(_ data: Data, named name: String) throws(ExchangeError) {
    self.data = data
    self.name = name
    header = try SafetensorsHeader(data, file: name)
    metadata = header.metadata
    tensorNames = header.entries.keys.sorted(by: precedes)
  }

  /// Opens a file.
  ///
  /// - Throws: ``ExchangeError`` if it cannot be read or is malformed. Source: EX-2.
  public init(contentsOf file: URL) throws(ExchangeError) {
    try self.init(try FileAccess.read(file), named: file.relativePath)
  }

  /// A tensor as float32, or nil if the file has none of that name; F64 is rounded to nearest, the rest is exact.
  ///
  /// - Throws: ``ExchangeError`` if the elements are not F32, F64, F16 or BF16.
  /// - Complexity: O(number of elements).
  public func tensor(_ name: String) throws(ExchangeError) -> Tensor? {
    guard let entry = header.entries[name] else { return nil }
    let values = bytes(entry).withUnsafeBytes { entry.type.floats($0, count: entry.range.count / entry.type.size) }
    guard let values else {
      throw ExchangeError(
        file: self.name, "stores tensor '\(name)' as \(entry.type.rawValue)",
        remedy: "use one of \(StoredType.readable.map(\.rawValue).joined(separator: ", "))")
    }
    return Tensor(entry.shape, values)
  }

  /// A tensor of doubles as stored, or nil if the file has none of that name or holds it in another type.
  ///
  /// - Complexity: O(number of elements).
  public func doubles(_ name: String) -> DoubleTensor? {
    guard let entry = header.entries[name], entry.type == .f64 else { return nil }
    let values = bytes(entry).withUnsafeBytes { bytes in
      (0..<entry.range.count / entry.type.size).map { position in
        Double(
          bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * position, as: UInt64.self)))
      }
    }
    return DoubleTensor(entry.shape, values)
  }

  private func bytes(_ entry: SafetensorsHeader.Entry) -> Data {
    let start = data.startIndex + header.dataStart
    return data[start + entry.range.lowerBound..<start + entry.range.upperBound]
  }
}

extension SafetensorsFile {
  /// The bytes of a file: the same tensors and metadata, the same bytes.
  ///
  /// Data come in order of element size, widest first so that all are aligned, then of name; the header is padded with
  /// spaces to a multiple of eight.
  ///
  /// - Parameter compact: stores a tensor as BF16 when that loses nothing.
  /// - Complexity: O(number of elements). Source: EX-2.
  public static func encode(_ tensors: [String: Tensor], metadata: [String: String] = [:], compact: Bool = false)
    -> Data
  {
    let narrow = Set(tensors.filter { compact && $0.value.values.allSatisfy(\.isBF16) }.keys)
    let names = tensors.keys.sorted(by: precedes)
    let ordered = names.filter { !narrow.contains($0) } + names.filter(narrow.contains)
    var members: [String: JSONValue] = [:]
    if !metadata.isEmpty { members["__metadata__"] = .object(metadata.mapValues(JSONValue.string)) }
    var body = Data(capacity: tensors.values.reduce(0) { $0 + 4 * $1.count })
    for name in ordered {
      let (tensor, start) = (tensors[name]!, body.count)
      let type: StoredType = narrow.contains(name) ? .bf16 : .f32
      body.append(
        type == .bf16 ? words(tensor.values) { UInt16($0.bitPattern >> 16) } : words(tensor.values, \.bitPattern))
      members[name] = .object([
        "dtype": .string(type.rawValue), "shape": .ints(tensor.shape), "data_offsets": .ints([start, body.count]),
      ])
    }
    return file(header: members, body: body)
  }

  private static func words<W: FixedWidthInteger>(_ values: [Float], _ bits: (Float) -> W) -> Data {
    values.map { bits($0).littleEndian }.withUnsafeBytes { Data($0) }
  }
}

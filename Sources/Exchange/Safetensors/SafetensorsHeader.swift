import Foundation

/// The header of a safetensors file, checked against the bytes that follow it (EX-2).
struct SafetensorsHeader {
  /// One tensor of the header.
  struct Entry {
    let name: String
    let type: StoredType
    let shape: [Int]
    /// Bytes of the tensor, counted from the end of the header.
    let range: Range<Int>
  }

  /// The tensors by name.
  let entries: [String: Entry]
  /// The string map `__metadata__`.
  let metadata: [String: String]
  /// Where the data begin in the file.
  let dataStart: Int

  /// The most bytes of a header that are read (EX-10): a JSON text takes many times its length in memory.
  static let lengthLimit = 1 << 24

  /// Reads and checks the header of a whole file.
  ///
  /// - Throws: ``ExchangeError`` naming the file, the tensor and the remedy.
  init(_ data: Data, file: String) throws(ExchangeError) {
    func refuse(_ complaint: String, _ remedy: String = "write it again") -> ExchangeError {
      ExchangeError(file: file, complaint, remedy: remedy)
    }
    guard data.count >= 8 else {
      throw refuse("is not a safetensors file: it has \(data.count) bytes and its header's length alone takes 8")
    }
    let length = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(data.count - 8) else {
      throw refuse(
        "is cut short or no safetensors file: its header should take \(length) bytes and \(data.count - 8) follow")
    }
    guard length <= UInt64(Self.lengthLimit) else {
      throw refuse(
        "has a header of \(length) bytes, and \(Self.lengthLimit) are the most that are read",
        "write shorter metadata, or the tensors to several files")
    }
    dataStart = 8 + Int(length)
    let root: JSONValue
    do { root = try JSONParser.parse(Array(data[data.startIndex + 8..<data.startIndex + dataStart])) } catch {
      throw refuse("has a header that is not JSON: it \(error.complaint)")
    }
    guard let members = root.object else { throw refuse("has a header that is not a JSON object") }
    var (entries, metadata): ([String: Entry], [String: String]) = ([:], [:])
    for (name, value) in members.sorted(by: { precedes($0.key, $1.key) }) {
      if name == "__metadata__" {
        guard let map = value.object, map.values.allSatisfy({ $0.string != nil }) else {
          throw refuse("has a __metadata__ that is not a map from strings to strings", "quote its values")
        }
        metadata = map.compactMapValues(\.string)
      } else {
        do { entries[name] = try Entry(name, value) } catch {
          throw refuse("describes tensor '\(name)' wrongly: \(error.complaint)")
        }
      }
    }
    (self.entries, self.metadata) = (entries, metadata)
    try checkCoverage(data.count - dataStart, file: file)
  }

  /// The tensors must fill the data without gaps, overlaps or a rest.
  private func checkCoverage(_ available: Int, file: String) throws(ExchangeError) {
    func refuse(_ complaint: String) -> ExchangeError { ExchangeError(file: file, complaint, remedy: "write it again") }
    let ordered = entries.values.sorted {
      ($0.range.lowerBound, $0.range.upperBound, $0.name) < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    var end = 0
    for entry in ordered {
      let (name, range) = (entry.name, entry.range)
      guard range.lowerBound >= end else {
        throw refuse("stores tensor '\(name)' from byte \(range.lowerBound), over another that ends at \(end)")
      }
      guard range.lowerBound == end else {
        throw refuse("leaves bytes \(end) to \(range.lowerBound) before tensor '\(name)' unused")
      }
      guard range.upperBound <= available else {
        throw refuse("is cut short: tensor '\(name)' ends at byte \(range.upperBound) of \(available) that there are")
      }
      end = range.upperBound
    }
    guard end == available else { throw refuse("has \(available - end) bytes after its last tensor") }
  }
}

extension SafetensorsHeader.Entry {
  /// The most axes of a tensor; those of the exchange have four.
  static let axisLimit = 64

  /// Reads one tensor's description; extents must multiply without overflow to the bytes that its offsets span.
  init(_ name: String, _ value: JSONValue) throws(JSONError) {
    guard let fields = value.object else { throw JSONError(complaint: "it is not an object") }
    guard let typeName = fields["dtype"]?.string else { throw JSONError(complaint: "its dtype is missing") }
    guard let type = StoredType(rawValue: typeName) else {
      throw JSONError(
        complaint: "its dtype '\(typeName)' is none of \(StoredType.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard let extents = fields["shape"]?.array?.map(\.int), let shape = extents as? [Int], shape.allSatisfy({ $0 >= 0 })
    else { throw JSONError(complaint: "its shape is not a list of whole numbers from 0 up") }
    guard let ends = fields["data_offsets"]?.array?.map(\.int) as? [Int], ends.count == 2, 0 <= ends[0],
      ends[0] <= ends[1]
    else { throw JSONError(complaint: "its data_offsets are not two whole numbers from 0 up that do not fall") }
    guard shape.count <= Self.axisLimit else {
      throw JSONError(complaint: "its shape has \(shape.count) axes; \(Self.axisLimit) are the most that are read")
    }
    // Extents of zero are left out, so that no product of some of the others can overflow later.
    guard let whole = Self.product([type.size] + shape.filter { $0 > 0 }) else {
      throw JSONError(complaint: "its shape \(shape) has more elements than can be counted")
    }
    let bytes = shape.contains(0) ? 0 : whole
    guard bytes == ends[1] - ends[0] else {
      throw JSONError(
        complaint:
          "its shape \(shape) of \(typeName) takes \(bytes) bytes and its data_offsets span \(ends[1] - ends[0])")
    }
    (self.name, self.type, self.shape, range) = (name, type, shape, ends[0]..<ends[1])
  }

  /// The product of positive numbers, or nil where it is no integer of the machine.
  private static func product(_ factors: [Int]) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflows) = product.multipliedReportingOverflow(by: factor)
      guard !overflows else { return nil }
      product = next
    }
    return product
  }
}

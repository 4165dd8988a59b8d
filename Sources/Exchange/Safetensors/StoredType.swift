import Foundation

/// The element types that a safetensors header may name.
enum StoredType: String, CaseIterable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case f8e4m3 = "F8_E4M3"
  case f8e5m2 = "F8_E5M2"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u64 = "U64"
  case u32 = "U32"
  case u16 = "U16"
  case u8 = "U8"
  case bool = "BOOL"

  /// Bytes an element.
  var size: Int {
    switch self {
    case .f64, .i64, .u64: 8
    case .f32, .i32, .u32: 4
    case .f16, .bf16, .i16, .u16: 2
    case .f8e4m3, .f8e5m2, .i8, .u8, .bool: 1
    }
  }

  /// The types that are read as numbers; the others are only known by their size.
  static let readable: [StoredType] = [.f32, .f64, .f16, .bf16]

  /// The elements as float32: exact, but for F64, which is rounded to nearest; nil for types that are not read.
  func floats(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Float]? {
    switch self {
    case .f32:
      return (0..<count).map { Float(bitPattern: word(bytes, $0, UInt32.self)) }
    case .f64:
      return (0..<count).map { Float(Double(bitPattern: word(bytes, $0, UInt64.self))) }
    case .bf16:
      return (0..<count).map { Float(bitPattern: UInt32(word(bytes, $0, UInt16.self)) << 16) }
    case .f16:
      return (0..<count).map { half(word(bytes, $0, UInt16.self)) }
    default: return nil
    }
  }

  private func word<W: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ position: Int, _: W.Type) -> W {
    // Offsets need not be aligned.
    W(littleEndian: bytes.loadUnaligned(fromByteOffset: position * MemoryLayout<W>.size, as: W.self))
  }

  /// An IEEE binary16 as float32; written out because `Float16` does not exist on every platform.
  private func half(_ bits: UInt16) -> Float {
    let (exponent, fraction) = (UInt32(bits >> 10) & 31, UInt32(bits) & 1023)
    let magnitude: Float =
      switch exponent {
      case 0: Float(fraction) * 0x1p-24
      case 31: Float(bitPattern: 0x7F80_0000 | fraction << 13)
      default: Float(bitPattern: (exponent + 112) << 23 | fraction << 13)
      }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }
}

extension Float {
  /// Whether bfloat16, the upper half of a float32, holds this value exactly.
  var isBF16: Bool { bitPattern & 0xFFFF == 0 }
}

import Foundation

#if canImport(CommonCrypto)
  import CommonCrypto
#else
  import CDeltaCrypto
#endif

/// The SHA-256 of some bytes, computed by the system's library: FIPS 180-4.
package struct Digest: Hashable, Sendable {
  private let bytes: [UInt8]

  /// Digests bytes; linear in their number.
  package init(_ data: Data) {
    var digest = [UInt8](repeating: 0, count: 32)
    data.withUnsafeBytes { bytes in
      #if canImport(CommonCrypto)
        _ = CC_SHA256(bytes.baseAddress, CC_LONG(bytes.count), &digest)
      #else
        let done = EVP_Digest(bytes.baseAddress, bytes.count, &digest, nil, EVP_sha256(), nil)
        precondition(done == 1, "Digest: libcrypto has no SHA-256")
      #endif
    }
    bytes = digest
  }

  /// 64 lower-case hexadecimal digits.
  package var hexadecimal: String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}

import CDeltaCrypto
import Foundation

/// The SHA-256 of some bytes, computed by libcrypto: FIPS 180-4.
package struct Digest: Hashable, Sendable {
  private let bytes: [UInt8]

  /// Digests bytes; linear in their number.
  package init(_ data: Data) {
    var digest = [UInt8](repeating: 0, count: 32)
    let done = data.withUnsafeBytes { EVP_Digest($0.baseAddress, $0.count, &digest, nil, EVP_sha256(), nil) }
    precondition(done == 1, "Digest: libcrypto has no SHA-256")
    bytes = digest
  }

  /// 64 lower-case hexadecimal digits.
  package var hexadecimal: String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}

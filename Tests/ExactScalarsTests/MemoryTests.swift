import DeltaExactScalars
import Testing

#if canImport(Glibc)
  import Glibc

  /// Balls and rationals give back what they take (EXA-1).
  @Suite(.serialized) struct MemoryTests {
    /// Resident pages of this process.
    private func residentBytes() throws -> Int {
      let file = try #require(fopen("/proc/self/statm", "r"))
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      _ = try #require(fgets(&line, 256, file))
      let fields = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split(
        separator: " ")
      return try #require(Int(fields[1])) * 4096
    }

    @Test("EXA-1: a million balls wide enough to need limbs of their own leave nothing behind")
    func balls() throws {
      var kept = Ball(Rational(1, 3), precision: 400)
      func churn(_ count: Int) {
        for _ in 0..<count { kept = kept * kept + Ball(Rational(1, 5), precision: 400) }
      }
      churn(10_000)
      let before = try residentBytes()
      churn(330_000)
      // Three boxes a round. A leak of their limbs alone would be 50 MB.
      #expect(try residentBytes() - before < 8 << 20)
      #expect(kept.isFinite)
    }

    @Test("EXA-1: a million rationals of a thousand bits leave nothing behind")
    func rationals() throws {
      let factor = Rational(exactly: 0x1.921fb54442d18p-900)!
      func churn(_ count: Int) { for _ in 0..<count { _ = (factor + .one) * factor } }
      churn(10_000)
      let before = try residentBytes()
      churn(500_000)
      #expect(try residentBytes() - before < 8 << 20)
    }
  }
#endif

import DeltaOperators
import DeltaScalars
import Foundation
import Testing

@testable import DeltaExchange

/// Files that somebody broke at random are read or refused; nothing else may happen (EX-8).
@Suite("EX-8: broken files") struct MutationTests {
  /// Sound files of every kind that is read: requests, responses, profiles and bare JSON.
  static let seeds: [Data] = {
    var gradients = sampleRequest(.pgdn).problem
    gradients.cotangents[.o] = Tensor(gradients.expectedShape(of: .o), repeating: 1)
    let packed = sampleRequest(.gdn, Shape(T: 5, H: 2, HV: 4, K: 3, V: 2, cuSeqlens: [0, 2, 2, 5]))
    let requests = [Request(id: "sample", problem: gradients), packed, sampleRequest(.gdn, Shape(T: 0, K: 2, V: 2))]
    let outputs = Dictionary(
      uniqueKeysWithValues: gradients.outputNames.map {
        ($0.rawValue, DoubleTensor(gradients.expectedShape(of: $0), gradients.expectedShape(of: $0).zeros))
      })
    return requests.map { RequestFile.encode($0) }
      + [ResponseFile.encode(blessed: outputs, id: "sample", implementation: "test"), SafetensorsTests.file]
  }()

  static let profile = Data(
    #"{"name":"mine","input":"bf16","operand":{"precision":4,"minimumExponent":-6,"maximumExponent":8},"accumulator":"fp32","state":"bf16:stochastic","output":"fp16"}"#
      .utf8)

  /// How often each thing happened.
  struct Count {
    var read = 0
    var refused = 0
  }

  /// Breaks a file `cases` times, each time by up to three mutations, and reads what comes of it in every way there is.
  static func run(cases: Int, seed: UInt64, in folder: URL) throws -> Count {
    var random = SplitMix64(seed: seed)
    var count = Count()
    let file = folder.appendingPathComponent("sample.safetensors")
    let asked = try RequestFile.decoded(seeds[0])
    for number in 0..<cases {
      var bytes = number % 8 == 7 ? profile : seeds[Int(random.next() % UInt64(seeds.count))]
      for _ in 0...random.next() % 3 { bytes = Mutation.allCases[Int(random.next() % 8)].apply(to: bytes, &random) }
      // Only what is thrown may differ: anything but ExchangeError ends the test.
      func attempt(_ body: () throws -> Void) throws {
        do {
          try body()
          count.read += 1
        } catch is ExchangeError { count.refused += 1 }
      }
      if number % 8 == 7 {
        try attempt { _ = try ProfileFile.profile(Array(bytes), file: "mine.json").output.rounded(0.3) }
        continue
      }
      try attempt {
        let contents = try SafetensorsFile(bytes, named: "sample")
        for name in contents.tensorNames { _ = (try contents.tensor(name), contents.doubles(name)) }
      }
      try attempt { _ = try RequestFile.decoded(bytes) }
      if number % 4 == 0 {
        try bytes.write(to: file)
        try attempt { _ = try ResponseFile.read(file, for: asked) }
      }
    }
    return count
  }

  @Test("3,000 broken files are read or refused") func few() throws {
    let count = try withFolder { try Self.run(cases: 3_000, seed: 1, in: $0) }
    // Most are refused, and enough survive to reach what lies behind the header.
    #expect(count.refused > 2_000 && count.read > 200, "\(count)")
  }

  @Test(
    "a long run, by hand: MUTATIONS=1000000",
    .enabled(if: ProcessInfo.processInfo.environment["MUTATIONS"] != nil)) func many() throws
  {
    let cases = ProcessInfo.processInfo.environment["MUTATIONS"].flatMap { Int($0) } ?? 0
    print(try withFolder { try Self.run(cases: cases, seed: 2, in: $0) })
  }
}

/// One way to break a file.
enum Mutation: CaseIterable {
  case flip, overwrite, truncate, insert, remove, number, extremeNumber, swapNumbers

  /// What integers and offsets are tried with.
  private static let extremes = [
    "0", "-0", "-1", "1", "4294967296", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e999",
    "1e-999", "0.5", "null", "[]", "{}", "\"\"", "4611686018427387904", "2147483647", "1e3",
  ]

  func apply(to file: Data, _ random: inout SplitMix64) -> Data {
    func below(_ count: Int) -> Int { Int(random.next() % UInt64(max(count, 1))) }
    var bytes = Array(file)
    guard !bytes.isEmpty else { return file }
    // Most of a small file's meaning is in its header.
    let place = below(2) == 0 ? below(min(bytes.count, 400)) : below(bytes.count)
    switch self {
    case .flip: bytes[place] ^= 1 << UInt8(below(8))
    case .overwrite: bytes[place] = UInt8(below(256))
    case .truncate: bytes.removeLast(below(2) == 0 ? below(9) % bytes.count : below(bytes.count))
    case .insert: bytes.insert(contentsOf: (0...below(9)).map { _ in UInt8(below(256)) }, at: place)
    case .remove: bytes.removeSubrange(place..<min(place + 1 + below(9), bytes.count))
    case .number, .extremeNumber, .swapNumbers: return renumbered(file, below)
    }
    return Data(bytes)
  }

  /// Edits numbers of the header, whose length stays true, or of a text without one.
  private func renumbered(_ file: Data, _ below: (Int) -> Int) -> Data {
    func edit(_ text: [UInt8]) -> [UInt8] {
      let numbers = text.numbers
      guard !numbers.isEmpty else { return text }
      let (a, b) = (numbers[below(numbers.count)], numbers[below(numbers.count)])
      var text = text
      switch self {
      case .number: text.replaceSubrange(a, with: String(below(40)).utf8)
      case .extremeNumber: text.replaceSubrange(a, with: Self.extremes[below(Self.extremes.count)].utf8)
      default:
        let (first, second) = a.lowerBound < b.lowerBound ? (a, b) : (b, a)
        guard first.upperBound <= second.lowerBound else { return text }
        let words = (Array(text[first]), Array(text[second]))
        text.replaceSubrange(second, with: words.0)
        text.replaceSubrange(first, with: words.1)
      }
      return text
    }
    guard file.count > 8, file.first != UInt8(ascii: "{") else { return Data(edit(Array(file))) }
    let length = file.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(file.count - 8) else { return file }
    let header = edit(Array(file.dropFirst(8).prefix(Int(length))))
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header
      + file.dropFirst(8 + Int(length))
  }
}

extension [UInt8] {
  /// Where the runs of digits are.
  fileprivate var numbers: [Range<Int>] {
    var (found, start): ([Range<Int>], Int?) = ([], nil)
    for (i, byte) in self.enumerated() {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      if isDigit, start == nil { start = i }
      if !isDigit, let first = start { (found, start) = (found + [first..<i], nil) }
    }
    return found
  }
}

extension [Int] {
  fileprivate var zeros: [Double] { .init(repeating: 0, count: reduce(1, *)) }
}

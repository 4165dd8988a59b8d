import Foundation

/// Lines to and from somebody else's process over two file descriptors, with a deadline for each answer.
struct LineChannel {
  /// Why no line came.
  enum Silence: Error {
    case closed
    case late
    case endless
  }

  /// The longest line that is read, in bytes; an answer of a client has some twenty, or a sentence.
  static let lengthLimit = 1 << 16

  private let reading: Int32
  private let writing: Int32
  private var pending: [UInt8] = []

  /// Takes descriptors that are open; they are not closed here.
  init(reading: Int32, writing: Int32) {
    (self.reading, self.writing) = (reading, writing)
    // A reader that is gone is an answer, not the end of this process.
    if Interruption.isDefault(SIGPIPE) { signal(SIGPIPE, SIG_IGN) }
  }

  /// Writes a line; false where nobody reads any more.
  func write(_ line: String) -> Bool {
    var rest = Array((line + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(writing, $0.baseAddress, $0.count) }
      if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return false }
    }
    return true
  }

  /// The next line, without its end.
  ///
  /// - Parameter hasEnded: asked now and then, because a child of a dead client may keep its end of the pipe open.
  mutating func line(before deadline: ContinuousClock.Instant, hasEnded: () -> Bool) throws(Silence) -> String {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeFirst(end + 1) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      guard pending.count <= Self.lengthLimit else { throw .endless }
      let left = deadline - .now
      guard left > .zero else { throw .late }
      var state = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
      let slice = Int32(min(left / .milliseconds(1), 100).rounded(.up))
      if poll(&state, 1, slice) > 0 { try receive() } else if hasEnded() { throw .closed }
    }
  }

  private mutating func receive() throws(Silence) {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { read(reading, $0.baseAddress, $0.count) }
    if count > 0 { pending += bytes[..<count] } else if count == 0 || errno != EINTR { throw .closed }
  }
}

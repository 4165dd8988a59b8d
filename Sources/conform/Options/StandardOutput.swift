import Foundation

/// Prints to standard output, all of it or a refusal: a verdict that is lost must not look like a pass.
///
/// - Throws: ``Refusal`` when the text cannot be written, for want of space or of a reader.
func show(_ text: String) throws {
  do { try write(text + "\n", to: STDOUT_FILENO) } catch {
    throw Refusal("The result could not be written to standard output (\(error)); make room or write it elsewhere.")
  }
}

/// Prints to standard error: progress, logs, refusals.
///
/// There is nowhere to complain if that fails.
func say(_ text: String) { try? write(text + "\n", to: STDERR_FILENO) }

/// Writes all bytes to a file descriptor.
///
/// - Throws: the operating system's own words.
func write(_ text: String, to descriptor: Int32) throws {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw SystemError(code: errno) }
  }
}

/// An error number of the operating system, in its words.
struct SystemError: Error, CustomStringConvertible {
  let code: Int32
  var description: String { String(cString: strerror(code)) }
}

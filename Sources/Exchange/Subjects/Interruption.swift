import Foundation

/// Passes Ctrl-C on to the command that runs: it is in a group of its own, which the terminal's signal does not reach.
enum Interruption {
  // Written before a command runs and read by the handler, which may do nothing that allocates or locks.
  nonisolated(unsafe) private static var group: pid_t = 0

  /// A command runs; if several do, the last one is stopped.
  static func began(_ process: pid_t) {
    group = process
    for number in [SIGINT, SIGTERM] { signal(number, stop) }
  }

  /// A command has come to its end.
  static func ended(_ process: pid_t) {
    guard group == process else { return }
    group = 0
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  private static let stop: @convention(c) (Int32) -> Void = { number in
    if group > 0 { kill(-group, SIGKILL) }
    signal(number, SIG_DFL)
    raise(number)
  }
}

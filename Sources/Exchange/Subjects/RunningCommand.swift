import Foundation

/// A shell command that runs, the leader of a process group of its own.
struct RunningCommand {
  private let process: pid_t

  /// Takes a process that has just been started; an interruption kills it.
  init(_ process: pid_t) {
    self.process = process
    Interruption.began(process)
  }

  /// Whether the process has come to its end; it is left to be reaped.
  var hasEnded: Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo == SIGCHLD
  }

  /// Waits for the end, or brings it about after some seconds; whatever is left of the group is stopped too.
  ///
  /// Called once.
  func end(timeLimit: Double) -> ShellCommand.End {
    defer { Interruption.ended(process) }
    let deadline = ContinuousClock.now + .seconds(timeLimit)
    var pause: UInt32 = 1_000
    while !hasEnded {
      if ContinuousClock.now >= deadline {
        kill(-process, SIGKILL)
        _ = status
        return .timedOut
      }
      usleep(pause)
      pause = min(2 * pause, 20_000)
    }
    // The leader is not yet reaped, so its group still bears its number and nobody else's.
    kill(-process, SIGKILL)
    let status = status
    return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .signalled(status & 0x7F)
  }

  /// Reaps the process.
  private var status: Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }
}

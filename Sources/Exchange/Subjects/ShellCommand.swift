import Foundation

/// A shell command in a process group of its own, so that it can be stopped with everything that it started.
struct ShellCommand {
  /// How a command came to its end.
  enum End: Hashable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut
  }

  private let words: [String]

  /// A command line and further arguments, which the shell does not look into.
  init(_ command: String, _ arguments: [String]) {
    words = ["/bin/sh", "-c", command + " \"$@\"", "sh"] + arguments
  }

  /// Runs the command with its standard output and error in a file and nothing on its standard input.
  ///
  /// Whatever is left of its process group afterwards is stopped too.
  ///
  /// - Throws: ``ExchangeError`` if no process can be started.
  func run(output: URL, timeLimit: Double) throws(ExchangeError) -> End {
    let process = try start(output: output)
    Interruption.began(process)
    defer { Interruption.ended(process) }
    let deadline = ContinuousClock.now + .seconds(timeLimit)
    var pause: UInt32 = 1_000
    while !hasEnded(process) {
      if ContinuousClock.now >= deadline {
        kill(-process, SIGKILL)
        _ = status(process)
        return .timedOut
      }
      usleep(pause)
      pause = min(2 * pause, 20_000)
    }
    // The leader is not yet reaped, so its group still bears its number and nobody else's.
    kill(-process, SIGKILL)
    let status = status(process)
    return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .signalled(status & 0x7F)
  }

  private func start(output: URL) throws(ExchangeError) -> pid_t {
    #if canImport(Darwin)
      var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?)
    #else
      var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
    // What this process ignores, a command must not.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in Interruption.signals + [SIGPIPE] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }.sorted(by: precedes)
    var process: pid_t = 0
    let code = withCStrings(words) { words in
      withCStrings(environment) { posix_spawn(&process, "/bin/sh", &actions, &attributes, words, $0) }
    }
    guard code == 0 else {
      throw ExchangeError(
        "The shell '/bin/sh' cannot be started (\(String(cString: strerror(code)))); check the system.")
    }
    return process
  }

  /// Whether the process has come to its end; it is left to be reaped.
  private func hasEnded(_ process: pid_t) -> Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo == SIGCHLD
  }

  /// Reaps the process.
  private func status(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
  let pointers = strings.map { strdup($0) }
  defer { pointers.forEach { free($0) } }
  return body(pointers + [nil])
}

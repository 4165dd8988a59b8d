import Foundation

/// A shell command in a process group of its own, so that it can be stopped with everything that it started.
struct ShellCommand {
  /// How a command came to its end.
  enum End: Hashable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut
  }

  /// What a command reads and where it writes: open descriptors, or files by their paths.
  enum Stream {
    case file(String)
    case descriptor(Int32)
  }

  private let words: [String]

  /// A command line and further arguments, which the shell does not look into.
  init(_ command: String, _ arguments: [String] = []) {
    words = ["/bin/sh", "-c", command + (arguments.isEmpty ? "" : " \"$@\""), "sh"] + arguments
  }

  /// Runs the command with its standard output and error in a file and nothing on its standard input.
  ///
  /// Whatever is left of its process group afterwards is stopped too.
  ///
  /// - Throws: ``ExchangeError`` if no process can be started.
  func run(output: URL, timeLimit: Double) throws(ExchangeError) -> End {
    try start(input: .file("/dev/null"), output: .file(output.path), errors: .descriptor(STDOUT_FILENO))
      .end(timeLimit: timeLimit)
  }

  /// Starts the command in a process group of its own, which an interruption of this process kills.
  ///
  /// - Parameter errors: where standard error goes; descriptor 1 is the command's own standard output.
  /// - Throws: ``ExchangeError`` if no process can be started.
  func start(input: Stream, output: Stream, errors: Stream) throws(ExchangeError) -> RunningCommand {
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
    for (number, stream) in [(STDIN_FILENO, input), (STDOUT_FILENO, output), (STDERR_FILENO, errors)] {
      let mode = number == STDIN_FILENO ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND
      switch stream {
      case .file(let path): posix_spawn_file_actions_addopen(&actions, number, path, mode, 0o600)
      case .descriptor(let open): posix_spawn_file_actions_adddup2(&actions, open, number)
      }
    }
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
    return RunningCommand(process)
  }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
  let pointers = strings.map { strdup($0) }
  defer { pointers.forEach { free($0) } }
  return body(pointers + [nil])
}

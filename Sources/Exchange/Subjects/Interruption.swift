import Dispatch
import Foundation

/// What an interrupted run must not leave behind: a running command, which is in a group of its own that the terminal's
/// signal does not reach, and the folders of its files (EX-6).
public enum Interruption {
  private static let lock = NSLock()
  nonisolated(unsafe) private static var groups: Set<pid_t> = []
  nonisolated(unsafe) private static var folders: Set<URL> = []
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []
  nonisolated(unsafe) private static var beforehand: @Sendable () -> Void = {}
  nonisolated(unsafe) private static var ending: @Sendable (Int32) -> Void = dieOfSignal

  /// The signals that ask a program to end.
  static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// Says how the program ends after an interruption; otherwise it dies of the signal, as if nobody had caught it.
  ///
  /// What is given is called once, on a thread of its own, after everything has been tidied up, and must not return.
  ///
  /// - Parameter beforehand: called before anything is tidied up: whoever keeps answers stops here, because what a command
  ///   says after that is no answer.
  public static func watch(
    beforehand: @escaping @Sendable () -> Void = {}, ending: @escaping @Sendable (_ signal: Int32) -> Void
  ) {
    let former = lock.withLock {
      defer { (Self.beforehand, Self.ending) = (beforehand, ending) }
      return (Self.beforehand, Self.ending)
    }
    // What it holds may be the last to know a folder, and lets go of it under the same lock.
    withExtendedLifetime(former) {}
    listen()
  }

  /// A command runs.
  static func began(_ process: pid_t) {
    lock.withLock { _ = groups.insert(process) }
    listen()
  }

  /// A command has come to its end.
  static func ended(_ process: pid_t) { lock.withLock { _ = groups.remove(process) } }

  /// Where the folders of a run are.
  private static let place = FileManager.default.temporaryDirectory.appendingPathComponent("conform-").path

  /// Creates something at a path: in a folder of this run not after an interruption began to remove it, when this never returns.
  static func creating<R>(at path: URL, _ body: () throws -> R) rethrows -> R {
    // Reports are written after the folders are gone, and elsewhere.
    path.path.hasPrefix(place) ? try lock.withLock(body) : try body()
  }

  /// Creates a folder for the time of a call, gone afterwards whatever happens.
  static func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = newFolder()
    defer { discard(folder) }
    return try body(folder)
  }

  /// The name of a folder that is removed by ``discard(_:)``, or when the run is interrupted; nothing is created yet.
  static func newFolder() -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("conform-" + UUID().uuidString)
    lock.withLock { _ = folders.insert(folder) }
    listen()
    return folder
  }

  /// Removes such a folder.
  static func discard(_ folder: URL) {
    try? FileManager.default.removeItem(at: folder)
    lock.withLock { _ = folders.remove(folder) }
  }

  /// Listens to the signals, but for those that somebody else handles or ignores.
  private static func listen() {
    lock.withLock {
      guard sources.isEmpty else { return }
      for number in signals where isDefault(number) {
        // A handler may do next to nothing; a source calls back on a thread, which may allocate and lock.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { tidyUp(number) }
        source.resume()
        sources.append(source)
      }
    }
  }

  private static let queue = DispatchQueue(label: "interruption", qos: .userInteractive)

  /// Whether nobody handles or ignores a signal.
  static func isDefault(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Darwin)
      return action.__sigaction_u.__sa_handler == nil
    #else
      return action.__sigaction_handler.sa_handler == nil
    #endif
  }

  private static func tidyUp(_ number: Int32) {
    lock.withLock { beforehand }()
    // Never unlocked: nothing may begin any more.
    lock.lock()
    for group in groups { kill(-group, SIGKILL) }
    for folder in folders { remove(folder) }
    ending(number)
  }

  /// Removes a folder to which other threads are still writing.
  ///
  /// It is renamed first, so that their paths lead nowhere, and none of them creates it anew; a program that is being killed may.
  private static func remove(_ folder: URL) {
    let doomed = folder.appendingPathExtension("gone")
    // Gone for some time: a program that waits for a core has not died yet.
    var absent = 0
    for _ in 0..<400 where absent < 6 {
      rename(folder.path, doomed.path)
      try? FileManager.default.removeItem(at: doomed)
      usleep(5_000)
      absent = [folder, doomed].contains { FileManager.default.fileExists(atPath: $0.path) } ? 0 : absent + 1
    }
  }

  private static let dieOfSignal: @Sendable (Int32) -> Void = { number in
    signal(number, SIG_DFL)
    raise(number)
  }
}

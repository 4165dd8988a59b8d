import Foundation

/// One writer a store: an advisory lock on a file beside it, which ends with the process however that ends.
///
/// SQLite's own locks last for one transaction and a campaign for hours. Where a file system has no such locks there is
/// none: two writers are then still harmless, since a case has one row, but do the work twice.
final class WriterLock {
  private let path: String
  private let descriptor: Int32
  private var isReleased = false

  init(beside store: String) throws(StoreError) {
    path = store + ".lock"
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw errno == ENOENT || errno == ENOTDIR
          ? StoreError(.unreachable, "The store '\(store)' cannot be opened; give a file in a folder that exists.")
          : errno == ENOSPC || errno == EDQUOT
            ? StoreError(.full, "There is no room for the store '\(store)'; make some, or give another place.")
            : StoreError(.readOnly, StoreError.readOnlySentence(store))
      }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        close(descriptor)
        throw StoreError(.busy, StoreError.busySentence(store))
      }
      // Whoever held it may have removed the file in between.
      if Self.isSameFile(descriptor, path) {
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  deinit { release() }

  /// Lets others write, and leaves no file behind; once is enough.
  func release() {
    guard !isReleased else { return }
    isReleased = true
    unlink(path)
    close(descriptor)
  }

  private static func isSameFile(_ descriptor: Int32, _ path: String) -> Bool {
    var (mine, there) = (stat(), stat())
    guard fstat(descriptor, &mine) == 0, stat(path, &there) == 0 else { return false }
    return mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
  }
}

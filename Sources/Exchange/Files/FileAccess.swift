import Foundation

/// Reading and writing whole files, with the operating system's complaints turned into one sentence.
public enum FileAccess {
  /// The most bytes of a file that are read (EX-10): twice what the largest request or response takes.
  static let sizeLimit = 1 << 30

  /// The bytes of a file.
  ///
  /// - Throws: ``ExchangeError`` where it is absent, no regular file, or larger than EX-10 allows.
  public static func read(_ file: URL) throws(ExchangeError) -> Data {
    var status = stat()
    if stat(file.path, &status) == 0 {
      // A pipe or a device may have no end.
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw ExchangeError(file: file.relativePath, "is not a regular file", remedy: "give one")
      }
      guard status.st_size <= sizeLimit else {
        throw ExchangeError(
          file: file.relativePath, "has \(status.st_size) bytes, and \(sizeLimit) are the most that are read (EX-10)",
          remedy: "write fewer or smaller tensors")
      }
    }
    do { return try Data(contentsOf: file) } catch {
      let remedy = "check that the file exists and may be read"
      throw ExchangeError(file: file.relativePath, "cannot be read (\(reason(error)))", remedy: remedy)
    }
  }

  /// Writes a file so that it is there whole or not at all, creating its folders.
  ///
  /// It is written under another name and renamed, as `Data.write(to:options: .atomic)` does, which besides waits for the
  /// disk: for the thousands of small files of an exchange that takes longer than all else.
  /// A link stays and what it points to is written; a device and a pipe are written to and stay what they are.
  public static func write(_ data: Data, to named: URL) throws(ExchangeError) {
    if isStream(named) { return try append(data, to: named) }
    let file = named.resolvingSymlinksInPath()
    let folder = file.deletingLastPathComponent()
    try createFolder(folder)
    let draft = folder.appendingPathComponent(".\(UUID().uuidString).part").path
    do {
      let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw systemError }
      let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try handle.write(contentsOf: data)
      try handle.close()
      guard rename(draft, file.path) == 0 else { throw systemError }
    } catch {
      unlink(draft)
      throw ExchangeError(
        file: named.relativePath, "cannot be written (\(reason(error)))",
        remedy: "make room or give a folder that may be written to")
    }
  }

  /// Whether something stands there, behind links, that is neither a file nor a folder.
  private static func isStream(_ file: URL) -> Bool {
    var status = stat()
    guard stat(file.path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// Writes to what is there; a pipe that nobody reads is refused rather than waited for.
  private static func append(_ data: Data, to file: URL) throws(ExchangeError) {
    do {
      let descriptor = open(file.path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { throw systemError }
      _ = fcntl(descriptor, F_SETFL, 0)
      let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try handle.write(contentsOf: data)
      try handle.close()
    } catch {
      throw ExchangeError(
        file: file.relativePath, "cannot be written (\(reason(error)))", remedy: "give the name of a file")
    }
  }

  /// Says beforehand what writing a file would say: that its folder cannot be, or that a folder is in the way.
  public static func prepare(_ file: URL) throws(ExchangeError) {
    try createFolder(file.resolvingSymlinksInPath().deletingLastPathComponent())
    if isFolder(file) {
      throw ExchangeError(file: file.relativePath, "is a folder", remedy: "give the name of a file")
    }
  }

  /// Whether a regular file stands there, behind links.
  public static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// What the last call of the operating system complained about.
  private static var systemError: NSError { NSError(domain: NSPOSIXErrorDomain, code: Int(errno)) }

  /// Creates a folder and those above it.
  public static func createFolder(_ folder: URL) throws(ExchangeError) {
    do {
      try Interruption.creating(at: folder) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
    } catch {
      if let file = fileAmongParents(of: folder) {
        throw ExchangeError(
          file: folder.relativePath, "cannot be created ('\(file)' is a file)", remedy: "give another folder")
      }
      throw ExchangeError(
        file: folder.relativePath, "cannot be created (\(reason(error)))",
        remedy: "give a folder that may be written to")
    }
  }

  /// What is in the way where a folder should be.
  private static func fileAmongParents(of folder: URL) -> String? {
    var parent = folder.standardizedFileURL
    while parent.pathComponents.count > 1, !exists(parent) { parent.deleteLastPathComponent() }
    return isFolder(parent) ? nil : parent.path
  }

  /// Whether there is a folder of this name.
  static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Whether there is a file of this name.
  static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

  /// The names of a folder's safetensors files, sorted by their bytes.
  static func safetensors(in folder: URL) throws(ExchangeError) -> [String] {
    guard isFolder(folder) else {
      let what = exists(folder) ? "is not a folder" : "does not exist"
      throw ExchangeError(file: folder.relativePath, what, remedy: "give a folder of .safetensors files")
    }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".safetensors") && !$0.hasPrefix(".") }.sorted(by: precedes)
    } catch {
      throw ExchangeError(
        file: folder.relativePath, "cannot be listed (\(reason(error)))", remedy: "check its permissions")
    }
  }

  /// The operating system's own words where Foundation passes them on.
  private static func reason(_ error: any Error) -> String {
    var error = error as NSError
    while let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError { error = cause }
    if error.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(error.code))) }
    return switch CocoaError.Code(rawValue: error.code) {
    case .fileWriteNoPermission, .fileReadNoPermission: "permission denied"
    case .fileWriteOutOfSpace: "no space left on the disk"
    case .fileNoSuchFile, .fileReadNoSuchFile: "no such file or folder"
    case .fileWriteFileExists: "a file of that name is in the way"
    case .fileWriteVolumeReadOnly: "the disk is read-only"
    case .fileWriteUnknown, .fileReadUnknown:
      errno == 0 ? "the system does not say why" : String(cString: strerror(errno))
    default: error.localizedDescription
    }
  }
}

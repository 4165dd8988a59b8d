import DeltaOperators
import Foundation

/// An implementation that has answered already: a folder of response files (EX-5).
public struct FolderSubject: Subject {
  /// The folder, as given.
  public let name: String
  private let folders: [URL]

  /// Looks for responses in `DIR` and in `DIR/responses`.
  ///
  /// - Throws: ``ExchangeError`` if there is no such folder.
  public init(responses folder: URL) throws {
    guard FileAccess.isFolder(folder) else {
      let what = FileAccess.exists(folder) ? "is not a folder" : "does not exist"
      throw ExchangeError(file: folder.relativePath, what, remedy: "give the folder that the responses were written to")
    }
    name = folder.relativePath
    folders = [folder, folder.appendingPathComponent("responses")]
  }

  /// Reads the answer to each request; a missing file is no answer, a malformed one is an error of the subject.
  public func respond(to requests: [Request]) throws -> [Response] { requests.map(response) }

  private func response(_ request: Request) -> Response {
    do {
      let files = try folders.map { (folder) throws(ExchangeError) in try FileName.url(request.id, in: folder) }
      guard let file = files.first(where: FileAccess.exists) else {
        return .missing("no file '\(files[0].relativePath)'")
      }
      return try ResponseFile.read(file, for: request)
    } catch { return .error("\(error)") }
  }
}

import Foundation

/// The file of an id in a folder: `<folder>/<id>.safetensors` (EX-1).
enum FileName {
  /// Characters that no file name can hold or that lead elsewhere are refused; '+', '=', spaces and the like are legal.
  ///
  /// - Throws: ``ExchangeError`` naming the id.
  static func url(_ id: String, in folder: URL) throws(ExchangeError) -> URL {
    func refuse(_ why: String) -> ExchangeError {
      ExchangeError("The id '\(id)' cannot name a file: \(why); choose another.")
    }
    guard !id.isEmpty else { throw refuse("it is empty") }
    guard !id.contains("/"), !id.utf8.contains(0) else { throw refuse("it holds a '/' or a zero byte") }
    guard !id.hasPrefix(".") else { throw refuse("it begins with '.'") }
    // 255 is the common limit; the temporary name of an atomic write is longer than the final one.
    guard id.utf8.count <= 200 else { throw refuse("it is longer than 200 bytes") }
    return folder.appendingPathComponent(id + ".safetensors")
  }
}

import Foundation

extension ServeSubject {
  /// Starts the command once with nothing to answer: what cannot start is no kernel that fails.
  ///
  /// - Parameter what: the subject of the sentence about a command that ends otherwise than well.
  /// - Throws: ``ExchangeError`` with what the program printed last if it ends with status 2, which says that it was given
  ///   something wrong, or with how it ended if that was no good end.
  public func tryStart(_ what: String) throws {
    try Interruption.withFolder { folder in
      try FileAccess.createFolder(folder)
      let output = folder.appendingPathComponent("output")
      let end = try ShellCommand(name).run(output: output, timeLimit: timeLimit)
      guard end != .exited(0) else { return }
      let failure = CommandFailure(CommandFailure.sentence(end, timeLimit: timeLimit), output: output)
      if end == .exited(2), let sentence = failure.lastLine {
        throw ExchangeError(sentence.hasPrefix("conform: ") ? String(sentence.dropFirst(9)) : sentence)
      }
      throw ExchangeError("\(what) cannot be opened: \(failure.complaint)\(failure.printed).")
    }
  }
}

import Foundation
import Testing

/// What stands where something is to be written or read, and is no ordinary file.
@Suite("EX-10: links, pipes, devices and folders in the way") struct SideFileTests {
  typealias Command = CommandTests
  static let judging = ["check", "--operator", "deltanet", "--case", "deltanet.tail-1", "--quiet"]

  @Test("a link stays a link, and what it points to is written") func link() throws {
    try ExitCodeTests.withFolder { folder in
      let (link, real) = (folder.appending(path: "link"), folder.appending(path: "real"))
      try Data("before".utf8).write(to: real)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
      #expect(try Command.run(Self.judging + ["--junit", link.path]).code == 0)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == real.path)
      #expect(try String(contentsOf: real, encoding: .utf8).contains("<testsuites"))
    }
  }

  @Test("a pipe that nobody reads is refused, and the verdict is printed before") func pipe() throws {
    try ExitCodeTests.withFolder { folder in
      let pipe = folder.appending(path: "pipe").path
      #expect(mkfifo(pipe, 0o600) == 0)
      let result = try Command.run(Self.judging + ["--junit", pipe])
      #expect(result.code == 2 && result.out.contains("PASS") && result.err.contains("pipe' cannot be written"))
      for words in [["fuzz", "report", pipe], ["fuzz", "resume", pipe], ["fuzz", "replay", "--store", pipe, "X"]] {
        let result = try Command.run(words)
        #expect(result.code == 2 && result.err.contains("is no regular file and so no store"), "\(words)")
      }
      let library = try Command.run(Self.judging + ["--library", pipe])
      #expect(library.code == 2 && library.err.contains("There is no such library"))
    }
  }

  @Test("a file in the way is refused before anything is computed", arguments: ["--junit", "--html"])
  func inTheWay(option: String) throws {
    try ExitCodeTests.withFolder { folder in
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      let result = try Command.run(Self.judging + [option, file.appending(path: "inside").path])
      #expect(result.code == 2 && result.out.isEmpty && result.err.contains("cannot be created"))
    }
  }

  @Test("EX-6: a program that removes the folder of responses has answered nothing") func removed() throws {
    try ExitCodeTests.withFolder { folder in
      let client = folder.appending(path: "client.py")
      try Data("import shutil, sys\nshutil.rmtree(sys.argv[2])\n".utf8).write(to: client)
      let result = try Command.run(Self.judging + ["--exec", "python3 \(client.path)"])
      #expect(result.code == 3 && result.out.contains("UNDECIDED") && result.out.contains("1 unanswered"))
    }
  }
}

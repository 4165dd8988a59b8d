import Foundation

/// The screen that text is fitted to.
enum Screen {
  /// Characters a line: `COLUMNS` where it is set, the terminal's width where there is one, otherwise 80.
  static var width: Int {
    let wish = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 0
    let columns = wish > 0 ? wish : terminalColumns
    return columns > 0 ? columns : 80
  }

  /// What the terminal on standard output says; 0 where there is none.
  private static var terminalColumns: Int {
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
  }
}

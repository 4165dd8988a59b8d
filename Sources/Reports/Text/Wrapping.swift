/// Prose in lines of at most `width` characters, broken at spaces; a word that is longer keeps a line of its own.
///
/// The first line begins after `indent` spaces, the others after `hanging`, or after as many.
func wrapped(_ text: String, width: Int, indent: Int = 0, hanging: Int? = nil) -> String {
  let blank = String(repeating: " ", count: hanging ?? indent)
  var (lines, line) = ([String](), String(repeating: " ", count: indent))
  var isEmpty = true
  for word in text.split(separator: " ") {
    if !isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      (line, isEmpty) = (blank, true)
    }
    line += isEmpty ? word : " " + word
    isEmpty = false
  }
  return (lines + [line]).joined(separator: "\n")
}

extension String {
  /// The text with spaces after it, up to a width.
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  var trimmingEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

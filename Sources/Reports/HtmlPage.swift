/// A page that needs nothing besides itself: no script, no font, no picture from elsewhere.
struct HtmlPage {
  let title: String
  private(set) var body = ""

  init(title: String) { self.title = title }

  /// Adds markup.
  mutating func add(_ markup: String) { body += markup + "\n" }

  /// Adds a table; cells are markup.
  mutating func add(table header: [String], rows: [[Cell]]) {
    body += "<div class=\"scroll\"><table>\n<thead><tr>"
    body += header.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead>\n<tbody>\n"
    for row in rows { body += "<tr>" + row.map(\.markup).joined() + "</tr>\n" }
    body += "</tbody></table></div>\n"
  }

  /// The whole document.
  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title.escaped)</title>
    <style>
    \(HtmlStyle.text)</style>
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }

  /// One cell of a table.
  struct Cell {
    let markup: String

    /// A cell of some classes.
    init(_ content: String, _ classes: String = "") {
      markup = classes.isEmpty ? "<td>\(content)</td>" : "<td class=\"\(classes)\">\(content)</td>"
    }
  }
}

/// A number for people: two significant digits, a power of ten where needed.
func readable(_ x: Double?) -> String {
  guard let x else { return "–" }
  guard x.isFinite else { return "∞" }
  guard x != 0 else { return "0" }
  if (0.01..<1000).contains(x.magnitude) {
    let places = x.magnitude >= 10 ? 1.0 : x.magnitude >= 0.1 ? 100 : 1000
    let rounded = (x * places).rounded() / places
    return rounded == rounded.rounded() && places == 1 ? "\(Int(rounded))" : "\(rounded)".minus
  }
  let power = x.magnitude.decade
  var mantissa = x
  if power > 0 { for _ in 0..<power { mantissa /= 10 } } else { for _ in 0..<(-power) { mantissa *= 10 } }
  let digits = (mantissa * 10).rounded() / 10
  return "\(digits)·10<sup>\(power)</sup>".minus
}

extension String {
  /// With the sign that numbers have in print.
  fileprivate var minus: String { replacing("-", with: "−") }
}

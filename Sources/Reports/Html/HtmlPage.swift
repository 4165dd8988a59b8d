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

/// A positive number for people: two significant digits, a power of ten where needed.
func readable(_ x: Double) -> String {
  guard x.isFinite else { return "∞" }
  guard x > 0 else { return "0" }
  let decade = x.decade
  // Two digits as an integer: 42 stands for 4.2·10^decade.
  let scale = decade - 1
  let digits = Int((scale > 0 ? x / powerOfTen(scale) : x * powerOfTen(-scale)).rounded())
  guard (-2...2).contains(decade) else {
    let mantissa = digits % 10 == 0 ? "\(digits / 10)" : "\(digits / 10).\(digits % 10)"
    return (mantissa == "1" ? "" : mantissa + "·") + "10<sup>" + "\(decade)".minus + "</sup>"
  }
  if decade >= 1 { return "\(digits * (decade == 2 ? 10 : 1))" }
  let places = 1 - decade
  let (whole, rest) = (digits / Int(powerOfTen(places)), digits % Int(powerOfTen(places)))
  if rest == 0 { return "\(whole)" }
  return "\(whole)." + String(String(Int(powerOfTen(places)) + rest).dropFirst()).trimmingZeros
}

/// A growth exponent: two decimals and a true minus sign; a dash where there is none.
func exponent(_ p: Double?) -> String {
  guard let p else { return "–" }
  let hundredths = Int((p * 100).rounded())
  let digits = String(hundredths.magnitude + 100 * (hundredths.magnitude < 100 ? 1 : 0))
  let whole = hundredths.magnitude < 100 ? "0" : String(digits.dropLast(2))
  return (hundredths < 0 ? "−" : "") + whole + "." + digits.suffix(2)
}

private func powerOfTen(_ n: Int) -> Double { (0..<n).reduce(1.0) { product, _ in product * 10 } }

extension String {
  /// With the sign that numbers have in print.
  fileprivate var minus: String { replacing("-", with: "−") }

  /// Without zeros at the end.
  fileprivate var trimmingZeros: String {
    var text = self
    while text.last == "0" { text.removeLast() }
    return text
  }
}

import Testing

/// The reader of pages, on a page whose content is known.
@Suite("Reading Specs") struct SpecPageTests {
  static let page = SpecPage(
    text: """
      # Title
      ## A-1 First
      * `one` 1 · `two` 2
      * three
      | head | `x` |
      |---|---|
      | a | `b`, `c` |
      | | last |

      | other | |
      |---|---|
      | d | |
      ## A-10 Second
      text
      """)

  @Test("rows, points and names are what stands there, and an absent clause has none") func reads() {
    let section = Self.page.section("A-1")
    #expect(section.rows == [["a", "`b`, `c`"], ["", "last"], ["d", ""]])
    #expect(section.points == ["one"])
    #expect(SpecPage.Section.names("`b`, `c`") == ["b", "c"])
    #expect(Self.page.section("A-10").lines == ["text"])
    #expect(Self.page.section("A-2").lines.isEmpty)
  }
}

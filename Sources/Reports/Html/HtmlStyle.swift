/// The style sheet of the pages: system fonts, light and dark, nothing fetched from anywhere.
enum HtmlStyle {
  /// What each role of a colour looks like, in light and in dark.
  static let palette = """
    :root { color-scheme: light dark;
      --paper: #ffffff; --card: #fafbfc; --line: #e3e6ea; --ink: #1b1f24; --muted: #667080; --grid: #e1e5ea;
      --band: #e4eef5; --bad: #c8102e; --good: #16794a; --badtint: #fdeaec; --goodtint: #e9f6ef; --exhibit: #9a8f80;
      --s0: #1f5fbf; --s1: #d9650b; --s2: #0d8a72; --s3: #8a3fb8; --s4: #b8860b; --s5: #c2407e; }
    @media (prefers-color-scheme: dark) { :root {
      --paper: #14171b; --card: #1a1e24; --line: #2c323a; --ink: #e6e9ed; --muted: #98a2b0; --grid: #313843;
      --band: #22323f; --bad: #ff6b7d; --good: #5fce98; --badtint: #3a1f25; --goodtint: #1b3328; --exhibit: #a89c8c;
      --s0: #6ea6ff; --s1: #ff9d4d; --s2: #4fd0b4; --s3: #c792ea; --s4: #e5c15a; --s5: #ff8fc0; } }
    """

  /// The whole sheet.
  static let text = """
    \(palette)
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    main { max-width: 1440px; margin: 0 auto; padding: 32px 24px 80px; }
    h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px; letter-spacing: -0.01em; }
    h2 { font-size: 20px; margin: 48px 0 4px; padding-top: 12px; border-top: 1px solid var(--line); }
    h3 { font-size: 14px; font-weight: 600; margin: 0 0 4px; }
    p, li { max-width: 78ch; } p { margin: 6px 0 12px; } ul { padding-left: 20px; margin: 6px 0; }
    .facts, .note, .caption { color: var(--muted); font-size: 13.5px; }
    .verdict { display: inline-block; padding: 2px 10px; border-radius: 10px; font-weight: 600; font-size: 14px; }
    .good { color: var(--good); background: var(--goodtint); } .bad { color: var(--bad); background: var(--badtint); }
    .cards { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); margin: 10px 0; }
    .three { grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); max-width: 1060px; }
    .columns { display: grid; gap: 0 48px; grid-template-columns: repeat(auto-fit, minmax(min(600px, 100%), 1fr)); }
    .card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 8px 2px; margin: 0; }
    .plot { display: block; width: 100%; height: auto; color: var(--ink); font-family: inherit; }
    .pictures { display: grid; gap: 12px; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); max-width: 1100px; align-items: start; }
    .pictures .card { padding: 10px; }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0; font-size: 13.5px; padding: 0; list-style: none; }
    .legend svg { width: 26px; height: 10px; margin-right: 6px; vertical-align: middle; }
    .scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 13.5px; margin: 8px 0; }
    th, td { padding: 4px 8px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
    th { font-weight: 600; color: var(--muted); } th:first-child, td:first-child { text-align: left; }
    td { font-variant-numeric: tabular-nums; } small { font-size: 0.88em; opacity: 0.85; } td.left { text-align: left; } td a { color: inherit; }
    details { margin: 6px 0; } summary { cursor: pointer; color: var(--muted); font-size: 13.5px; }
    code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.92em; }
    @media print { .card { break-inside: avoid; } main { max-width: none; } }

    """
}

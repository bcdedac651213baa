"""Seeded notes to try a reader with: what people write, spliced with what breaks readers."""

from __future__ import annotations

from random import Random

WORDS = (
    *("capex", "margin", "NVDA", "rotation", "2026", "Q1", "a_b", "x*y", "é", "😀", "漢字"),
    *("don't", "5%", "$5", "$6bn", "~3%", "1,000", "C++", "R&D"),
)
LINKS = (
    *("[[Note]]", "[[Note|shown]]", "[[a#b|c]]", "[[#Head]]", "![[pic.png]]", "[[a^b]]", "[[|a]]"),
    *("[[Sq]uare]]", "[[a [[b]] c]]", "[[]]", "[[ ]]", "[[a\\|b]]", "[[x *y*]]", "[[2026]]"),
    *("[x](Note.md)", "[x](<a b.md>)", "![i](p.png)", "[x](https://e.org/#a)", "[x][ref]"),
    *("[ref]", "[^1]", "[a]", "[[a]](b)", "[a [b] c]", "<https://e.org/#x>", "[x]()"),
    *(
        "[a `b](c) d`]",
        "[^a](b)",
        "[a `b]",
        "[a #b](c)",
        "![a #b](c)",
        "[*a](b*c)",
        "[a\nb](c)",
        "[a (b)](c)",
    ),
)
TAGS = (
    *("#tag", "#a/b", "#a/", "#2026", "#2026-x", "#tag_", "#_x_", "##", "#", "#a#b", "#2026#x"),
    *("(#tag)", "[#tag]", "*#tag*", "_#tag_", "==#tag==", "~~#tag~~", "`#tag`", "\\#tag"),
    *("&#35;t", "&amp;#tag", "#é", "#😀", "[[a]]#tag", "[a]#tag", "[^1]#tag", "$x$#tag", "<b>#tag"),
    *("%%#tag%%",),
)
MARKS = (
    *("*", "**", "_", "__", "~~", "==", "===", "`", "``", "$", "$$", "%%", "<", ">", "<b>"),
    *("</b>", "<!--", "-->", "&", "&amp;", "&#35;", ";", "\\", "\\\\", "[", "]", "[[", "]]", "!["),
    *("(", ")", "](", "|", "\\|", "^", "^id", "[^", "::", "a:: b", "[k:: v]", "!", "#", ":", "@"),
    *("{{t}}", "~"),
)
SPACES = (
    *(" ", " ", " ", " ", "  ", "\t", "\u00a0", "\u2003", "\u2028", "\x0c", "\v", "\x85", "", ""),
)
BREAKS = (
    *("\n", "\n", "\n", "\n\n", "\n\n", "\n\n", "\n  ", "  \n", "\\\n", "\r\n", "\n> ", "\n\t"),
    *("\r",),
)
PREFIXES = (
    *(
        "",
        "",
        "",
        "",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "0. ",
        "> ",
        ">",
        "> > ",
        "- > ",
        "> - ",
        "  - ",
    ),
    *("    ", "\t", "   ", "- [ ] ", "- [x] ", "# ", "## ", "#\t", "####### ", "> [!note] "),
    *("[^1]: ", "[ref]: ", "%%", "$$", "```", "~~~", "-", "10. ", "-   ", "-\t", "--- ", "| "),
    *("<div>", "1."),
)
LINES = (
    *("---", "===", "***", "- - -", "```", "~~~", "$$", "%%", "<!-- x -->", "<div>", "</div>", ""),
    *("| a | b |", "|---|---|", "|-|", "a | b", "-|-", "| [[a\\|b]] | #t |", "| [[a|b]] | c"),
    *("[ref]: n", "<!-- thesis:moves -->", "<!-- /thesis:moves -->", "^block"),
    *("Created 2026-01-08", "# H #", "-", "> [!tip]- T", "$$ x", "x $$", "%% c %%", "[^n]: note"),
    *("    code", "[ref]: <x> 'y'", "<!--", "#", "> [!a|right]+", "> [!b]: c", "> | a | b |"),
    *("> |---|---|", "> > [!c] T", "> > | a |", "> > |-|", "[[[a] b]]", "**k**:: v", "`k`:: v"),
)
CONTAINERS = (
    *("> ", ">", ">\t", " > ", "  > ", "   > ", "    > ", "- ", "-", "+ ", "1. ", "2) "),
    *("  ", "   ", "    ", "      ", "\t", "[^1]: ", "[^2]: "),
)
INSIDE = (
    *(
        "",
        "a",
        "x ",
        "# h",
        "[!n]",
        "[!n|right]- T",
        "```",
        "~~~",
        "$$",
        "%%",
        "<div>",
        "</div>",
        "<b>",
        "<!-- x",
        "-->",
    ),
    *("[x]: y", "[x]: y '", "'", "| a |", "|-|", "---", "===", "***", "[^3]: z", "1. q", "2. w"),
)
BRACKETS = (
    *("[", "[", "]", "]", "![", "(", ")", "](", "](a)", "[[", "]]", "[x]", "[^1]", "\\]", "\\"),
    *("<!--", "-->", "--->", "---->", "-----", "<!-->", "<!--->", "--", "-", ">", "<?", "?>"),
    *("<!A", "<![CDATA[", "]]>", "<a>", "<b x='", "'", "</b>", "<http://a>", "`", "``", "*", "**"),
    *("_", "~~", "==", "a", " ", "\n", "#t", "$", "&amp;", "&#", "!"),
)
FRONTS = (
    *("type: thesis", "tags: [a, b]", "tags: a, b", "tags:\n  - a\n  - '#b'", "aliases: [x]"),
    *("a: b", "created: 2026-01-08", 'stocks: ["[[NVDA]]", "[[AMD]]"]', "x: [[a]]", "tag: t"),
    *("on: ON", "z: 1.10", "side: short", "horizon: 1-2 weeks", "{{title}}: x", "k: &a v"),
    *("k: *a", "k: !!int 1", "<<: x", "k: |\n  text\n  [[x]]", "n: {a: {b: [c]}}", "# note"),
    *("date: late Jan 2026", "k:", "k: null", "? q", "started: late 2025", "conviction: high"),
    *("opened: 2026-02-30", "\ttab: x", "k: 'un", "...", "symbol: ON"),
)


def note(random: Random) -> str:
    """One note: half of them ordinary, half of them hostile, some of either in the other."""
    hostility = random.choice((0.0, 0.05, 0.2, 0.5))
    pieces = [_front(random)] if random.random() < 0.3 else []
    for _ in range(random.randint(1, 6)):
        pieces.append(_block(random, hostility))
        pieces.append(random.choice(BREAKS) if random.random() < hostility else "\n\n")
    text = "".join(pieces)
    for _ in range(random.randint(1, 4) if random.random() < hostility else 0):
        at = random.randint(0, len(text))
        text = text[:at] + random.choice((*MARKS, *BREAKS, *PREFIXES, *SPACES)) + text[at:]
    return text


def containers(random: Random) -> str:
    """Quotes, lists and footnotes in each other, and lines that may or may not go on with them."""
    prefixes = random.sample(CONTAINERS, random.randint(1, 5))
    inside = random.sample(INSIDE, random.randint(1, 6))
    lines = (
        "".join(random.choices(prefixes, k=random.choice((0, 0, 1, 1, 2, 2, 3, 4))))
        + random.choice(inside)
        for _ in range(random.randint(1, 14))
    )
    return "\n".join(lines)


def brackets(random: Random) -> str:
    """Few kinds of brackets and marks, many times: what one of them means depends on the others."""
    few = random.sample(BRACKETS, random.randint(1, 9))
    return "".join(random.choices(few, k=random.randint(1, random.choice((3, 8, 20, 60, 300)))))


def _front(random: Random) -> str:
    lines = random.sample(FRONTS, random.randint(0, 5))
    end = random.choice(("---", "---", "---", "---", "--- ", "...", "", "----"))
    return "\n".join(("---", *lines, end, ""))


def _block(random: Random, hostility: float) -> str:
    kind = random.random()
    if kind < 0.15:
        return _table(random, hostility)
    if kind < 0.3 and random.random() < max(hostility, 0.2):
        return "\n".join(random.choice(LINES) for _ in range(random.randint(1, 4)))
    if kind < 0.5:
        prefix = random.choice(PREFIXES)
        count = random.randint(1, 4)
        return "\n".join(prefix + line(random, hostility) for _ in range(count))
    if kind < 0.6:
        return "\n".join(random.choice(PREFIXES) + line(random, hostility) for _ in range(3))
    if kind < 0.7:
        return _outline(random, hostility)
    breaks = BREAKS if random.random() < hostility else ("\n",)
    text = line(random, hostility)
    for _ in range(random.randint(0, 2)):
        text += random.choice(breaks) + line(random, hostility)
    return text


def line(random: Random, hostility: float = 0.5) -> str:
    """One line of text."""
    pieces = []
    if random.random() < hostility / 2:
        # A few marks alone: among many, one that the quick path leaves to the parser is soon met.
        few = (*random.sample((*MARKS, *LINKS, *TAGS), 3), "[[x]]", "a", "a ", " ")
        return "".join(random.choice(few) for _ in range(random.randint(2, 12)))
    for _ in range(random.randint(1, 7)):
        source = random.random()
        if source < 0.55:
            pieces.append(random.choice(WORDS))
        elif source < 0.7:
            pieces.append(random.choice(LINKS if random.random() < hostility else LINKS[:5]))
        elif source < 0.8:
            pieces.append(random.choice(TAGS if random.random() < hostility else TAGS[:5]))
        elif source < 0.8 + hostility / 3:
            pieces.append(random.choice(MARKS))
        else:
            mark = random.choice(("**", "_", "`", "~~", "==", "$", "", "%%"))
            pieces.append(f"{mark}{random.choice(WORDS)}{mark}")
        pieces.append(random.choice(SPACES) if random.random() < hostility else " ")
    return "".join(pieces)


def _outline(random: Random, hostility: float) -> str:
    """Items, quotes or fences, each as plain as it comes, or with one line that does not fit."""
    shape = random.choice((("-",), ("*",), ("1.", "2.", "3."), ("-", "1."), (">",), ("```", "~~~")))
    depth, lines = 0, []
    for _ in range(random.randint(1, 6)):
        depth = max(0, depth + random.choice((-1, 0, 0, 1)))
        step = "   " if "1." in shape else "  "
        indent = step * depth if shape[0] not in (">", "```") else ""
        lines.append(f"{indent}{random.choice(shape)} {line(random, hostility).strip()}")
        if random.random() < hostility / 2:
            lines.append(random.choice(("", "", "  ")))
    if shape[0] == "```":
        lines.append(random.choice(("```", "~~~", "````", " ```", "``` x", "")))
    if random.random() < hostility:
        lines.insert(random.randint(0, len(lines)), random.choice((*LINES, *PREFIXES, " ", "  a")))
    return "\n".join(lines)


def _table(random: Random, hostility: float) -> str:
    columns = random.randint(1, 3)
    header = random.choice(("Stock", "Thesis", "Scenario", "Metric", "Flow", "a"))
    second = random.choice(("Move", "Impact", "Duration", "Value", "Detail", "b"))
    rows = [[header, second, "Note"][:columns], ["---"] * columns]
    for _ in range(random.randint(0, 3)):
        cells = [line(random, hostility).strip() for _ in range(columns)]
        rows.append([cell.replace("|", "\\|") if random.random() < 0.7 else cell for cell in cells])
    if random.random() < hostility:
        random.shuffle(rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)

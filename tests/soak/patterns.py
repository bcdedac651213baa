"""Random patterns, and all that reads or writes one note: what none of them may make slow."""

from __future__ import annotations

import random
from collections.abc import Iterator

from thesisvault.edits.backlinks import Quotes, backlinks_body
from thesisvault.edits.edit import edit_note
from thesisvault.edits.fixes import fix_note
from thesisvault.edits.rename import plan_rename
from thesisvault.edits.words import Wikilinks
from thesisvault.graph import build
from thesisvault.graph.checks import check
from thesisvault.model.errors import ThesisVaultError
from thesisvault.parser.decoding import decode
from thesisvault.parser.facts.log import read_log
from thesisvault.parser.facts.prose import read_prose
from thesisvault.parser.facts.prose.groups import Name, by_first_word
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.parser.note import parse_note
from thesisvault.storage.index.recording import links_of, weight_of

TOKENS = (
    *("[", "]", "[[", "]]", "![[", "|", "\\|", "](", "(", ")", "[^", "[^1]", "[^1]: ", "^[", "^a"),
    *("#", "# ", "## ", "#tag", "- ", "* ", "1. ", "- [ ] ", "> ", ">", "> [!note] ", "`", "``"),
    *("```", "~~~", "~", "$", "$$", "%%", "==", "*", "**", "_", "<!--", "-->", "<", "<b>", "</b>"),
    *("<div>", "&", "&amp;", "\\", "|-|", "| a ", "---", "===", ":", "::", "k:: ", "[k:: v]", '"'),
    *("“", "”", "'", " ", "  ", "\t", "    ", "a", "b", "é", "漢", "\u00a0", "https://a.b/c", "!"),
    *("[[H]]", "[[H|h]]", "[[H#h]]", "[[n]]", "[a](b)", "[a]: b", "<!-- thesis:backlinks -->"),
    *("<!-- /thesis:backlinks -->", "{{t}}", "<% x %>", "@", "/", ".", ", ", "; ", "– ", "—"),
    *("2026-01-08", "Q1 2026", "early May", "by June", "5%", "$5", "1,5", "12.5 bn", "-3%", "+"),
    *("NN", "Nvidia", "rose", "fell 3%", "into ", "out of ", "from ", "stop at ", "since ", "to "),
    *(
        "rotation into ",
        "long ",
        "short ",
        "we are ",
        "forecast: ",
        "outcome: ",
        "yes",
        "vs ",
        "up ",
    ),
    *("- 2026-01-08: ", "| Stock | Weight |\n|---|---|\n", "| Thesis | Impact |\n|---|---|\n"),
    *(
        "| Flow | Detail |\n|---|---|\n",
        "## Log\n",
        "NN < 5",
        " and ",
        "not ",
        "earnings ",
        "days ",
    ),
    *("watch ", "because ", "revenue ", "growth of ", "year over year", "P/E of ", "15x"),
)
_INSIDE = ("# h", "```", "~~~", "$$", "%%", "<div>", "<!-- x", "[x]: y", "|a|\n> |-|", "- # h")
KNOWN = (
    *(f"> {inside}\nx\n" for inside in _INSIDE),
    *("> ## Question\nanswer\n", "[[H]] w ", "[[H]] w\n", "[[H|h]] ", "~", "- [^1]: x\ny\n"),
    *("[ <!--", "[ ", "| [[n]] | 1% |\n"),
)
"""Patterns that were slow once; what else were so is in `growing.NAMED`."""
_END = ("", "\n", "\n\n", "\n> ", "\nx\n", "\n- ")
_NOTE = "Theses/Long n.md"
_WORDS = default_vocabulary()
_NAMES = by_first_word((Name("Nvidia", "NN"), Name("H", "")))
_HOLDER = b"# H\n\n[[Long n]]\n"


def units(seed: int) -> Iterator[str]:
    """Patterns without end, the same for a seed; each of some tokens, on one line or on several."""
    draw = random.Random(seed)
    while True:
        tokens = [draw.choice(TOKENS) for _ in range(draw.choice((1, 2, 2, 3, 3, 4, 5, 8)))]
        if draw.random() < 0.3:
            tokens.insert(draw.randrange(len(tokens) + 1), "\n")
        yield "".join(tokens) + (draw.choice(_END) if draw.random() < 0.7 else "")


def work(text: str) -> None:
    """All that is done to a note between its save and its blocks: read, kept, held, and written."""
    data = text.encode()
    note = parse_note(_NOTE, data, _WORDS)
    links_of(note, data)
    weight_of(note)
    read_log(text)
    read_prose(data, _WORDS, _NAMES)
    other = parse_note("H.md", _HOLDER)
    vault = build((note, other))
    found = [item for item in check(vault) if item.note == _NOTE]
    fix_note(vault, note, found, data)
    assert vault.edges is not None
    texts = {_NOTE: data, "H.md": _HOLDER}
    lines = {path: decode(held)[0].split("\n") for path, held in texts.items()}
    quotes = Quotes(vault.notes, lines.__getitem__)
    body = backlinks_body(vault, "H.md", quotes, Wikilinks(vault))
    edit_note(data, lambda block: body)
    try:
        plan_rename(vault, _NOTE, "Theses/Long m.md", texts.get)
        plan_rename(vault, "H.md", "I.md", texts.get)
    except ThesisVaultError:
        pass  # what would not lead where it led is not moved

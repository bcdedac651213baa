"""Lists of theses, and what looks like a name in them or beside market notes."""

from __future__ import annotations

from thesisvault.parser.note import parse_note

_LIST = """# Farm

| Company | Ticker | Thesis | Status |
|---|---|---|---|
| Quartz | QQZA | Open platform wins repairs; target raised | Monitoring |
| Quartz | QQZA | the whole market has the wrong idea of what it will cost | Active |
| Lantern | LNTN | Long Lantern | Active |
| Berries | BRRY | [[Frozen berries; and more]] | Active |
"""

_BULLETS = """# Close

## Implications
- **Near-term**: supportive for gold
- **Test coverage**: +31% improvement
- Long berries: pressured by supply
- [[Lantern squeeze]]: supported
"""


def test_a_sentence_is_no_name_of_a_thesis() -> None:
    note = parse_note("Sectors/Farm.md", _LIST.encode())
    names = [relation.other.name for relation in note.facts.relations]
    assert names == ["Long Lantern", "Frozen berries; and more"]
    assert [unread.span.line for unread in note.unread] == [4, 5]


def test_a_label_without_a_link_names_a_thesis_where_it_has_a_side() -> None:
    note = parse_note("Daily/2026-01-09.md", _BULLETS.encode())
    names = [impact.thesis.name for impact in note.facts.stated_impacts]
    assert names == ["Long berries", "Lantern squeeze"]
    assert [unread.span.line for unread in note.unread] == [3, 4]

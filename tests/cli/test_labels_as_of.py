"""A label below a later dated heading is not known on an earlier day."""

from __future__ import annotations

from .conftest import Command, Write

NOTE = """---
type: thesis
opened: 2026-01-02
---

# {name}

**Conviction:** low

## Update 2026-01-20

### Position

**Side:** short
**Review:** 2026-03-01
{more}"""


def test_side_and_review_of_a_later_section(thesis: Command, write: Write) -> None:
    write({"AMD.md": NOTE.format(name="AMD", more="")})

    def seen(day: str) -> dict[str, object]:
        (found,) = thesis("status", "--as-of", day, "--json").json["theses"]
        return {name: found[name] for name in ("side", "next_review")}

    assert seen("2026-01-10") == {"side": "long", "next_review": None}
    assert seen("2026-01-20") == {"side": "short", "next_review": "2026-03-01"}


def test_a_status_of_a_later_section(thesis: Command, write: Write) -> None:
    write({"AMD.md": NOTE.format(name="AMD", more="**Status:** closed\n")})
    assert len(thesis("status", "--as-of", "2026-01-10", "--json").json["theses"]) == 1
    assert thesis("status", "--as-of", "2026-01-21", "--json").json["theses"] == []


def test_a_label_above_the_dated_section_counts_at_once(thesis: Command, write: Write) -> None:
    write({"AMD.md": NOTE.format(name="AMD", more="")})
    out = thesis("explain", "AMD", "--as-of", "2026-01-10").out
    assert "conviction: low" in out.casefold() or "low" in out

"""Where accepted rows go in a note that holds more than prose."""

from __future__ import annotations

from thesisvault.edits.facts import Accepted, inserted, insertions
from thesisvault.parser.note import parse_note

FLOW = Accepted("flows", {"Flow": "Into", "Detail": "banks"}, 3)
CRITERION = Accepted("criteria", {"Criterion": "a | b"}, 4)
HEAD = "| Flow | Detail | Source |\n|---|---|---|\n"


def _after(text: str, *rows: Accepted) -> str:
    note = parse_note("N.md", text.encode())
    return inserted(text.encode(), insertions(note, text, rows)).decode()


def test_at_the_end_of_a_note() -> None:
    assert _after("Prose.\n", FLOW) == f"Prose.\n\n## Facts\n\n{HEAD}| Into | banks | line 3 |\n"
    assert _after("Prose.", FLOW) == f"Prose.\n\n## Facts\n\n{HEAD}| Into | banks | line 3 |"


def test_above_the_block_that_ends_it() -> None:
    block = "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"
    after = _after(f"Prose.\n\n{block}", FLOW)
    assert after == f"Prose.\n\n## Facts\n\n{HEAD}| Into | banks | line 3 |\n\n{block}"


def test_into_the_section_that_there_is() -> None:
    text = "Prose.\n\n## Facts\n\nMine.\n\n## More\n\nText.\n"
    after = _after(text, FLOW)
    assert after == text.replace("\n## More", f"\n{HEAD}| Into | banks | line 3 |\n\n## More")


def test_into_the_table_that_there_is() -> None:
    text = f"## Facts\n\n{HEAD}| Out of | chips | line 1 |\n\nMine.\n\n## More\n"
    after = _after(text, FLOW)
    assert after == text.replace("line 1 |\n", "line 1 |\n| Into | banks | line 3 |\n")


def test_criteria_stand_under_a_heading_of_their_own_and_other_tables_above_it() -> None:
    once = _after("Prose.\n", CRITERION)
    assert once.endswith(
        "## Facts\n\n### Kill criteria\n\n| Criterion | Source |\n|---|---|\n| a \\| b | line 4 |\n"
    )
    twice = _after(once, FLOW)
    facts = parse_note("Theses/N.md", twice.encode()).facts
    assert [item.text for item in facts.criteria] == ["a | b"]
    assert [item.group.name for item in facts.flows] == ["banks"]

"""A note that states nothing changes no verdict, whatever its words are and whatever it links."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.builders import review
from sizes import share
from strangers import PROSE
from thesisvault.model.facts import Facts
from thesisvault.model.note import Kind
from thesisvault.model.review import StatusReport
from thesisvault.parser.note import parse_note

DAY = date(2026, 4, 10)
SAMPLE = Path(__file__).parents[2] / "vault"


def _texts(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.md"))
    }


NOTES = _texts(PROSE)
BEFORE = review(NOTES, DAY)

_LINES = st.sampled_from(
    (
        "Long [[Paper beats plastic]], I wrote, and [[Short the cement boom|short]] the other.",
        "Money leaves $HRPK for (NYSE: BRMB), they say.",
        "- [[Rail in the north]]: pressured",
        "- 2026-04-09: HRPK close < 1",
        "Stop at 12, target 80, and out of cement.",
        "#water",
        "> a quote: weakens",
        "| Who | Where |\n|---|---|\n| [[Vellum]] | [[Packaging]] |",
        "## Yesterday",
        "### Notes on the mill",
        "```\nTicker: HRPK\n```",
    )
)
_NAMES = st.sampled_from(
    (
        "Mill",
        "Infrastructure",
        "VLLM",
        "Utilities",
        "Short list",
        "Long days",
        "Letters/2026 spring",
    )
)


def _outcome(report: StatusReport) -> object:
    return report.theses, report.attention


@settings(max_examples=share(20, 600), deadline=None)
@given(_NAMES, st.lists(_LINES, max_size=6))
def test_a_note_that_states_nothing_changes_no_verdict(name: str, lines: list[str]) -> None:
    path, text = f"{name}.md", "\n\n".join(["A page.", *lines])
    added = parse_note(path, text.encode())
    assert (added.kind, added.facts) == (Kind.NOTE, Facts()), "it should state nothing"
    assert _outcome(review({**NOTES, path: text}, DAY)) == _outcome(BEFORE)


@pytest.mark.parametrize("path", ["README.md", "Templates/Long HRPK.md", "Archive/Long HRPK.md"])
def test_nor_does_one_that_is_kept_from_stating_anything(path: str) -> None:
    text = NOTES["Ideas/Paper beats plastic.md"]
    assert parse_note(path, text.encode()).facts == Facts()
    assert _outcome(review({**NOTES, path: text}, DAY)) == _outcome(BEFORE)


def test_the_review_has_verdicts_to_change() -> None:
    text = "## Implications\n\n- [[Paper beats plastic]]: broken\n"
    changed = review({**NOTES, "Daily/2026-04-10.md": text}, DAY)
    assert _outcome(changed) != _outcome(BEFORE)

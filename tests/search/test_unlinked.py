"""Names without a link: where they are found, and where they must not be."""

from __future__ import annotations

import pytest

from thesisvault.parser.unlinked import by_words, name_of, unlinked

_NAMES = by_words(
    name
    for text, note, is_ticker in (
        ("Long NVIDIA", "long.md", False),
        ("NVIDIA", "nvidia.md", False),
        ("NVDA", "nvidia.md", True),
        ("Copper deficit", "copper.md", False),
        ("AI", "ai.md", False),
        ("Target", "target.md", False),
        ("x", "x.md", False),
        ("2026-01-09", "day.md", False),
        ("Zürich insurers", "zurich.md", False),
    )
    if (name := name_of(text, note, is_ticker=is_ticker))
)

FOUND = {
    "We own NVIDIA here.": ["NVIDIA"],
    "Long NVIDIA is a thesis": ["Long NVIDIA"],
    "a COPPER Deficit, and NVDA": ["COPPER Deficit", "NVDA"],
    "> [!note] NVIDIA\n> more NVIDIA": ["NVIDIA", "NVIDIA"],
    "# NVIDIA heading": ["NVIDIA"],
    "- [ ] call NVIDIA": ["NVIDIA"],
    "| a | b |\n|---|---|\n| NVIDIA | 1 |": ["NVIDIA"],
    "**NVIDIA**, _NVIDIA_": ["NVIDIA", "NVIDIA"],
    "zürich Insurers pay": ["zürich Insurers"],
    "AI, not ai": ["AI"],
    "a target and the Target": ["Target"],
    "NVIDIA's margin": ["NVIDIA"],
    "nvidia, nvda, NVIDIAs, x, 2026-01-09": [],
    "[[NVIDIA]] and [[Other|NVIDIA]]": [],
    "[NVIDIA](https://a.example) https://a.example/NVIDIA": [],
    "[[news] on NVIDIA today](https://a.example/a(b)) <a href='x'>NVIDIA</a>": [],
    "`NVIDIA` and ``a ` NVIDIA``": [],
    "```\nNVIDIA\n```": [],
    "    NVIDIA in code": [],
    "%% NVIDIA %% <!-- NVIDIA -->": [],
    "<b title='NVIDIA'>": [],
    "---\nowner: NVIDIA\n---\n": [],
    "#NVIDIA": [],
    "www.NVIDIA.example, ir@NVIDIA.example, NVIDIA@a.example, NVIDIA.pdf": [],
    "NVIDIA. See NVIDIA.md and (NVIDIA).": ["NVIDIA", "NVIDIA", "NVIDIA"],
    "<!-- thesis:backlinks -->\nNVIDIA\n<!-- /thesis:backlinks -->": [],
}


@pytest.mark.parametrize("text", FOUND)
def test_finds_names_in_what_a_person_reads(text: str) -> None:
    found = unlinked(text.encode(), _NAMES, lambda name: False)
    assert [item.text for item in found] == FOUND[text]
    lines = text.split("\n")
    for item in found:
        at = item.span
        assert lines[at.line][at.column : at.end_column] == item.text


def test_does_not_tell_of_a_name_within_the_notes_own() -> None:
    found = unlinked(b"# Long NVIDIA\n", _NAMES, lambda name: name.note == "long.md")
    assert found == []


def test_bug_each_letter_of_a_long_word_was_asked_whether_an_address_begins() -> None:
    """It took minutes: the steps lie within one call, where nobody counts them."""
    data = ("a" * 300_000 + " NVIDIA").encode()
    assert [found.text for found in unlinked(data, _NAMES, lambda name: False)] == ["NVIDIA"]

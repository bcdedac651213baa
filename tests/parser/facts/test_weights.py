"""Weights of one table, list or property: in one unit, or left out and said."""

from __future__ import annotations

from typing import Any

import pytest

from parser.reading import cut
from thesisvault.model.note import Note
from thesisvault.parser.note import parse_note


def held(*rows: str, note: str = "") -> tuple[Note, list[tuple[str, Any]]]:
    text = note or "| Exposure | Weight |\n|---|---|\n" + "".join(f"| {row} |\n" for row in rows)
    found = parse_note("Theses/Long q.md", text.encode())
    return found, [(item.subject.name, item.weight) for item in found.facts.exposures]


@pytest.mark.parametrize("text", ["2,5 %", "2.5%", "ca. 2,5 %", "2,5\u202f%", "250 bp", "1/40"])
def test_a_share_beside_a_percentage(text: str) -> None:
    note, found = held(f"A | {text}", "B | 97.5 %")
    assert found == [("A", pytest.approx(0.025)), ("B", pytest.approx(0.975))]
    assert not [item for item in note.diagnostics if item.code.startswith("weight")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("tbd", "weight-unparsed"), ("30-40%", "weight-unparsed"), (">5%", "weight-unparsed")),
        *(("12.000 €", "weight-unparsed"), ("12,000 €", "weight-units"), ("3", "weight-units")),
        ("", "weight-unparsed"),
    ],
)
def test_what_is_no_share_is_left_out_and_said(text: str, code: str) -> None:
    note, found = held("B | 60%", f"A | {text}", "C | 10%")
    assert found == [("B", 0.6), ("A", None), ("C", 0.1)]
    (told,) = [item for item in note.diagnostics if item.code.startswith("weight")]
    assert (told.code, told.span.line) == (code, 3)
    assert text in told.message


def test_amounts_and_plain_numbers_are_parts() -> None:
    assert held("A | 12'000 €", "B | 8 000,50 €")[1] == [("A", 12_000.0), ("B", 8_000.5)]
    assert held("A | 3", "B | 1.5", "C | 20%")[1] == [("A", 3.0), ("B", 1.5), ("C", None)]
    assert held("A | ", "B | —")[1] == [("A", 1.0), ("B", 1.0)]


def test_weights_in_bullets() -> None:
    text = "## Exposure\n\n- NVDA 2,5 %\n- short AMD: ca. 40%\n- MU (1/3)\n- LRCX\n"
    note, found = held(note=text)
    assert found == [
        *(("NVDA", 0.025), ("AMD", -0.4), ("MU", pytest.approx(1 / 3))),
        ("LRCX", None),
    ]
    told = [cut(text, item.span) for item in note.diagnostics if item.code == "weight-unparsed"]
    assert told == ["LRCX"]


@pytest.mark.parametrize(
    "value",
    [
        "NVDA 2,5 %, AMD 97,5 %",
        "NVDA 2,5 Prozent, AMD 97.5 per cent",
        "[NVDA 2.5%, AMD 97.5%]",
        '"[[NVDA]] 2,5 %, [[AMD]] 97,5 %"',
        '["[[NVDA]] 2,5%", "[[AMD]] 97,5%"]',
    ],
)
def test_weights_in_a_property(value: str) -> None:
    found = held(note=f"---\ntickers: {value}\n---\n")[1]
    assert found == [("NVDA", pytest.approx(0.025)), ("AMD", pytest.approx(0.975))]


def test_a_ticker_without_a_weight_beside_others() -> None:
    note, found = held(note="---\ntickers: NVDA 60%, AMD\n---\n")
    assert found == [("NVDA", 0.6), ("AMD", None)]
    assert [item.code for item in note.diagnostics if item.code != "side-assumed"] == [
        "weight-unparsed"
    ]

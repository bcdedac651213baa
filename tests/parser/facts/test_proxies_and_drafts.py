"""The fund of a group, and a rotation that nobody has agreed to yet."""

from __future__ import annotations

import pytest

from thesisvault.model.facts import Facts
from thesisvault.model.note import Kind, Note
from thesisvault.parser.note import parse_note


def read(head: str, body: str = "") -> Note:
    return parse_note("Note.md", f"---\n{head}\n---\n{body}".encode())


def codes(note: Note) -> list[str]:
    return [item.code for item in note.diagnostics]


@pytest.mark.parametrize(
    ("line", "name", "linked"),
    [
        ("proxy: XLU", "XLU", False),
        ("Fund: 'NYSEARCA: XLU'", "XLU", False),
        ("etf: '[[Utilities fund|XLU]]'", "Utilities fund", True),
    ],
)
def test_one_fund_with_its_line(line: str, name: str, linked: bool) -> None:
    proxy = read(f"type: sector\n{line}").facts.proxy
    assert proxy is not None and proxy.span.shown_line == 3
    assert (proxy.fund.name, proxy.fund.linked) == (name, linked)


def test_several_funds_or_none_are_told() -> None:
    several = read("type: sector\nproxy: XLU, VPU")
    assert several.facts.proxy is not None and several.facts.proxy.fund.name == "XLU"
    assert codes(several) == ["property-unparsed"]
    assert codes(read("type: sector\nproxy: [XLU, VPU]")) == ["property-unparsed"]
    assert read("type: sector\nproxy:").facts.proxy is None


def test_a_stock_has_no_proxy_and_it_is_said() -> None:
    stock = read("type: stock\nsymbol: NEE\netf: XLU")
    assert stock.facts.proxy is None
    assert [item.text for item in stock.unread] == ["etf: XLU"]


FLOWS = "| Flow | Detail |\n|---|---|\n| Into | Energy |\n"


@pytest.mark.parametrize("said", ["true", "True", "yes", "'on'"])
def test_a_draft_keeps_its_kind_and_states_nothing(said: str) -> None:
    draft = read(f"type: rotation\nstarted: 2026-01-02\ndraft: {said}", FLOWS)
    assert draft.kind is Kind.ROTATION and str(draft.date) == "2026-01-02"
    assert draft.facts == Facts(is_draft=True)
    assert codes(draft) == ["rotation-draft"]
    assert draft.diagnostics[0].span.shown_line == 4


@pytest.mark.parametrize("line", ["draft: false", "draft: no", "draft:"])
def test_no_draft_without_the_word(line: str) -> None:
    note = read(f"type: rotation\n{line}", FLOWS)
    assert len(note.facts.flows) == 1 and not note.facts.is_draft


def test_what_is_neither_is_a_draft_and_is_told() -> None:
    note = read("type: rotation\ndraft: perhaps", FLOWS)
    assert note.facts.is_draft
    assert sorted(codes(note)) == ["property-unparsed", "rotation-draft"]


def test_other_notes_are_no_drafts() -> None:
    note = read("type: thesis\nside: long\ndraft: true")
    assert note.facts.side is not None
    assert [item.text for item in note.unread] == ["draft: true"]

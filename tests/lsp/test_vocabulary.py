"""Completion, hover and actions of the words that the parser reads, on the sample vault."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from lsp.desks import Screened, screened
from thesisvault.lsp import complete, hover, mend
from thesisvault.lsp.context import context_at
from thesisvault.parser.facts.phrases import read_impact
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.parser.note import parse_note
from tools import reference

THESIS = "Theses/Long NVIDIA.md"
MOVES = "| Stock | Move |\n|---|---|\n"


@pytest.fixture(scope="module")
def desk(sample: Path) -> Iterator[Screened]:
    with screened(sample, review=False) as found:
        yield found


def _offered(
    desk: Screened, text: str, *, path: str = THESIS, snippets: bool = False
) -> dict[str, str]:
    """What is offered where the text has a ‸, by label: its line after accepting it."""
    before, _, after = text.partition("‸")
    shown = desk.show(path, before + after)
    line = before.count("\n")
    position = shown.lines.position(line, len(before.rpartition("\n")[2]))
    found = desk.ask(path, lambda s, t: complete.complete(s, t, position, snippets=snippets))
    result = {}
    for item in found.items if found else ():
        edit = item.text_edit
        assert isinstance(edit, types.TextEdit)
        start, end = (shown.lines.place(at)[1] for at in (edit.range.start, edit.range.end))
        whole = shown.lines.line(line)
        result[item.label] = whole[:start] + edit.new_text + whole[end:]
    return result


def test_a_table_is_written_from_its_columns_alone(desk: Screened) -> None:
    columns = _offered(desk, "\n| Stock | ‸")
    assert next(iter(columns)) == "Move"
    assert columns["Move"] == "| Stock | Move"
    assert "Condition" not in columns
    assert "Condition" in _offered(desk, "\n| Signal | c‸")
    assert "NVDA" in _offered(desk, f"{MOVES}| nvd‸")
    assert _offered(desk, f"{MOVES}| nvid‸ | 1% |")["NVIDIA"] == "| [[NVIDIA]] | 1% |"
    assert _offered(desk, f"{MOVES}| NVDA | ‸") == {}


def test_properties_without_an_end_count_as_far_as_they_are_written(desk: Screened) -> None:
    path = "Inbox/New.md"
    offered = _offered(desk, "---\ntype: thesis\nside: long\n‸", path=path)
    assert "review" in offered and not {"type", "side"} & offered.keys()
    assert "members" not in offered and "members" in _offered(
        desk, "---\ntype: sector\n‸", path=path
    )


def test_the_table_of_the_heading_comes_first(desk: Screened) -> None:
    head = "---\ntype: thesis\n---\n# New\n"
    assert next(iter(_offered(desk, f"{head}\n## Catalysts\n\n|‸"))).startswith("Catalyst")
    assert next(iter(_offered(desk, f"{head}\n## kill criteria\n\n|‸"))).startswith("Signal")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("| Thesis | Impact |\n|---|---|\n| [[Long NVIDIA]] | press‸", "pressured near-term"),
        ("| Thesis | Impact |\n|---|---|\n| long n‸", "Long NVIDIA"),
        ("| Flow | Detail |\n|---|---|\n| ‸", "Out of"),
        ("| Flow | Detail |\n|---|---|\n| Into | indus‸", "Industrials"),
        ("| Scenario | Duration |\n|---|---|\n| a | 2-4‸", "2-4 weeks"),
        ("| Exposure | Weight | Side |\n|---|---|---|\n| a | 1 | s‸", "short"),
        ("| Catalyst | Date | Status |\n|---|---|---|\n| a | 2026-01‸", "2026-01-09"),
        ("| Catalyst | Date | Status |\n|---|---|---|\n| a | b | ‸", "done"),
        ("| Field | Value |\n|---|---|\n| revi‸", "review"),
        ("| Field | Value |\n|---|---|\n| side | ‸", "long"),
        ("> [!wa‸", "warning"),
        ("see #theme/‸", "theme/ai"),
        ("---\ntype: thesis\ntags: [the‸", "thesis"),
        ("---\ntype: thesis\ntags:\n  - the‸", "theme/ai"),
        ("---\ntype: thesis\nticker: nv‸", "NVDA"),
        ("---\ntype: thesis\nverdict: mix‸", "mixed"),
        ("## Implications\n\n- [[Long NVIDIA]]: int‸", "intact"),
        ("## Log\n\n- 2026-01-09: thesis impact: int‸", "intact"),
    ],
)
def test_what_may_stand_there_is_offered(desk: Screened, text: str, label: str) -> None:
    assert label in _offered(desk, text)


def test_a_value_is_offered_at_the_colon(desk: Screened) -> None:
    assert _offered(desk, "---\nside:‸")["long"] == "side: long"
    assert _offered(desk, "---\nside: ‸")["long"] == "side: long"
    assert _offered(desk, "plain:‸") == {}


def test_every_impact_that_is_offered_is_read(desk: Screened) -> None:
    offered = _offered(desk, "## Implications\n\n- [[Long NVIDIA]]: ‸")
    assert len(offered) > 20
    assert all(read_impact(label, default_vocabulary()) for label in offered)


def test_a_tripwire_of_a_short_breaks_where_its_security_rises(desk: Screened) -> None:
    head = "---\ntype: thesis\nside: short\n---\n| Exposure | Weight |\n|---|---|\n| {} | 1 |\n\n"
    wires = "| Signal | Condition | Action |\n|---|---|---|\n| a | "
    for held in ("NVDA", "[[NVIDIA]]"):
        offered = _offered(desk, head.format(held) + wires + "‸")
        assert next(iter(offered)) == "NVDA close >"
        assert "NVDA close <" not in offered
    offered = _offered(desk, head.format("[[Eaton]]") + wires + "ETN close > 1 and ‸")
    symbols = [name for name in offered if name.isupper()]
    assert symbols[0] == "ETN" and "AAPL" in symbols
    assert list(_offered(desk, head.format("NVDA") + wires + "n‸"))[:2] == ["not", "NVDA"]


def test_a_symbol_without_prices_says_so(desk: Screened) -> None:
    text = "| Signal | Condition | Action |\n|---|---|---|\n| a | ET"
    shown = desk.show(THESIS, text)
    position = shown.lines.position(2, len("| a | ET"))
    found = desk.ask(THESIS, lambda s, t: complete.complete(s, t, position, snippets=False))
    said = {item.label: item.detail for item in found.items} if found else {}
    assert said["ETN"] == "no prices yet: the tripwire stays unknown"
    assert said["NET"] == "has prices"


def test_what_a_key_means_stands_beside_it(desk: Screened) -> None:
    shown = desk.show(THESIS, "---\ntype: thesis\nst")
    found = desk.ask(
        THESIS, lambda s, t: complete.complete(s, t, shown.lines.position(2, 2), snippets=False)
    )
    assert found is not None
    (stop,) = (item for item in found.items if item.label == "stop")
    assert isinstance(stop.documentation, types.MarkupContent)
    assert "tripwire" in stop.documentation.value


def test_the_next_review_is_offered_first(desk: Screened) -> None:
    assert next(iter(_offered(desk, "---\ntype: thesis\nreview: ‸"))) == "2026-04-09"
    assert next(iter(_offered(desk, "---\ntype: thesis\nopened: ‸"))) == "2026-01-09"


def test_a_tripwire_is_written_word_by_word(desk: Screened) -> None:
    head = "---\nticker: NVDA\n---\n| Signal | Condition | Action |\n|---|---|---|\n"
    assert _offered(desk, head + "| a | `‸")["NVDA close <"] == "| a | `NVDA close < `"
    level = _offered(desk, head + "| a | `‸", snippets=True)["NVDA close <"]
    assert level == "| a | `NVDA close < ${1:level}`"
    assert _offered(desk, head + "| a | `NVDA cl‸` |")["close"] == "| a | `NVDA close` |"
    whole = _offered(desk, head + "| a | NVDA close < av‸")
    assert whole["average(200)"] == "| a | NVDA close < average(200)"
    relative = _offered(desk, head + "| a | `rel‸")
    assert relative["relative return since opened"] == "| a | `relative return since opened"
    text = head + "| a | `relative return since opened < -15%` | b |\n"
    found = parse_note("Theses/a.md", text.encode()).facts.tripwires
    assert [item.condition for item in found] == ["relative return since opened < -15%"]


def test_a_log_offers_its_lines(desk: Screened) -> None:
    log = "# A\n\n## Log\n\n- 2026-01-09: forecast: NVDA close > 200 by 2026-06-30 (55%)\n- "
    offered = _offered(desk, log + "‸", snippets=True)
    assert offered["2026-01-09: forecast"].startswith("- 2026-01-09: forecast: ${1:claim} by ${2:")
    outcome = "2026-01-09: outcome: NVDA close > 200 by 2026-06-30: "
    assert any(label.startswith(outcome) for label in offered)
    assert _offered(desk, log + "2026-01-10: fo‸")["forecast"].startswith("- 2026-01-10: forecast:")
    assert _offered(desk, log.replace("Log", "Words") + "‸") == {}


@pytest.mark.parametrize(
    "text", ["- plain", "| no table", "# ", "#", "## Head", "a - b", "> quoted", "```\n| a | ", "x"]
)
def test_nothing_is_offered_in_plain_words(desk: Screened, text: str) -> None:
    assert _offered(desk, f"a\n{text}‸") == {}


def test_plain_words_ask_for_nothing(desk: Screened) -> None:
    text = desk.show(THESIS, "plain words, and no mark\n")
    assert all(context_at(text.lines, 0, column) is None for column in range(25))


def _hover(desk: Screened, text: str) -> str:
    before, _, after = text.partition("‸")
    shown = desk.show(THESIS, before + after)
    position = shown.lines.position(before.count("\n"), len(before.rpartition("\n")[2]))
    found = desk.ask(THESIS, lambda s, t: hover.hover(s, t, position))
    assert found is None or isinstance(found.contents, types.MarkupContent)
    return found.contents.value if found else ""  # type: ignore[union-attr]


def test_a_key_and_a_header_say_what_they_mean(desk: Screened) -> None:
    assert _hover(desk, "---\nrev‸iew: 2026-01-01\n---\n") == (
        "**review**: ISO date of the next review"
    )
    assert _hover(desk, "---\ndirec‸tion: long\n---\n").startswith("**direction, read as side**")
    assert _hover(desk, "---\nmine‸: 1\n---\n") == ""
    said = _hover(desk, "| Stock | Mo‸ve |\n|---|---|\n| NVDA | 1% |\n")
    assert said.startswith("**moves** · move: stated moves") and "needs Stock, Move" in said
    assert _hover(desk, "| A | B‸ |\n|---|---|\n| NVDA | 1% |\n") == ""


def test_meanings_are_those_of_the_page() -> None:
    assert reference.MEANINGS.read_text("utf-8") == reference.meanings(), "run `make docs`"
    known = tomllib.loads(
        (Path(hover.__file__).parents[1] / "parser" / "vocabulary.toml").read_text("utf-8")
    )
    told = hover.meanings()
    assert told["properties"].keys() - {"aliases", "tags"} == known["properties"].keys()
    assert told["tables"].keys() <= known["tables"].keys() and all(told["tables"].values())


def _actions(desk: Screened, text: str, line: int) -> dict[str, str]:
    """The texts after each action that changes this note, by title."""
    shown = desk.show(THESIS, text)
    found = desk.ask(THESIS, lambda s, t: mend.actions(s, t, line, line))
    result = {}
    for action in found:
        assert action.edit is not None and action.edit.document_changes is not None
        lines = text.split("\n")
        change = action.edit.document_changes[0]
        assert isinstance(change, types.TextDocumentEdit)
        for edit in sorted(change.edits, key=lambda e: e.range.start.line, reverse=True):
            start, end = (shown.lines.place(at) for at in (edit.range.start, edit.range.end))
            assert isinstance(edit, types.TextEdit)
            joined = lines[start[0]][: start[1]] + edit.new_text + lines[end[0]][end[1] :]
            lines[start[0] : end[0] + 1] = joined.split("\n")
        result[action.title] = "\n".join(lines)
    return result


def test_a_review_is_marked_done_with_a_line_in_the_log(desk: Screened, sample: Path) -> None:
    text = (sample / THESIS).read_text("utf-8")
    line = text[: text.index("review:")].count("\n")
    after = _actions(desk, text, line)["Mark the review done"]
    assert "review: 2026-04-09\n" in after
    assert after.count("- 2026-01-09: The review is done.\n") == 1
    assert len(after.split("\n")) == len(text.split("\n")) + 1
    assert "Mark the review done" not in _actions(desk, text, line + 1)
    bare = _actions(desk, "---\ntype: thesis\nreview: 2026-01-05\n---\n# A", 2)
    assert bare["Mark the review done"].endswith(
        "# A\n\n## Log\n\n- 2026-01-09: The review is done."
    )


def test_an_exposure_row_names_what_is_linked_and_not_held(desk: Screened, sample: Path) -> None:
    text = (sample / THESIS).read_text("utf-8")
    held = text.replace("## Kill", "[[Northrop Grumman]]\n\n## Kill", 1)
    line = text[: text.index("| [[NVIDIA]]")].count("\n")
    after = _actions(desk, held, line)["Add an exposure row"]
    assert "| [[NVIDIA]] | 100 | long |\n| [[Northrop Grumman]] |  |  |\n" in after
    assert "Add an exposure row" not in _actions(desk, text, 0)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Stok | Move", "did you mean `Stock`?"),
        ("Signal | Condition", "it needs a column `Action`."),
        ("Stock | Move", ""),
        ("Stuff | Level", ""),
    ],
)
def test_a_header_one_slip_away_is_told(header: str, said: str) -> None:
    rule = "|".join(["---"] * (header.count("|") + 1))
    note = parse_note("a.md", f"| {header} |\n|{rule}|\n| NVDA | 1% |\n".encode())
    told = [item.message for item in note.diagnostics if item.code == "table-near"]
    assert told == ([f"`{header}` is not read as a table: {said}"] if said else [])

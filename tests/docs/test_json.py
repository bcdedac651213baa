"""Every key of every JSON document is documented, and no key that is not there."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.console import Console
from docs.pages import first_codes, read, rows, section
from repositories import record
from thesisvault.actions.proposals import for_log, keep
from thesisvault.workspace.open import open_workspace

_THESES = ("Long NVIDIA", "Long defense AI", "Patience", "Wheat")
_RUNS = {
    "status --json": [
        "status --json",
        "status --json --as-of 2026-02-10",
        "status --json --watchlist",
        "status --json --verbose",
        "status --json --as-of 2020-12-01 --since 2020-11-06",
    ],
    "explain --json": [f'explain --json "{name}"' for name in _THESES],
    "moves --json": [
        "moves --json",
        "moves --json Healthcare --basket --event 2020-11-09 --as-of 2020-12-01 --base-rates",
        "moves --json --event 2020-11-09 --as-of 2020-12-01 --attribution --factors XOM-JNJ",
    ],
    "survey --json": ["survey --json"],
    "claims --json": ["claims --json"],
    "claims --flows --json": [
        "claims --flows --json",
        'claims --flows --json "Sector Rotation November 2020" --as-of 2020-11-12',
    ],
    "rotation --detect --json": ["rotation --detect --json"],
    "rotation --json": ["rotation --json --as-of 2021-01-29", "rotation --json"],
    "calendar --json": ["calendar --json --all"],
    "crowding --json": ["crowding --json"],
    "contradictions --json": ["contradictions --json"],
    "propose --json": ['propose --json "West - The Great 2026 Rotation"'],
    "record --json": ["record --json", "record --json --factors XOM-JNJ"],
    "prices status --json": ["prices status --json"],
    "links --json": ["links --json Home"],
    "backlinks --json": ["backlinks --json NVIDIA"],
    "search --json": ["search --json nvidia"],
    "search --like --json": ["search --json --like NVIDIA"],
    "mentions --json": ["mentions --json 'Small caps'", "mentions --all --json"],
    "graph --json": ["graph --json NVIDIA"],
    "path --json": ['path --json "Copper deficit" "Long NVIDIA"', "path --json Tariffs Wheat"],
    "hubs --json": ["hubs --json --most 2"],
    "clusters --json": ["clusters --json"],
    "what-if --json": ['what-if --json "into utilities, out of oracle"'],
    "history --json": [
        'history --json "Long NVIDIA"',
        'history --json --as-recorded "Long NVIDIA" --as-of 2026-01-09',
    ],
    "history --rewritten --json": ["history --rewritten --json"],
    "list --json": ["list --json", "list --json thesis"],
    "check --json": ["check --json"],
    "doctor --json": ["doctor --json"],
    "proposals --json": ["proposals --json"],
    "export jsonl": ["export jsonl"],
    "export json": ["export json"],
}
_RECORDED = ("history --json", "history --rewritten --json")
"""Those of a vault that git records."""
_ODD = "Date,Close\n2026-01-07,50\n2026-01-08,0\n2026-01-09,51\n"
"""Prices with something to say about them."""
_LOG = """---
type: thesis
---

## Kill criteria

- I am no longer patient

## Log

- 2026-01-05: forecast: NVDA close > 300 by 2026-12-31 (20%)
- 2026-01-08: forecast: NVDA close > 300 by 2026-12-31 (30%)
- 2026-01-09: forecast: soon
"""
"""A forecast that was revised, and a line that is none."""
_STRANGE = """---
type: stock
px_target: 4
---

**Ticker:** ODD

## Thesis

It is odd.
"""
"""A key that a survey proposes a word for, a label, and a heading that it hints at."""
_HELD = """| Ticker | Shares | Avg Cost | Stop |
|---|---|---|---|
| NVDA | 4 | 150 | 90 |
| WEAT | 12 | 5 | 4 |

| Ticker | Shares |
|---|---|
| WEAT | 13 |

| Thesis | Impact |
|---|---|
| [[Wheat]] | Near-term pressure |
"""
_WHEAT = """---
type: stock
symbol: WEAT
sector: "[[Defense]]"
benefits_from: "[[Tariffs]]"
hurt_by: "[[Tariffs]]"
---

## Catalysts

| Catalyst | Date | Expected |
|---|---|---|
| Harvest | 2026-08-01 | a good one |

## Kill criteria

- Bread goes out of fashion
"""
"""Something held without a thesis, of which there is something to say."""
_FREE = re.compile(
    r"properties|.*measurement\.(decisive|windows)|changes\[\]\.(came|went)|proposals\[\]\.cells"
    r"|positions\[\]\.(evidence|tripwires)|watchlist|rotations\[\]\.flows"
)
"""Keys whose value is the author's own, or documented in another place: see the last test."""


_RARE = {
    *("pairs_left_out", "exposure.rates[].symbol", "exposure.rates[].value"),
    *("tags[].rule", "tags[].count"),
}
"""Keys that are there only in a vault too large for a test of pages, with other currencies, or
with a tag that many notes of no kind have.
"""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Console:
    reader = Console(tmp_path_factory.mktemp("json") / "reader")
    reader.bring_vault()
    reader.write("vault/prices/ODD.csv", _ODD)
    reader.write("vault/Theses/Patience.md", _LOG)
    reader.write("vault/Stocks/Strange.md", _STRANGE)
    reader.write("vault/Theses/Holdings.md", _HELD)
    reader.write("vault/Stocks/Wheat.md", _WHEAT)
    reader.write("vault/Sources/Clip.md", "$NVDA rose.\n")
    reader.run("thesis --vault vault status")  # `list` shows the verdicts of a review
    _propose(reader.folder / "vault")
    if shutil.which("git"):
        _record(reader.folder / "recorded", reader.folder / "vault")
    return reader


def _propose(root: Path) -> None:
    workspace = open_workspace(root)
    day = dt.date(2026, 1, 9)
    keep(workspace, for_log(workspace, "a test", "Long NVIDIA", "Held.", day, day))
    workspace.close()


def _record(root: Path, vault: Path) -> None:
    """The vault in git: a rotation came and was edited later, and a thesis was moved."""
    thesis, rotation = "Theses/Long NVIDIA.md", "Rotations/Sector Rotation January 2026.md"
    whole = {
        path.relative_to(vault).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(vault.rglob("*"))
        if path.suffix in {".md", ".csv", ".toml"}
    }
    last = {**whole, rotation: whole[rotation].replace("pressure", "strain")}
    last["Theses/Old/Long NVIDIA.md"] = last.pop(thesis)
    before = {path: text for path, text in whole.items() if path != rotation}
    times = ("2026-01-05T10:00:00+0100", "2026-01-08T10:00:00+0100", "2026-01-09T10:00:00+0100")
    record(root, zip(times, (before, whole, last), strict=True))


def _keys(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            path = f"{prefix}.{key}" if prefix else key
            yield path + ("[]" if isinstance(inner, list) else "")
            if not _FREE.fullmatch(path):
                yield from _keys(inner, path)
    elif isinstance(value, list):
        for item in value:
            if not isinstance(item, list):
                yield from _keys(item, f"{prefix}[]")


def _documents(form: str, printed: str) -> Iterator[Any]:
    if form == "export jsonl":
        yield from map(json.loads, printed.splitlines())
    else:
        said, brace, rest = printed.partition("{")
        assert not said or said.startswith("As committed by ")
        document = json.loads(brace + rest)
        assert document["schema"] == 1
        assert next(iter(document)) == "schema"
        yield document


@pytest.mark.parametrize("form", _RUNS)
def test_keys(form: str, console: Console) -> None:
    vault = "recorded" if form in _RECORDED else "vault"
    if not (console.folder / vault).exists():
        pytest.skip("git is not installed")
    printed = [console.run(f"thesis --vault {vault} {line}") for line in _RUNS[form]]
    assert all(text.isascii() for text in printed)
    found = {
        key for text in printed for document in _documents(form, text) for key in _keys(document)
    }
    text = section(read("json.md"), f"thesis {form}")
    listed = [cell for row in rows(text) if len(row) == 2 for cell in _cell(row)]
    assert len(listed) == len(set(listed))
    assert found - set(listed) == set(), "not documented"
    assert set(listed) - found - _RARE == set(), "documented, but not there"


def _cell(row: list[str]) -> list[str]:
    return first_codes(f"|{row[0]}|{row[1]}|")[:1]


def test_every_command_with_json_has_a_section(console: Console) -> None:
    from docs import code

    with_json = {
        f"{name} --json"
        for name, command in code.commands().items()
        if "--json" in code.options(command)
    }
    assert with_json == {form for form in _RUNS if form.count("--") == 1 == form.count("--json")}


def test_the_sample_shows_every_line_number_from_one(console: Console) -> None:
    report = json.loads(console.run("thesis --vault vault status --json"))
    cited = [item for thesis in report["theses"] for item in thesis["evidence"]]
    for item in cited:
        lines = (Path(console.folder) / "vault" / item["note"]).read_text("utf-8").split("\n")
        assert 1 <= item["line"] <= len(lines)


def test_objects_documented_in_another_place_have_the_keys_of_that_place(console: Console) -> None:
    line = "thesis --vault vault status --json --as-of 2020-12-01 --since 2020-11-06"
    report = json.loads(console.run(line))
    moves = json.loads(console.run("thesis --vault vault moves --json NVDA"))
    evidence = [item for thesis in report["theses"] for item in thesis["evidence"]]
    measured = [item["measurement"] for item in evidence if item["measurement"]]
    assert measured
    for item in measured:
        for study in (item["decisive"], *item["windows"]):
            assert list(study) == list(moves["rows"][0])
    came = [item for change in report["changes"] for item in change["came"]]
    assert came
    assert all(list(item) == list(evidence[0]) for item in came)

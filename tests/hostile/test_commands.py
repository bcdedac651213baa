"""Every command ends as it should, whatever stands in the vault, and says nothing it should not;
what is said of each input, and what is read of it all the same.

One file, which one process runs: each sweep is made once.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import run
from hostile import plan
from hostile.catalogue import ALONE, SLOW, SWEPT, SWEPT_ALONE, TOGETHER
from hostile.conftest import Batch
from hostile.nasty import FOLDER, SECRET, Nasty
from hostile.stage import Swept, bring_sample
from hostile.sweep import Outcome
from sizes import share
from thesisvault.cli.main import _COMMANDS

_CODES = (0, 1, 2, 3, 4)
_JSON_FORMS = ("json", "jsonl")


def _never(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _documents(outcome: Outcome) -> list[object]:
    lines = outcome.out.splitlines() if outcome.line[-1] == "jsonl" else [outcome.out]
    return [json.loads(line, parse_constant=_never) for line in lines]


def _raw(text: str) -> set[str]:
    """What could steer a terminal, or turn round what it shows."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {char for char in text if unicodedata.category(char) in kinds} - {"\n", "\u200d"}


def test_there_are_enough_inputs_and_each_has_a_name_of_its_own() -> None:
    names = [nasty.name for nasty in (*TOGETHER, *ALONE, *SLOW)]
    assert len(names) >= 300
    assert len(set(names)) == len(names)
    assert len(SWEPT) > 30 and len(SWEPT_ALONE) > 10


def test_every_command_is_swept(batch: Batch) -> None:
    assert {outcome.line[0] for outcome in batch.swept.outcomes} == set(_COMMANDS)
    imports = ("prices", "import")
    assert any(line[:2] == imports for line in plan.brief("x", (Path("x"),)))


def test_no_command_fails_otherwise_than_it_says(swept: Swept) -> None:
    assert [f"{item.shown}\n{item.fault}" for item in swept.outcomes if item.fault] == []
    assert [item.shown for item in swept.outcomes if item.code not in _CODES] == []


def test_who_fails_says_why(swept: Swept) -> None:
    silent = [
        item.shown for item in swept.outcomes if item.code in (2, 3, 4) and not item.err.strip()
    ]
    assert silent == []


def test_nothing_raw_reaches_the_terminal(swept: Swept) -> None:
    raw = {
        item.shown: found
        for item in swept.outcomes
        if (found := _raw(item.out.replace("\r\n", "\n") + item.err))
    }
    assert raw == {}


def test_nothing_of_what_stands_outside_is_shown(swept: Swept) -> None:
    shown = [item.shown for item in swept.outcomes if SECRET in item.out + item.err]
    # `update` shows the difference that it refuses to write: the hard link is a note of the vault.
    assert [line for line in shown if "'update" not in line] == []


def test_nothing_else_is_touched(swept: Swept) -> None:
    assert swept.seen > 1000
    assert list(dict.fromkeys(swept.strays))[:20] == []


def test_json_is_json(swept: Swept) -> None:
    checked = 0
    for item in swept.outcomes:
        wanted = "--json" in item.line or item.line[-1] in _JSON_FORMS
        if wanted and item.code in (0, 1):
            checked += len(_documents(item))
    assert checked > share(5, 50)


def test_nothing_outside_is_changed(batch: Batch) -> None:
    assert batch.after == batch.before


@pytest.mark.parametrize(
    "line", [("status", "--json"), ("status", "--since", "2026-01-02", "--json")]
)
def test_the_sample_is_judged_as_without_them(
    batch: Batch, line: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_sample(tmp_path / "vault")
    monkeypatch.chdir(tmp_path / "vault")
    alone = json.loads(run(*line).out)
    first = next(
        item
        for item in batch.swept.outcomes
        if item.line[:1] == ("status",) and "--json" in item.line
    )
    among = json.loads(first.out)
    mine = [item for item in among["theses"] if not (item["note"] or FOLDER).startswith(FOLDER)]
    wanted = [item for item in alone["theses"] if item["note"]]
    assert wanted
    assert [item for item in mine if item["note"]] == wanted


@pytest.mark.parametrize("nasty", SWEPT_ALONE, ids=lambda nasty: nasty.name)
def test_what_stops_a_vault_says_what_it_is(alone: Swept, nasty: Nasty) -> None:
    said = [item for item in alone.outcomes if Path(item.root).parent.name == nasty.name]
    assert said
    if nasty.refused:
        # A file of prices stops nothing: it is left out, by its name.
        stops = [item for item in said if item.code in (2, 4) or "\nLeft out: " in f"\n{item.err}"]
        assert any(nasty.refused in item.err for item in stops)
    else:
        reading = [item for item in said if item.line[0] in ("list", "check", "status")]
        assert {item.code for item in reading} <= {0, 1}, [item.err for item in reading]
    beside = Path(said[0].root).parent / "outside"
    assert (beside / "secret.md").read_text(encoding="utf-8") == f"{SECRET} [[{SECRET}]]\n"
    assert sorted(path.name for path in beside.iterdir()) == ["secret.csv", "secret.md"]


Found = dict[str, list[dict[str, Any]]]
DEEP = 2
"""Folders down at which an input stands."""


def _by_input(items: list[dict[str, Any]], key: str) -> Found:
    """By the folder of the input that they are of."""
    found: Found = defaultdict(list)
    for item in items:
        # A name that is no text is shown in quotes, as `ascii` has it.
        found["/".join(item[key].removeprefix("'").split("/")[:DEEP])].append(item)
    return found


def _failing(judge: Callable[[Nasty, Found], None], items: Found) -> list[str]:
    """The inputs that fail, each with why."""
    failing = []
    for nasty in TOGETHER:
        try:
            judge(nasty, items)
        except AssertionError as fault:
            failing.append(f"{nasty.name}: {fault}")
    return failing


@pytest.fixture(scope="session")
def checked(read: Swept) -> Found:
    return _by_input(json.loads(read.one("check", "--json").out)["diagnostics"], "note")


@pytest.fixture(scope="session")
def exported(read: Swept) -> Found:
    lines = read.one("export", "jsonl").out.splitlines()
    return _by_input([json.loads(line) for line in lines], "path")


def test_what_is_said_of_each(checked: Found) -> None:
    assert _failing(_is_said, checked) == []


def _is_said(nasty: Nasty, checked: Found) -> None:
    found = checked[nasty.folder]
    wrong = {item["code"] for item in found if item["severity"] != "info"}
    assert wrong == set(nasty.wrong)
    assert set(nasty.hints) <= {item["code"] for item in found}
    if nasty.skipped:
        reasons = [item["message"] for item in found if item["code"] == "file-skipped"]
        assert reasons
        assert all(nasty.skipped in reason for reason in reasons)


def test_what_is_read_of_each(exported: Found) -> None:
    assert _failing(_is_read, exported) == []


def _is_read(nasty: Nasty, exported: Found) -> None:
    notes = exported[nasty.folder]
    assert len(notes) == nasty.notes
    if nasty.links is not None:
        links = [link["target"] for note in notes for link in note["links"]]
        assert tuple(links) == nasty.links
    if nasty.tags is not None:
        assert tuple(tag for note in notes for tag in note["tags"]) == nasty.tags

"""Every query of the documentation's table is read and answered, and by text as the judge says."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from docs.pages import DOCS, ROOT
from search.oracle import lines_of
from thesisvault.parser.note import parse_note
from thesisvault.parser.query.read import read_query
from thesisvault.reports.search import Ask, report
from thesisvault.workspace import Workspace, open_workspace

_DAY = dt.date(2026, 1, 9)
_TABLE = (DOCS / "search.md").read_text("utf-8").partition("| query | finds |")[2]
QUERIES = [
    query.replace(r"\|", "|").replace("…", "copper")
    for row in re.findall(r"(?m)^\| (`.+?) \| ", _TABLE.partition("\n\n")[0])
    for query in re.findall(r"`([^`]+)`", row)
]
_NOT_JUDGED = re.compile(r"^(kind|verdict|is|to|from|since|until|task[a-z-]*|block):|^/|\[\w+:")
"""What the judge does not know: facts of the vault, tasks, blocks, patterns, values."""

_BLOCK = re.compile(r"(?ms)^<!-- thesis:(\w+)[^\n]* -->$\n(.*?)^<!-- /thesis:\1 -->$")
"""What no search looks through."""


def _emptied(block: re.Match[str]) -> str:
    return block[0].replace(block[2], "\n" * block[2].count("\n"))


@pytest.fixture(scope="module")
def sample() -> Workspace:
    return open_workspace(ROOT / "vault")


def test_the_table_has_every_form() -> None:
    assert len(QUERIES) >= 30 and '"copper deficit"' in QUERIES


def test_every_documented_query_finds_what_a_judge_finds(sample: Workspace) -> None:
    notes = {}
    for path in sample.files.notes:
        text = _BLOCK.sub(_emptied, Path(sample.root, path).read_bytes().decode())
        notes[path] = (parse_note(path, text.encode()), text)
    found_some = 0
    for query in QUERIES:
        answer = report(sample.on(_DAY), Ask(query, limit=10_000, lines=10_000))
        found_some += bool(answer.notes)
        if _NOT_JUDGED.match(query) or answer.inside_words:
            continue
        tree = read_query(query)
        expected = {
            path: lines
            for path, (note, text) in notes.items()
            if (lines := lines_of(tree, note, text)) is not None
        }
        found = {row.path: {line.line - 1 for line in row.lines} for row in answer.notes}
        assert found == expected, query
    assert found_some >= 15

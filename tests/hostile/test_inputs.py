"""What is said of each input, and what is read of it all the same."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from hostile.catalogue import TOGETHER
from hostile.nasty import Nasty
from hostile.stage import Swept

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

"""What is said of each input, and what is read of it all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from hostile.catalogue import TOGETHER
from hostile.nasty import Nasty
from hostile.stage import Swept


def _of(nasty: Nasty, path: str) -> bool:
    # A name that is no text is shown in quotes, as `ascii` has it.
    return path.removeprefix("'").startswith(f"{nasty.folder}/")


def _failing(judge: Callable[[Nasty, list[dict[str, Any]]], None], items: Any) -> list[str]:
    """The inputs that fail, each with why."""
    failing = []
    for nasty in TOGETHER:
        try:
            judge(nasty, items)
        except AssertionError as fault:
            failing.append(f"{nasty.name}: {fault}")
    return failing


@pytest.fixture(scope="session")
def checked(read: Swept) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(read.one("check", "--json").out)["diagnostics"]
    return found


@pytest.fixture(scope="session")
def exported(read: Swept) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read.one("export", "jsonl").out.splitlines()]


def test_what_is_said_of_each(checked: list[dict[str, str]]) -> None:
    assert _failing(_is_said, checked) == []


def _is_said(nasty: Nasty, checked: list[dict[str, str]]) -> None:
    found = [item for item in checked if _of(nasty, item["note"])]
    wrong = {item["code"] for item in found if item["severity"] != "info"}
    assert wrong == set(nasty.wrong)
    assert set(nasty.hints) <= {item["code"] for item in found}
    if nasty.skipped:
        reasons = [item["message"] for item in found if item["code"] == "file-skipped"]
        assert reasons
        assert all(nasty.skipped in reason for reason in reasons)


def test_what_is_read_of_each(exported: list[dict[str, Any]]) -> None:
    assert _failing(_is_read, exported) == []


def _is_read(nasty: Nasty, exported: list[dict[str, Any]]) -> None:
    notes = [note for note in exported if _of(nasty, note["path"])]
    assert len(notes) == nasty.notes
    if nasty.links is not None:
        links = [link["target"] for note in notes for link in note["links"]]
        assert tuple(links) == nasty.links
    if nasty.tags is not None:
        assert tuple(tag for note in notes for tag in note["tags"]) == nasty.tags

"""What is said of each input, and what is read of it all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hostile.catalogue import TOGETHER
from hostile.nasty import Nasty
from hostile.stage import Swept


def _of(nasty: Nasty, path: str) -> bool:
    # A name that is no text is shown in quotes, as `ascii` has it.
    return path.removeprefix("'").startswith(f"{nasty.folder}/")


@pytest.fixture(scope="session")
def checked(read: Swept) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(read.one("check", "--json").out)["diagnostics"]
    return found


@pytest.fixture(scope="session")
def exported(read: Swept) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read.one("export", "jsonl").out.splitlines()]


@pytest.mark.parametrize("nasty", TOGETHER, ids=lambda nasty: nasty.name)
def test_what_is_said_of_it(nasty: Nasty, checked: list[dict[str, str]]) -> None:
    found = [item for item in checked if _of(nasty, item["note"])]
    wrong = {item["code"] for item in found if item["severity"] != "info"}
    assert wrong == set(nasty.wrong)
    assert set(nasty.hints) <= {item["code"] for item in found}
    if nasty.skipped:
        reasons = [item["message"] for item in found if item["code"] == "file-skipped"]
        assert reasons
        assert all(nasty.skipped in reason for reason in reasons)


@pytest.mark.parametrize("nasty", TOGETHER, ids=lambda nasty: nasty.name)
def test_what_is_read_of_it(nasty: Nasty, exported: list[dict[str, Any]]) -> None:
    notes = [note for note in exported if _of(nasty, note["path"])]
    assert len(notes) == nasty.notes
    if nasty.links is not None:
        links = [link["target"] for note in notes for link in note["links"]]
        assert tuple(links) == nasty.links
    if nasty.tags is not None:
        assert tuple(tag for note in notes for tag in note["tags"]) == nasty.tags

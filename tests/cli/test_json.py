"""The JSON that others build on: the keys of the contract, and no further ones undocumented."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import REPOSITORY, Command

THESIS = {
    "thesis",
    "note",
    "side",
    "verdict",
    "score",
    "confidence",
    "confidence_reason",
    "flags",
    "horizons",
    "evidence",
    "next_review",
    "next_catalyst",
}
EVIDENCE = {
    "class",
    "sign",
    "strength",
    "decay",
    "weight",
    "text",
    "note",
    "line",
    "rotation",
    "horizon",
}
CONTRACT = {
    "": {"schema", "as_of", "theses", "rotations", "attention"},
    "theses[]": THESIS,
    "theses[].horizons[]": {"horizon", "verdict"},
    "theses[].evidence[]": EVIDENCE,
    "rotations[]": {"rotation", "note", "started", "scenarios"},
    "rotations[].scenarios[]": {"name", "expires", "state"},
    "attention[]": {"code", "thesis", "message", "note", "line"},
}
NOTE = {
    "path",
    "title",
    "kind",
    "aliases",
    "tags",
    "headings",
    "links",
    "properties",
    "diagnostics",
}
LINK = {"kind", "target", "subpath", "display", "line", "column", "resolved"}


def documented(heading: str) -> set[str]:
    """The keys that docs/json.md lists under a heading."""
    text = (REPOSITORY / "docs" / "json.md").read_text(encoding="utf-8")
    section = text.partition(f"## `{heading}`")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)`", section, re.MULTILINE))


def objects(value: Any, path: str) -> list[dict[str, Any]]:
    """All objects at a path such as `theses[].evidence[]`."""
    found = [value]
    for step in filter(None, path.split(".")):
        found = [one for holder in found for one in holder[step.removesuffix("[]")]]
    return found


@pytest.mark.parametrize("path", CONTRACT)
def test_status_has_the_keys_of_the_contract(thesis: Command, reading: Path, path: str) -> None:
    document = thesis("status", "--as-of", "2026-03-15", "--json").json
    known = documented("thesis status --json")
    found = objects(document, path)
    assert found
    for one in found:
        assert CONTRACT[path] <= set(one)
        for key in set(one) - CONTRACT[path]:
            name = f"{path}.{key}".lstrip(".")
            assert known & {name, f"{name}[]"}, f"{name} is not in docs/json.md"


def test_explain_is_one_thesis_of_status(thesis: Command, reading: Path) -> None:
    status = thesis("status", "--json").json
    alone = thesis("explain", "Long NVIDIA", "--json").json
    (row,) = (row for row in status["theses"] if row["thesis"] == "Long NVIDIA")
    assert {item["name"] for item in alone.pop("stated")} >= {"side", "holds", "catalyst"}
    more = {"kind": "thesis", "holding": None}
    assert alone == {"schema": 1, "as_of": "2026-01-09", **more, **row}


def test_named_theses_are_the_same_rows(thesis: Command, reading: Path) -> None:
    rows = thesis("status", "--json").json["theses"]
    two = thesis("status", "long banks", "Long Energy", "--as-of", "2020-11-12", "--json").json
    assert [row["thesis"] for row in two["theses"]] == ["Long banks", "Long energy"]
    one = thesis("status", "Long NVIDIA", "--json").json["theses"]
    assert one == [row for row in rows if row["thesis"] == "Long NVIDIA"]


@pytest.mark.parametrize("day", ["2020-11-13", "2026-01-09", "2026-03-15"])
def test_values_are_of_the_contract(thesis: Command, reading: Path, day: str) -> None:
    document = thesis("status", "--as-of", day, "--json").json
    verdicts = {"supported", "pressured", "mixed", "neutral", "unknown"}
    for row in document["theses"]:
        assert row["verdict"] in verdicts
        assert row["confidence"] in {"high", "medium", "low", "none"}
        assert row["side"] in {"long", "short", None}
        is_unknown = row["verdict"] == "unknown"
        assert (row["score"] is None) is is_unknown
        assert is_unknown or -100 <= row["score"] <= 100
        assert row["note"] is None or (reading / row["note"]).is_file()
        total = sum(
            item["sign"] * item["strength"] * item["decay"] * item["weight"]
            for item in row["evidence"]
        )
        assert is_unknown or row["score"] == pytest.approx(100 * total, abs=1e-3)
        for item in row["evidence"]:
            assert item["class"] in {"stated", "inferred", "measured"}
            line = (reading / item["note"]).read_text(encoding="utf-8").split("\n")
            starts = ("started:", "## Key moves") if item["measurement"] else ("|",)
            assert line[item["line"] - 1].startswith(starts)


LISTS = {
    ("links", "NVIDIA"): ({"schema", "note", "links"}, "links", LINK),
    ("backlinks", "NVIDIA"): (
        {"schema", "note", "name", "links", "mentions"},
        "links",
        {"note", "line", "column", "kind", "subpath", "display", "text"},
    ),
    ("list",): (
        {"schema", "notes", "reviewed"},
        "notes",
        {"name", "kind", "path", "date", "ticker", "verdict", "score"},
    ),
    ("check",): (
        {"schema", "diagnostics"},
        "diagnostics",
        {"note", "line", "column", "code", "severity", "message", "fix"},
    ),
}


@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_the_keys_of_the_other_commands(
    thesis: Command, reading: Path, arguments: tuple[str, ...]
) -> None:
    top, name, keys = LISTS[arguments]
    document = thesis(*arguments, "--json").json
    assert set(document) == top
    assert document[name]
    assert all(set(row) == keys for row in document[name])


DOCUMENTS = (
    ("status", "--json"),
    ("explain", "Long NVIDIA", "--json"),
    *((*arguments, "--json") for arguments in LISTS),
    ("export", "json"),
)


@pytest.mark.parametrize("arguments", DOCUMENTS, ids=" ".join)
def test_one_document_schema_first_ascii_only(
    thesis: Command, sample: Path, arguments: tuple[str, ...]
) -> None:
    (sample / "Theses" / "Long Rohöl 🛢.md").write_text("[[NVIDIA]] [[Öl]]\n", encoding="utf-8")
    out = thesis(*arguments).out
    assert out.isascii()
    assert next(iter(json.loads(out).items())) == ("schema", 1)


def test_talk_stays_out_of_the_document(thesis: Command, reading: Path) -> None:
    run = thesis("status", "--as-of", "2020-11-10", "--json")
    assert run.err == ""
    assert run.json["as_of"] == "2020-11-10"


def test_jsonl_is_a_line_a_note_by_path(thesis: Command, reading: Path) -> None:
    out = thesis("export", "jsonl").out
    rows = [json.loads(line) for line in out.splitlines()]
    assert out.isascii()
    assert all(set(row) == NOTE for row in rows)
    paths = sorted(path.relative_to(reading).as_posix() for path in reading.rglob("*.md"))
    assert [row["path"] for row in rows] == paths
    links = [link for row in rows for link in row["links"]]
    assert all(set(link) == LINK for link in links)
    assert {link["kind"] for link in links} >= {"wikilink", "property"}

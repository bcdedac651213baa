"""Obsidian's own output for real notes. It stands outside the repository: absent, we skip aloud."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from thesisvault.graph import Vault, build
from thesisvault.model.note import LinkKind, Note
from thesisvault.parser.note import parse_note
from thesisvault.storage.scan import scan

ORACLE = Path(__file__).parents[3] / "shared" / "oracles" / "obsidian"
FILES = sorted((ORACLE / "expected").glob("*.json"))
NEWER = "How To/Find tasks in notes with particular tag.md"
"""This note of the oracle's vault was edited after its counts were recorded: it has links that
they do not know."""

needs_oracle = pytest.mark.skipif(
    not FILES, reason=f"Obsidian's recorded output is not at {ORACLE}: NOTHING was compared with it"
)


Recorded = dict[str, Any]


@cache
def recorded() -> list[tuple[Recorded, Note]]:
    """What Obsidian says of each note, and the note as we read it."""
    found = [json.loads(file.read_text(encoding="utf-8")) for file in FILES]
    return [(item, parse_note(item["filePath"], item["fileContents"].encode())) for item in found]


@needs_oracle
def test_all_files_are_there() -> None:
    assert len(FILES) == 89


def _links_and_embeds(expected: Recorded, note: Note) -> None:
    cache = expected["cachedMetadata"]
    for name, embeds in (("links", False), ("embeds", True)):
        wanted = [
            (
                *(item["position"]["start"][key] for key in ("line", "col")),
                *(item["position"]["end"][key] for key in ("line", "col")),
                item["link"],
            )
            for item in cache.get(name, [])
        ]
        found = [
            (
                *(link.span.line, link.span.column, link.span.end_line, link.span.end_column),
                link.target + link.subpath,
            )
            for link in note.links
            if link.kind is not LinkKind.PROPERTY and (link.kind is LinkKind.EMBED) is embeds
        ]
        assert sorted(found) == sorted(wanted)


def _front_matter_links(expected: Recorded, note: Note) -> None:
    wanted = [item["link"] for item in expected["cachedMetadata"].get("frontmatterLinks", [])]
    found = [link for link in note.links if link.kind is LinkKind.PROPERTY]
    assert [link.target + link.subpath for link in found] == wanted


def _tags(expected: Recorded, note: Note) -> None:
    cache = expected["cachedMetadata"]
    body = cache.get("frontmatterPosition", {}).get("end", {}).get("line", -1)
    wanted = [
        (
            item["position"]["start"]["line"],
            item["position"]["start"]["col"],
            item["position"]["end"]["col"],
            item["tag"],
        )
        for item in cache.get("tags", [])
    ]
    found = [
        (tag.span.line, tag.span.column, tag.span.end_column, f"#{tag.name}")
        for tag in note.tags
        if tag.span.line >= body
    ]
    assert found == wanted
    assert [f"#{tag.name}" for tag in note.tags] == expected["getAllTags"]


def _headings_tasks_and_block_ids(expected: Recorded, note: Note) -> None:
    cache = expected["cachedMetadata"]
    assert [
        (item.level, item.text, item.span.line, item.span.end_column) for item in note.headings
    ] == [
        (
            *(item["level"], item["heading"], item["position"]["start"]["line"]),
            item["position"]["end"]["col"],
        )
        for item in cache.get("headings", [])
    ]
    tasks = [item["task"] for item in cache.get("listItems", []) if "task" in item]
    assert [task.mark for task in note.tasks] == tasks
    assert [block.id for block in note.block_ids] == list(cache.get("blocks") or {})


@needs_oracle
@pytest.mark.parametrize(
    "agrees", [_links_and_embeds, _front_matter_links, _tags, _headings_tasks_and_block_ids]
)
def test_each_note_is_read_as_by_obsidian(agrees: Callable[[Recorded, Note], None]) -> None:
    failing = []
    for expected, note in recorded():
        try:
            agrees(expected, note)
        except AssertionError as fault:
            failing.append(f"{note.path}: {fault}")
    assert failing == []


@cache
def vault() -> Vault:
    root = ORACLE / "vault"
    files = scan(root)
    notes = [parse_note(path, (root / path).read_bytes()) for path in files.notes]
    return build(notes, files.attachments)


def counts(name: str) -> dict[str, dict[str, int]]:
    file = ORACLE / "expected" / "metadataCache" / f"{name}.json"
    found: dict[str, dict[str, int]] = json.loads(file.read_text(encoding="utf-8"))
    return {path: links for path, links in found.items() if path.endswith(".md") and path != NEWER}


@needs_oracle
def test_resolved_counts() -> None:
    wanted = counts("resolvedLinks")
    found = {
        path: dict(Counter(target for _, target in vault().resolved(vault().notes[path]) if target))
        for path in wanted
    }
    assert found == wanted
    assert sum(sum(links.values()) for links in wanted.values()) > 100


@needs_oracle
def test_unresolved_counts() -> None:
    wanted = counts("unresolvedLinks")
    found = {
        path: dict(
            Counter(
                link.target
                for link, target in vault().resolved(vault().notes[path])
                if target is None
            )
        )
        for path in wanted
    }
    assert found == wanted

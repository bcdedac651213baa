"""The how-to pages: their scripts, settings and queries do what the pages say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.keeping import age, bring_part_of_sample
from docs.console import Console
from docs.pages import ROOT, blocks, read, section
from edits.blocks import emptied

VAULT = ROOT / "vault"


def _block(page: str, language: str, number: int = 0) -> str:
    found = [block.text for block in blocks(read(page)) if block.language == language]
    return found[number]


def _properties(folder: str) -> set[str]:
    heads = [path.read_text("utf-8").split("---\n")[1] for path in (VAULT / folder).glob("*.md")]
    return {key for head in heads for key in yaml.safe_load(head)}


def _statements(filters: Any) -> Iterator[str]:
    if isinstance(filters, str):
        yield filters
    elif isinstance(filters, dict):
        assert set(filters) <= {"and", "or", "not"}
        for inner in filters.values():
            for item in inner:
                yield from _statements(item)


def _base_is_sound(base: dict[str, Any]) -> None:
    """By Obsidian's syntax of bases: known keys, and nothing named that no note has."""
    assert set(base) <= {"filters", "formulas", "properties", "views"}
    formulas = {f"formula.{name}" for name in base.get("formulas", {})}
    shared = list(_statements(base.get("filters")))
    for view in base["views"]:
        assert set(view) <= {"type", "name", "filters", "order", "sort"}
        assert view["type"] == "table"
        own = [*shared, *_statements(view.get("filters"))]
        folders = [name for text in own for name in re.findall(r'^file\.inFolder\("(.+?)"\)', text)]
        assert len(folders) == 1 and (VAULT / folders[0]).is_dir(), view["name"]
        known = {"file.name", *formulas, *_properties(folders[0])}
        asked = {*view["order"], *(item["property"] for item in view.get("sort", []))}
        asked |= {text.strip("!") for text in own if re.fullmatch(r"!?[a-z_]+", text)}
        assert asked <= known, view["name"]
        for item in view.get("sort", []):
            assert item["direction"] in ("ASC", "DESC")
    every = {key for folder in ("Theses", "Catalysts", "Stocks") for key in _properties(folder)}
    for formula in base.get("formulas", {}).values():
        bare = re.sub(r'"[^"]*"', "", formula)
        assert set(re.findall(r"\b[a-z_]+\b(?!\()", bare)) <= every
    assert set(base.get("properties", {})) <= {"file.name", *formulas, *every}


def test_the_sample_base_names_what_the_sample_has() -> None:
    base = yaml.safe_load((VAULT / "Theses.base").read_text(encoding="utf-8"))
    _base_is_sound(base)
    views = [view["name"] for view in base["views"]]
    embedded = re.findall(r"!\[\[Theses\.base#(.+?)\]\]", read("bring.md"))
    assert embedded and set(embedded) <= set(views)


def test_the_base_of_the_page_is_sound() -> None:
    _base_is_sound(yaml.safe_load(_block("bring.md", "base")))


@pytest.mark.parametrize("number", [0, 1])
def test_dataview_queries_name_what_the_sample_has(number: int) -> None:
    lines = _block("bring.md", "dataview", number).splitlines()
    said = dict(line.split(" ", 1) for line in lines)
    assert list(said) == ["TABLE", "FROM", "WHERE", "SORT"]
    folder = said["FROM"].strip('"')
    known = _properties(folder) | {"file.name"}
    assert set(said["TABLE"].split(", ")) <= known
    condition = re.sub(r'"[^"]*"', "", said["WHERE"])
    assert set(re.findall(r"[a-z_]+", condition)) <= known
    assert said["SORT"].split()[0] in known


def test_the_problem_matcher_reads_what_check_prints(tmp_path: Path) -> None:
    task = json.loads(_block("editors.md", "json", 2))["tasks"][0]
    pattern = re.compile(task["problemMatcher"]["pattern"]["regexp"])
    console = Console(tmp_path / "reader")
    console.bring_vault()
    lines = console.run(f"thesis --vault vault {task['command'].partition(' ')[2]}").splitlines()
    found = [pattern.fullmatch(line) for line in lines]
    assert len(found) == 3 and all(found)
    assert all((console.folder / "vault" / match[1]).is_file() for match in found if match)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home with a part of the sample vault in it, and a `thesis` to be found."""
    bring_part_of_sample(tmp_path / "notes")
    age(*emptied(tmp_path / "notes").rglob("*.md"))
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "thesis"
    run = "from thesisvault.cli.main import main; main()"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{run}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    path = os.pathsep.join((str(tmp_path / "bin"), os.environ["PATH"]))
    kept = {key: value for key, value in os.environ.items() if key.startswith("PYTHON")}
    return {**kept, "HOME": str(tmp_path), "PATH": path, "LC_ALL": "C.UTF-8"}


def _run(
    script: str, environment: dict[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", script], env=environment, cwd=folder, capture_output=True, text=True
    )


def test_the_script_prints_changes_only(environment: dict[str, str], tmp_path: Path) -> None:
    script = _block("schedule.md", "sh")
    first = _run(script, environment, tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    assert "> Long NVIDIA: pressured\n" in first.stdout
    again = _run(script, environment, tmp_path)
    assert (again.returncode, again.stdout) == (0, "")
    note = tmp_path / "notes" / "Theses" / "Long NVIDIA.md"
    text = note.read_text("utf-8")
    note.write_text(text.replace("review: 2026-01-05", "review: 2026-03-02"), "utf-8")
    changed = _run(script, environment, tmp_path).stdout.splitlines()
    assert [line for line in changed if line.startswith("<")] == [
        "< ! Long NVIDIA: review was due on 2026-01-05: write it, then set the next date"
    ]
    assert not [line for line in changed if line.startswith(">")]
    (tmp_path / "notes" / ".thesis" / "config.toml").write_text("nonsense = 1\n")
    failed = _run(script, environment, tmp_path)
    assert failed.returncode == 2 and "nonsense" in failed.stderr and not failed.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_ignores_what_the_page_says(environment: dict[str, str], tmp_path: Path) -> None:
    vault = tmp_path / "notes"
    (vault / ".gitignore").write_text(_block("git.md", "gitignore"), encoding="utf-8")
    _run("git init -q . && thesis update >/dev/null", environment, vault)
    text = section(read("git.md"), "What to commit, and what to ignore")
    for path in re.findall(r"`(\.thesis/[a-z]+/?)`", text.partition("| path |")[2]):
        (vault / path.rstrip("/")).mkdir(exist_ok=True) if path.endswith("/") else None
        (vault / path / "x").touch() if path.endswith("/") else None
        assert _run(f"git check-ignore -q {path}", environment, vault).returncode == 0, path
    seen = _run("git add -A && git ls-files", environment, vault).stdout.splitlines()
    hidden = [path for path in seen if path.startswith(".")]
    assert hidden == [".gitignore", ".thesis/config.toml"]


def test_the_hook_refuses_what_is_not_current(environment: dict[str, str], tmp_path: Path) -> None:
    vault = tmp_path / "notes"
    hook = _block("git.md", "sh")
    assert _run(hook, environment, vault).returncode == 1
    assert _run("thesis update", environment, vault).returncode == 0
    assert _run(hook, environment, vault).returncode == 0

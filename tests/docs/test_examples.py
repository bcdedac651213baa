"""Every command line in the docs runs, and prints what the page says."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from docs.console import Console, agrees, refreshed, steps
from docs.pages import DOCS, PAGES, ROOT, Block, blocks

_FILE = re.compile(r"(?P<at_end>at the end of )?`(?P<file>[^`]+\.(?:md|toml|csv))`:$")
_WITH_EXAMPLES = [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", _WITH_EXAMPLES, ids=lambda page: page.name)
def test_every_example_prints_what_the_page_says(page: Path, tmp_path: Path) -> None:
    console = Console(tmp_path / "reader")
    if page.name != "tutorial.md":
        console.bring_vault()
    wrong = []
    text = page.read_text(encoding="utf-8")
    for block in blocks(text):
        if block.language in ("markdown", "toml", "csv") and (file := _FILE.search(block.above)):
            console.write(file["file"], block.text, at_end=file["at_end"] is not None)
        if block.language != "console":
            continue
        new = block.text
        for line, expected in steps(block):
            printed = console.run(line)
            if not agrees(expected, printed):
                wrong.append(f"{page.name}:{block.line}: $ {line}\n{printed}")
                at = new.index(f"$ {line}")
                start = new.index("\n", at) + 1
                new = new[:start] + new[start:].replace(expected, refreshed(expected, printed), 1)
        text = text.replace(block.text, new)
    if os.environ.get("THESISVAULT_UPDATE_EXAMPLES"):
        page.write_text(text, encoding="utf-8")
        return
    assert not wrong, "\n".join(wrong)


def test_command_lines_stand_in_console_blocks_only() -> None:
    """A `$ thesis` anywhere else would not be run."""
    for page in PAGES:
        for block in blocks(page.read_text(encoding="utf-8")):
            if block.language != "console":
                assert "$ thesis" not in block.text, f"{page.name}:{block.line}"


def test_toml_examples_are_toml() -> None:
    for page in PAGES:
        for block in blocks(page.read_text(encoding="utf-8")):
            if block.language == "toml":
                assert tomllib.loads(block.text), f"{page.name}:{block.line}"


def test_config_examples_are_accepted(tmp_path: Path) -> None:
    wanted = [
        block for block in blocks((DOCS / "config.md").read_text()) if block.language == "toml"
    ]
    assert wanted
    for number, block in enumerate(wanted):
        (tmp_path / str(number)).mkdir()
        console = Console(tmp_path / str(number) / "reader")
        (console.folder / ".thesis").mkdir()
        console.write(".thesis/config.toml", block.text)
        assert "thesis:" not in console.run("thesis check")
        assert console.exit_code == 0


def test_the_makefile_has_the_targets_that_the_docs_name() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in PAGES:
        for target in re.findall(r"\bmake ([a-z]+)\b(?=[`\s])", _commands(page)):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page.name}: {target}"


def _commands(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    inline = re.findall(r"`(make [^`]+)`", text)
    fenced = [block.text for block in blocks(text) if block.language == "sh"]
    return "\n".join((*inline, *fenced)) + "\n"


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("...\n", "", True),
        ("a\n...\nc\n", "a\nb\nc\n", True),
        ("a\n...\nc\n", "a\nc\nb\n", False),
        ("...\nb\nc\n...\ne\n", "a\nb\nc\nd\ne\n", True),
        ("...\nb\nd\n...\n", "a\nb\nc\nd\n", False),
        ("a\n...\na\n", "a\n", False),
    ],
)
def test_elision(expected: str, printed: str, same: bool) -> None:
    assert agrees(expected, printed) is same


def test_steps_part_commands_from_output() -> None:
    block = Block("console", "$ thesis list   # all\na\n$ cd b\n", "", 1)
    assert steps(block) == [("thesis list", "a\n"), ("cd b", "")]

"""The pictures in the docs show what the program does now."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from docs.console import Console
from docs.pages import DOCS, PAGES, ROOT, first_codes, read, section
from tools import charts, picture, screenshots

PICTURES = DOCS / "pictures"
SVG = "{http://www.w3.org/2000/svg}"
STALE = "run `make docs`"


def _text(name: str) -> list[str]:
    """The lines of text in a picture, as one would copy them."""
    root = ElementTree.parse(PICTURES / f"{name}.svg").getroot()
    return ["".join(line.itertext()) for line in root.iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    if sys.platform == "win32":
        pytest.skip("no pseudo-terminals here")
    return screenshots.drawn()


@pytest.mark.parametrize("shot", screenshots.SHOTS, ids=lambda shot: shot.name)
def test_screenshots_are_current(shot: screenshots.Shot, drawn: dict[str, str]) -> None:
    assert (PICTURES / f"{shot.name}.svg").read_text(encoding="utf-8") == drawn[shot.name], STALE


def test_a_screenshot_says_what_the_command_prints_without_a_terminal(tmp_path: Path) -> None:
    console = Console(tmp_path / "reader")
    console.bring_vault()
    shot = screenshots.SHOTS[0]
    command, *printed = _text(shot.name)
    assert command == f"$ {shot.shown}"
    assert printed == console.run(shot.shown).rstrip("\n").split("\n")


def test_charts_are_current() -> None:
    for name, chart in charts.drawn().items():
        assert (PICTURES / f"{name}.svg").read_text(encoding="utf-8") == chart, STALE


def test_the_tutorial_prints_what_its_picture_shows() -> None:
    _, *printed = _text("first-verdict")
    assert "\n".join(printed) in read("tutorial.md")


def test_the_rooms_are_those_of_the_import_rules() -> None:
    assert (PICTURES / "rooms.svg").read_text(encoding="utf-8") == picture.draw(), STALE
    root = ElementTree.parse(PICTURES / "rooms.svg").getroot()
    shown = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "room"]
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    assert shown == re.findall(r"thesisvault\.(\w+)", " ".join(layers))
    page = section(read("architecture.md"), "Packages")
    assert set(first_codes(page)) == set(shown)


def test_every_picture_is_shown_and_asks_nobody_for_anything() -> None:
    shown = set()
    for page in PAGES:
        for path in re.findall(r"!\[[^\]]+\]\(([^)]+\.svg)\)", page.read_text(encoding="utf-8")):
            shown.add((page.parent / path).resolve())
    assert shown == set(PICTURES.glob("*.svg"))
    for path in shown:
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "http" not in text and "<script" not in text


@pytest.mark.parametrize(
    ("line", "stretches"),
    [
        ("plain", [("plain", "")]),
        ("\x1b[1mbold\x1b[0m rest", [("bold", "font-weight: bold"), (" rest", "")]),
        ("a\x1b[31m\x1b[1mb\x1b[0m", [("a", ""), ("b", "fill: #ff7b72; font-weight: bold")]),
        ("", []),
    ],
)
def test_codes_become_styles(line: str, stretches: list[tuple[str, str]]) -> None:
    assert list(screenshots.pieces(line)) == stretches

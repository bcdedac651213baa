"""The sheet, the scripts, and what others have written."""

from __future__ import annotations

import hashlib
import re
import tomllib

import pytest

from thesisvault.render.charts import picture
from thesisvault.web import static

SHEET = static.files()["thesis.css"].decode()
VENDOR = tomllib.loads((static.FOLDER / "vendor" / "VENDOR.toml").read_text())
TEXTS = ("ink", "soft", "for", "against", "warn")
GROUNDS = ("paper", "band")


def tokens(dark: bool) -> dict[str, str]:
    light, _, rest = SHEET.partition("@media (prefers-color-scheme: dark)")
    part = rest.partition("} }")[0] if dark else light
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_can_be_read(text: str, ground: str, dark: bool) -> None:
    palette = tokens(dark)
    assert contrast(palette[text], palette[ground]) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_marked_text_can_be_read(dark: bool) -> None:
    palette = tokens(dark)
    assert contrast(palette["ink"], palette["for-wash"]) >= 4.5


def test_the_sheet_knows_every_class_of_a_chart() -> None:
    drawn = set(re.findall(r"\.([a-z][\w-]*)(?=[\s,{])", picture.SHEET))
    known = set(re.findall(r"\.([a-z][\w-]*)", SHEET))
    assert drawn <= known


def test_pages_and_pictures_have_the_same_colours() -> None:
    for dark, palette in ((False, picture._LIGHT), (True, picture._DARK)):
        found = tokens(dark)
        assert {name: found[name] for name in palette} == palette


def test_our_scripts_are_small() -> None:
    ours = {name: data for name, data in static.files().items() if name.endswith(".js")}
    everywhere = sum(len(data) for name, data in ours.items() if name == "page.js")
    assert everywhere <= 6 * 1024
    assert sum(map(len, ours.values())) <= 48 * 1024  # with all that others wrote


def test_scripts_make_no_markup_of_text() -> None:
    for name in ("page.js", "graph.js"):
        text = static.files()[name].decode()
        assert not re.search(r"innerHTML\s*=|eval\(|document\.write|insertAdjacentHTML", text)


def test_what_others_wrote_is_what_it_was() -> None:
    files = {path.name for path in (static.FOLDER / "vendor").iterdir()} - {"VENDOR.toml"}
    listed = set()
    for entry in VENDOR["file"]:
        data = (static.FOLDER / "vendor" / entry["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry["name"]
        assert (static.FOLDER / "vendor" / entry["licence-file"]).is_file()
        listed |= {entry["name"], entry["licence-file"]}
    assert files == listed

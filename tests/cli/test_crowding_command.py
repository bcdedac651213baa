"""`thesis crowding --svg`: the overlaps as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from .conftest import Command, Write

THESIS = "---\ntype: thesis\nopened: 2026-01-02\n---\n\n| Exposure | Weight |\n|---|---|\n"
NOTES = {
    "Stocks/TEA.md": "---\ntype: stock\nsymbol: TEA\n---\n",
    "Stocks/SUGAR.md": "---\ntype: stock\nsymbol: SUGAR\n---\n",
    "Theses/Long tea.md": f"{THESIS}| [[TEA]] | 100 |\n",
    "Theses/Breakfast <b>.md": f"{THESIS}| [[TEA]] | 40 |\n| [[SUGAR]] | 60 |\n",
}
SVG = "{http://www.w3.org/2000/svg}"
DAY = ("--as-of", "2026-01-09")


def test_the_picture_has_the_theses_and_what_they_share(thesis: Command, write: Write) -> None:
    root = write(NOTES)
    run = thesis("crowding", *DAY, "--svg", "out.svg", "--width", "400")
    assert (run.code, run.out, run.err) == (0, "Drawn: out.svg\n", "")
    data = (root / "out.svg").read_bytes()
    picture = ET.fromstring(data.decode())
    assert (picture.tag, picture.get("width")) == (f"{SVG}svg", "400")
    words = [text.text for text in picture.iter(f"{SVG}text")]
    assert {"Long tea", "Breakfast <b>", "40%"} <= set(words)
    piped = thesis("crowding", *DAY, "--svg", "-", "--width", "400")
    assert (piped.code, piped.out.encode(), piped.err) == (0, data, "")


def test_what_the_picture_does_not_go_with(thesis: Command, write: Write) -> None:
    root = write({**NOTES, "mine.svg": "not a picture of ours\n"})
    both = thesis("crowding", "--svg", "out.svg", "--json")
    assert (both.code, both.out) == (2, "") and "cannot be combined" in both.err
    width = thesis("crowding", "--width", "400")
    assert (width.code, width.out) == (2, "") and "`--width` goes with `--svg FILE`" in width.err
    other = thesis("crowding", "--svg", "mine.svg")
    assert other.code in (2, 4) and "mine.svg" in other.err
    assert (root / "mine.svg").read_text() == "not a picture of ours\n"
    assert not (root / "out.svg").exists()

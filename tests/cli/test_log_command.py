"""``thesis log``: a line to paste, and where; nothing is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conftest import Command, Write

CLAIM = "NVDA close > 200"


def test_what_happened(thesis: Command, sample: Path) -> None:
    before = {path: path.read_bytes() for path in sample.rglob("*") if path.is_file()}
    run = thesis("log", "long nvidia", "The review is done. See [[AI ROI audit]].", "--dry-run")
    assert run.out == "- 2026-01-09: The review is done. See [[AI ROI audit]].\n"
    assert run.err == (
        "Nothing was written. It would go to Theses/Long NVIDIA.md:48, at the end of the log.\n"
    )
    assert {path: path.read_bytes() for path in sample.rglob("*") if path.is_file()} == before


def test_another_date(thesis: Command, reading: Path) -> None:
    run = thesis("log", "Long NVIDIA", "a", "--date", "2026-02-01", "--dry-run")
    assert run.out == "- 2026-02-01: a\n"


@pytest.mark.parametrize(
    ("given", "written"),
    [(".6", "60%"), ("0.625", "62.5%"), ("60%", "60%"), ("60", "60%"), ("1%", "1%"), ("0", "0%")],
)
def test_a_forecast(thesis: Command, reading: Path, given: str, written: str) -> None:
    asked = ("--probability", given, "--by", "2026-12-31")
    run = thesis("log", "Long NVIDIA", "NVDA close > 250", *asked, "--dry-run")
    assert run.out == f"- 2026-01-09: forecast: NVDA close > 250 by 2026-12-31 ({written})\n"


@pytest.mark.parametrize("claim", [CLAIM, CLAIM.lower(), f"{CLAIM} by 2026-06-30"])
@pytest.mark.parametrize(
    ("given", "written"), [("yes", "yes"), ("NO", "no"), ("no, 197.2 at best", "no, 197.2 at best")]
)
def test_an_outcome(thesis: Command, reading: Path, claim: str, given: str, written: str) -> None:
    run = thesis(
        "log", "Long NVIDIA", claim, "--outcome", given, "--date", "2026-07-01", "--dry-run"
    )
    assert run.out == f"- 2026-07-01: outcome: {CLAIM} by 2026-06-30: {written}\n"


def test_a_written_forecast_and_its_outcome_are_scored(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thesisvault.workspace.writing.IDLE", 0.0)
    folder = write(
        {"Theses/Long A.md": "# Long A\n\n<!-- thesis:moves -->\n<!-- /thesis:moves -->\n"}
    )
    note = folder / "Theses" / "Long A.md"
    for day, *words in (
        ("2026-01-09", "It rains", "--probability", "70%", "--by", "2026-02-01"),
        ("2026-02-01", "it rains", "--outcome", "yes"),
    ):
        assert thesis("log", "Long A", *words, "--date", day).code == 0
    assert note.read_text() == (
        "# Long A\n\n## Log\n\n"
        "- 2026-01-09: forecast: It rains by 2026-02-01 (70%)\n"
        "- 2026-02-01: outcome: It rains by 2026-02-01: yes\n"
        "\n<!-- thesis:moves -->\n<!-- /thesis:moves -->\n"
    )
    (found,) = thesis("record", "--json", "--as-of", "2026-02-01").json["forecasts"]
    assert (found["outcome"], found["brier"]) == ("yes", 0.09)


def test_a_note_without_a_log_gets_the_heading_too(thesis: Command, write: Write) -> None:
    write({"Theses/Long A.md": "# Long A\n"})
    run = thesis("log", "Long A", "a", "--date", "2026-01-09", "--dry-run")
    assert run.out == "## Log\n\n- 2026-01-09: a\n"
    assert "Theses/Long A.md:3, as the first line of a new log." in run.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Long Nothing", "a"), "No note is named"),
        (("NVIDIA", "a"), "is no thesis, but a stock"),
        (("Short expensive software", "a"), "has no note yet"),
        (("Long NVIDIA", " "), "read back"),
        (("Long NVIDIA", "forecast: x"), "read back"),
        (("Long NVIDIA", "a \x1b[31m"), "control characters"),
        (("Long NVIDIA", "a", "--date", "soon"), "is not a date"),
        (("Long NVIDIA", "a", "--by", "2026-06-30"), "--probability"),
        (("Long NVIDIA", "a", "--probability", "60%"), "--by"),
        (("Long NVIDIA", "a", "--probability", "1", "--by", "2026-06-30"), "percent sign"),
        (("Long NVIDIA", "a", "--probability", "160", "--by", "2026-06-30"), "no probability"),
        (("Long NVIDIA", "a", "--probability", "nan", "--by", "2026-06-30"), "no probability"),
        (("Long NVIDIA", "a", "--probability", ".6", "--by", "2026-01-09"), "later than that"),
        (("Long NVIDIA", "a", "--probability", ".6", "--outcome", "yes"), "or an outcome"),
        (("Long NVIDIA", CLAIM, "--outcome", "perhaps"), "is no outcome"),
        (("Long NVIDIA", "else", "--outcome", "yes"), f"Open are: `{CLAIM}` by 2026-06-30."),
        (("Long banks", "else", "--outcome", "yes"), "None is open."),
        (("Long NVIDIA", CLAIM, "--outcome", "yes", "--date", "2026-01-08"), "None is open."),
    ],
)
def test_what_is_refused(thesis: Command, reading: Path, words: tuple[str, ...], said: str) -> None:
    run = thesis("log", *words, "--dry-run")
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_a_claim_with_two_dates_asks_which(thesis: Command, write: Write) -> None:
    lines = "".join(
        f"- 2026-01-09: forecast: a by {due} (50%)\n" for due in ("2026-02-01", "2026-03-01")
    )
    write({"Theses/Long A.md": f"## Log\n\n{lines}"})
    asked = ("log", "Long A", "a", "--outcome", "no", "--date", "2026-04-01")
    assert "2026-02-01, 2026-03-01: say which with `--by`" in thesis(*asked).err
    said = thesis(*asked, "--by", "2026-03-01", "--dry-run").out
    assert said.endswith("a by 2026-03-01: no\n")
    assert "would count nothing" in thesis(*asked[:2], "Forecast met.").err


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_line_is_put_into_the_note_and_nothing_else_changes(
    thesis: Command, sample: Path, newline: str, end: str, bom: bytes
) -> None:
    note = sample / "Theses" / "Long zinc.md"
    text = (
        "---\ntype: thesis\nopened: 2026-01-05\n---\n\n# Long zinc\n\n## Log\n\n- 2026-01-05: Up."
    )
    before = bom + (text + end).replace("\n", newline).encode()
    note.write_bytes(before)
    os.utime(note, (1_767_000_000, 1_767_000_000))
    run = thesis("log", "Long zinc", "Bought a tenth.", "--write")
    assert (run.code, run.out) == (
        0,
        "- 2026-01-09: Bought a tenth.\nwritten Theses/Long zinc.md:11\n",
    )
    added = f"{newline}- 2026-01-09: Bought a tenth.".encode()
    kept = before.removesuffix(newline.encode()) if end else before
    assert note.read_bytes() == kept + added + before[len(kept) :]


@pytest.mark.parametrize(
    "body", ["", "# A\n", "Words.", "Words.\r\n", "| a |\n|---|\n| x |\n", "a\n\n\n", "- a\n- a\n"]
)
def test_a_note_without_a_log_is_given_one(thesis: Command, sample: Path, body: str) -> None:
    note = sample / "Theses" / "Long zinc.md"
    newline = "\r\n" if "\r" in body else "\n"
    head = newline.join(("---", "type: thesis", "opened: 2026-01-05", "---", ""))
    note.write_bytes(f"{head}{body}".encode())
    for said in ("First.", "Second."):
        os.utime(note, (1_767_000_000, 1_767_000_000))
        run = thesis("log", "Long zinc", said, "--write")
        number = int(run.out.rpartition(":")[2])
        assert run.code == 0, run.both
    lines = note.read_bytes().decode().split(newline)
    assert lines[number - 1] == "- 2026-01-09: Second."
    assert [line for line in lines if line] == [
        *(line for line in f"{head}{body}".split(newline) if line),
        *("## Log", "- 2026-01-09: First.", "- 2026-01-09: Second."),
    ]

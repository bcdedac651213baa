"""A stranger's vault at first sight: what was read is counted, and what was not is shown."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cli.conftest import Command, Write

NOTES = {
    "Ideas/Salt.md": (
        "# Salt\n\n**Direction:** short\n**Ticker:** DSLT\n**Stop:** 44\n\n"
        "## Kill criteria\n\n- The strike ends\n- DSLT close > 50\n\n"
        "## Log\n\n- 2031-02-01: sold more\n"
    ),
    "Ideas/Kelp.md": (
        "# Kelp\n\nThe one that is listed is Brackish Kelp (OSL: BKLP).\n"
        "The quota of the whole coast is voted on in the capital, as ever, on 2031-04-02; "
        "I would sell if it passes.\n"
    ),
    "Companies/Dune Salt.md": (
        "---\nticker: DSLT\npx_target: 41\ntarget: 40\n---\n\n## Thesis\n\nSalt is dear.\n\n"
        "| Pan | Tons |\n|---|---|\n| North | 4 |\n"
    ),
    "Companies/Kelp Farm.md": (
        "- **Ticker**: KFRM\n- **Status**: pondering\n\n"
        "| Event | Print day |\n|---|---|\n| Count | 2031-05-05 |\n"
    ),
    "Daily/2031-03-03.md": "$DSLT rose, and Dune Salt reports on 2031-03-20.\n",
    "Templates/Idea.md": "# Name\n\n**Ticker:** XXXX\n\nI would sell if it falls. $DSLT\n",
    "README.md": "A thesis goes into Ideas, with $DSLT.\n",
}


@pytest.fixture
def vault(write: Write) -> Path:
    folder = write(NOTES)
    (folder / ".thesis").mkdir()
    return folder


def test_it_counts_what_was_read(vault: Path, thesis: Command) -> None:
    run = thesis("survey", "--json", "--as-of", "2031-03-10")
    found = run.json
    assert run.code == 0
    assert found["notes"] == 7
    assert found["nothing"] == ["README.md", "Templates/Idea.md"]
    counts = {item["kind"]: (item["count"], item["rules"][0]["rule"]) for item in found["kinds"]}
    assert counts == {
        "thesis": (2, "folder `Ideas`"),
        "stock": (2, "folder `Companies`"),
        "market": (1, "folder `Daily`"),
    }
    theses = found["theses"]
    [read] = theses.pop("read")
    assert theses == {
        "count": 2, "closed": 0, "with_side": 1, "with_exposure": 1, "with_tripwire": 1,
        "with_catalyst": 0, "with_log": 1, "holding_nothing": ["Kelp"],
    }  # fmt: skip
    assert [(item["name"], item["text"], item["line"]) for item in read["read"]] == [
        ("side", "short", 3),
        ("holds", "DSLT", 4),
        ("tripwire", "DSLT close > 44", 5),
        ("tripwire", "DSLT close > 50", 10),
        ("log", "sold more", 14),
    ]


def test_it_shows_what_was_not(vault: Path, thesis: Command) -> None:
    found = thesis("survey", "--json", "--as-of", "2031-03-10").json
    assert [(item["text"], item["line"]) for item in found["criteria"]] == [("The strike ends", 9)]
    assert [(item["header"], item["nearest"], item["lacks"]) for item in found["tables"]] == [
        ("Pan | Tons", None, []),
        ("Event | Print day", "catalysts", ["date"]),
    ]
    holds = {
        item["note"]: [(one["reason"], one["text"], one["line"]) for one in item["holds"]]
        for item in found["silent"]
    }
    assert holds == {
        "Daily/2031-03-03.md": [("ticker", "DSLT", 1), ("date", "2031-03-20", 1)],
        "Ideas/Kelp.md": [
            ("ticker", "BKLP", 3),
            ("date", "2031-04-02", 4),
            ("criterion", "I would sell if it passes", 4),
        ],
    }
    assert [item["lacks"] for item in found["silent"]] == [[], ["side"]]
    assert [(item["note"], item["line"]) for item in found["headings"]] == [
        ("Companies/Dune Salt.md", 7)
    ]
    [key] = found["keys"]
    assert (key["key"], key["nearest"], key["line"]) == ("px_target", "target", 3)
    [value] = found["unread"]
    assert (value["code"], value["text"], value["line"]) == ("value", "Status: pondering", 2)
    assert [(item["name"], item["text"]) for item in found["labels"]] == [("symbol", "KFRM")]


def test_a_later_note_is_not_seen(vault: Path, thesis: Command) -> None:
    found = thesis("survey", "--json", "--as-of", "2031-03-02").json
    assert "market" not in {item["kind"] for item in found["kinds"]}
    assert all(item["note"] != "Daily/2031-03-03.md" for item in found["silent"])


def test_the_page_cites_lines_and_fits(vault: Path, thesis: Command) -> None:
    page = thesis("survey").out
    assert "Ideas/Salt.md:9]" in page
    assert "Salt: short [3], DSLT [4], `DSLT close > 44` [5]" in page
    assert "px_target: 41; closest: `target` [Companies/Dune Salt.md:3]" in page
    assert all(len(line) <= 80 for line in page.splitlines())


def test_a_long_section_is_cut(write: Write, thesis: Command) -> None:
    notes = {f"Daily/2031-03-{day:02}.md": f"$DSLT and $Q{'A' * day}\n" for day in range(1, 16)}
    (write(notes) / ".thesis").mkdir()
    page = thesis("survey", "--as-of", "2031-04-01").out
    assert "… and 7 more" in page
    assert page.count("Daily/2031-03-") == 8


def test_an_empty_vault_has_nothing_to_tell(write: Write, thesis: Command) -> None:
    (write({"A.md": ""}) / ".thesis").mkdir()
    run = thesis("survey")
    assert run.code == 0
    assert "No thesis notes found." in run.out


def test_what_it_proposes_is_taught(vault: Path, thesis: Command) -> None:
    config = vault / ".thesis" / "config.toml"
    config.write_text("# mine\n[vocabulary.properties]\nstop = ['floor']\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in vault.rglob("*.md")}
    run = thesis("survey", "--write-config", "--yes")
    assert run.code == 0
    text = config.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert tomllib.loads(text)["vocabulary"] == {
        "properties": {"stop": ["floor"], "target": ["px_target"]},
        "tables": {"catalysts": {"date": ["print day"]}},
    }
    found = thesis("survey", "--json").json
    assert [item["header"] for item in found["tables"]] == ["Pan | Tons"]
    assert not found["keys"]
    assert not found["config"]
    assert "Count" in thesis("calendar", "--all", "--as-of", "2031-03-10").out
    assert {path: path.read_bytes() for path in vault.rglob("*.md")} == before


def test_a_guess_by_place_is_proposed_to_all_where_it_is_a_habit(
    vault: Path, thesis: Command
) -> None:
    tables = "\n".join("| Pan | Value |\n|---|---|\n| Copper | 3 |\n" for _ in range(4))
    (vault / "Pans.md").write_text(f"#actor\n\n{tables}", encoding="utf-8")
    few = thesis("survey", "--json").json
    table = next(item for item in few["tables"] if item["header"] == "Pan | Value")
    assert table["config"] == []  # of anything
    assert 'metric = ["pan"]' not in few["config"]
    for number in range(4):
        text = f"#actor\n\n{tables}"
        (vault / f"Pans {number}.md").write_text(text, encoding="utf-8")
    many = thesis("survey", "--json").json
    assert 'metric = ["pan"]' in many["config"]
    assert {"rule": "actor", "count": 5} in many["tags"]
    shown = " ".join(thesis("survey").out.split())
    assert "their tags: actor 5. If one of these marks stocks, " in shown
    assert '`stock = ["actor"]` below `[vocabulary.kinds]` says so' in shown


def test_nothing_is_written_without_a_yes(vault: Path, thesis: Command) -> None:
    run = thesis("survey", "--write-config")
    assert run.code == 0
    assert "--yes` writes these lines" in run.err
    assert not (vault / ".thesis" / "config.toml").exists()


def test_a_config_that_is_a_link_is_refused(vault: Path, thesis: Command) -> None:
    (vault.parent / "theirs.toml").write_text("", encoding="utf-8")
    (vault / ".thesis" / "config.toml").symlink_to(vault.parent / "theirs.toml")
    assert thesis("survey", "--write-config", "--yes").code != 0
    assert (vault.parent / "theirs.toml").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize("asked", [("--yes",), ("--write-config", "--json")])
def test_options_that_do_not_fit(vault: Path, thesis: Command, asked: tuple[str, ...]) -> None:
    run = thesis("survey", *asked)
    assert run.code == 2
    assert "thesis survey" in run.err


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("[vocabulary.properties]\naim = ['px_target']\n", "vocabulary.properties.aim"),
        ("[vocabulary.tables.prints]\nday = ['print day']\n", "vocabulary.tables.prints"),
        ("[vocabulary.properties]\ntarget = 'px_target'\n", "must be a list of words"),
        ("[vocabulary]\nproperties = ['px_target']\n", "must be a table of word lists"),
    ],
)
def test_a_word_in_the_wrong_place_is_named(
    vault: Path, thesis: Command, lines: str, told: str
) -> None:
    (vault / ".thesis" / "config.toml").write_text(lines, encoding="utf-8")
    run = thesis("survey")
    assert run.code == 2
    assert told in run.err


def test_status_points_to_it(vault: Path, thesis: Command) -> None:
    assert "`thesis survey`" in thesis("status", "--as-of", "2031-03-10").out


def test_status_of_what_is_well_kept_does_not(reading: Path, thesis: Command) -> None:
    assert "survey" not in thesis("status").out


SERVICES = (
    "# Costs\n\n| Service | Value |\n|---|---|\n| Mail | 3 |\n\n"
    "| Tool | Seats |\n|---|---|\n| A | 4 |\n"
)


@pytest.mark.parametrize("path", ["Costs.md", "notes/setup.md", "Concepts/Costs.md"])
def test_a_table_of_anything_is_not_proposed_as_figures(
    write: Write, thesis: Command, path: str
) -> None:
    write(
        {path: SERVICES, "Stocks/DSLT.md": "# DSLT\n\n| Pan | Tons |\n|---|---|\n| North | 4 |\n"}
    )
    found = {item["header"]: item for item in thesis("survey", "--json").json["tables"]}
    assert [found[name]["config"] for name in ("Service | Value", "Tool | Seats")] == [[], []]
    assert found["Tool | Seats"]["as_metrics"] == []
    assert found["Pan | Tons"]["as_metrics"][1:] == ['metric = ["pan"]', 'value = ["tons"]']


def test_a_move_in_a_sentence_of_a_note_on_the_market_is_told(
    write: Write, thesis: Command
) -> None:
    sentence = "Salt was sold again: QQZA -4.6%, QQZB +1.0% on the day."
    table = "## Moves\n\n| Stock | Move |\n|---|---|\n| QQZC | -2% |\n\n## Moves\n\n- QQZD -3%\n"
    of_a_day = {"journals/2031_02_04.md": f"- {sentence}\n"}
    others = {"Daily/2031-02-03.md": f"{sentence}\n\n{table}", "Ideas/Salt.md": f"{sentence}\n"}
    write(others | of_a_day)
    found = thesis("survey", "--json", "--as-of", "2031-03-10").json["silent"]
    said = [(item["note"], [held["text"] for held in item["holds"]]) for item in found]
    moves = ["QQZA -4.6%", "QQZB +1.0%"]
    assert said == [("Daily/2031-02-03.md", moves), ("journals/2031_02_04.md", moves)]
    assert {held["reason"] for held in found[0]["holds"]} == {"move"}


def test_a_stop_that_is_read_does_not_speak_for_another(write: Write, thesis: Command) -> None:
    write(
        {
            "Theses/Salt.md": (
                "ticker:: DSLT\nstop:: 44\n\n## Why\n\nDear. A hard stop at $44 on the day; "
                "if the strike goes on, we keep a stop at $41.\n\n"
                "## Log\n\n- 2031-02-01: stop raised to 43\n"
            ),
            "My portfolio.md": "# My portfolio\n\n- DSLT: 120 sh @ 50 — stop $47\n",
        }
    )
    found = thesis("survey", "--json", "--as-of", "2031-03-10").json["silent"]
    said = [(item["note"], held["text"]) for item in found for held in item["holds"]]
    assert said == [("Theses/Salt.md", "stop at $41")]

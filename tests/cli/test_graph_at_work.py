"""`path`, `hubs`, `clusters` and `what-if`: what they foretell is what the review shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sizes import share

from .conftest import Command, Write

ROTATION = "Rotations/Sector Rotation January 2026.md"
FLOWS = (
    "out of Mag 7, high-growth tech, AI momentum plays "
    "into Defense, small caps, financials, industrials, utilities"
)


def verdicts(status: Any) -> dict[str, tuple[str, float | None]]:
    return {item["thesis"]: (item["verdict"], item["score"]) for item in status["theses"]}


def test_hubs_foretell_the_review_without_the_note(sample: Path, thesis: Command) -> None:
    before = verdicts(thesis("status", "--json").json)
    most = share(3, 40)
    found = thesis("hubs", "--most", str(most), "--json").json
    assert found["tried"] == most and found["not_tried"] > 0
    assert found["hubs"][0]["path"] == ROTATION
    assert [hub["turned"] for hub in found["hubs"]] == sorted(
        (hub["turned"] for hub in found["hubs"]), reverse=True
    )
    for hub in found["hubs"]:
        note = sample / hub["path"]
        text = note.read_bytes()
        note.unlink()
        after = verdicts(thesis("status", "--json").json)
        note.write_bytes(text)
        changed = {name: after.get(name) for name in before if after.get(name) != before[name]}
        assert changed == {
            turn["thesis"]: (turn["after"], turn["score_after"]) for turn in hub["turns"]
        }
        assert hub["moved"] == len(changed)


def _inferred(items: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [
        (item["sign"], item["strength"], item["decay"], item["text"],
         [(step["text"], step["line"] if step["note"] != item["note"] else 0)
          for step in item["path"]])
        for item in items
        if item["class"] == "inferred" and item["text"].startswith(("into ", "out of "))
    ]  # fmt: skip


def test_what_if_infers_what_the_note_would(sample: Path, thesis: Command) -> None:
    status = thesis("status", "--json").json
    noted = {
        item["thesis"]: [it for it in item["evidence"] if it["rotation"] == ROTATION]
        for item in status["theses"]
    }
    (sample / ROTATION).unlink()
    options = ("--since", "2025-12-31", "--lasts", "Full year+", "--json")
    turns = {t["thesis"]: t for t in thesis("what-if", FLOWS, *options).json["turns"]}
    compared = 0
    for name, items in noted.items():
        expected = _inferred(items)
        found = _inferred(turns[name]["came"]) if name in turns else []
        assert found == expected, name
        compared += bool(expected)
    assert compared >= 6


def test_what_if_is_the_review_with_the_note_that_it_prints(sample: Path, thesis: Command) -> None:
    for line in (
        ("into copper producers, out of energy", "--since", "2025-12-30"),
        ("out of defense", "--strength", "mild", "--lasts", "1-2 quarters"),
    )[-share(1, 2) :]:
        before = verdicts(thesis("status", "--json").json)
        answer = thesis("what-if", *line, "--json").json
        text = thesis("what-if", *line, "--note").out
        assert text == answer["text"]
        note = sample / answer["path"]
        assert not note.exists()
        note.write_text(text, encoding="utf-8")
        after = verdicts(thesis("status", "--json").json)
        note.unlink()
        told = {
            turn["thesis"]: (turn["after"], turn["score_after"])
            for turn in answer["turns"]
            if (turn["before"], turn["score_before"]) != (turn["after"], turn["score_after"])
            and turn["thesis"] in before
        }
        assert told == {name: after[name] for name in before if after[name] != before[name]}
        assert told


def test_what_if_says_what_it_does_not_know(reading: Path, thesis: Command) -> None:
    found = thesis("what-if", "into utilties, out of AI hyperscalers")
    assert found.out.startswith("No note is named `utilties`; the nearest name is `Utilities`. ")
    assert "Long blue-collar AI" not in found.out
    assert thesis("what-if", "into utilties").code == 2
    for clause, why in (
        ("gold", "says no flow"),
        ("money goes into Energy", "`money goes` is not read"),
        ("", "says no flow"),
    ):
        refused = thesis("what-if", clause)
        assert (refused.code, refused.out) == (2, "") and why in refused.err
    late = thesis("what-if", "into Energy", "--since", "2026-03-01")
    assert late.code == 2 and "must not be after" in late.err
    odd = thesis("what-if", "into Energy", "--lasts", "soon")
    assert odd.code == 2 and "is not a duration" in odd.err
    assert thesis("what-if", "into Energy", "--note", "--json").code == 2


def test_near_tripwires_are_those_of_the_theses_concerned(reading: Path, thesis: Command) -> None:
    turns = thesis("what-if", "out of AI hyperscalers", "--json").json["turns"]
    (turn,) = [turn for turn in turns if turn["thesis"] == "Long datacenter infrastructure"]
    status = thesis("status", "Long datacenter infrastructure", "--json").json["theses"][0]
    assert [(item["condition"], item["state"]) for item in turn["near"]] == [
        (item["condition"], item["state"])
        for item in status["tripwires"]
        if item["state"] in ("broken", "near")
    ]


def test_path_tells_signs_and_lines(reading: Path, thesis: Command) -> None:
    found = thesis("path", "Copper deficit", "Long NVIDIA", "--json").json
    assert (found["direction"], found["ambiguous"]) == ("forward", False)
    assert [(way["sign"], way["strength"]) for way in found["ways"]] == [(-1, 0.5), (-1, 0.25)]
    for way in found["ways"]:
        for step in way["steps"]:
            line = (reading / step["note"]).read_text("utf-8").split("\n")[step["line"] - 1]
            assert step["source"] in line or step["target"] in line


def test_path_says_where_it_is_ambiguous(write: Write, thesis: Command) -> None:
    write(
        {
            "Tax.md": "---\ntype: concept\n---\n",
            "Tea.md": "---\ntype: stock\nhurt_by: '[[Tax]]'\n---\n",
            "Rum.md": "---\ntype: stock\nbenefits_from: '[[Tax]]'\n---\n",
            "Long drinks.md": "---\ntype: thesis\nside: long\n---\n| Stock | Weight |\n|---|---|\n"
            "| [[Tea]] | 50 |\n| [[Rum]] | 50 |\n",
        }
    )
    found = thesis("--vault", ".", "path", "tax", "Long drinks")
    assert "\n+ Tax → Long drinks  25%" in f"\n{found.out}" and "− Tax → Long drinks" in found.out
    assert "Ambiguous: " in found.out
    back = thesis("--vault", ".", "path", "Long drinks", "Tax")
    assert back.out.startswith("Long drinks does not act on Tax. It is the other way round:")


def test_clusters_hold_each_thesis_once(reading: Path, thesis: Command) -> None:
    found = thesis("clusters", "--json").json
    together = [name for cluster in found["clusters"] for name in cluster["theses"]]
    status = thesis("status", "--json").json
    assert sorted([*together, *found["alone"]]) == sorted(verdicts(status))
    (pair,) = [c for c in found["clusters"] if "Long NVIDIA" in c["theses"]]
    assert pair["theses"] == ["Long datacenter infrastructure", "Long NVIDIA"]
    crowd = thesis("crowding", "--json").json["pairs"]
    (both,) = [p for p in crowd if {p["one"], p["other"]} == set(pair["theses"])]
    assert pair["prices"]["within"] == pytest.approx(both["correlations"][-1]["value"], abs=1e-6)
    for shared in found["opposed"]:
        effects = [rest["effect"] for rest in shared["rests"]]
        assert min(effects) < 0 < max(effects)


SENTENCES: dict[tuple[str, ...], str] = {
    ("hubs",): "No thesis is under review on 2026-01-09, so no verdict depends on a note.\n",
    ("clusters",): "No thesis is under review on 2026-01-09: nothing to group.\n",
}


@pytest.mark.parametrize("notes", [{}, {"Tea.md": "Only this.\n"}], ids=["empty", "one note"])
def test_a_vault_with_nothing_to_say(notes: dict[str, str], write: Write, thesis: Command) -> None:
    write({".thesis/config.toml": "as_of = 2026-01-09\n", **notes})
    for line, said in SENTENCES.items():
        assert thesis(*line).out == said
    unknown: tuple[tuple[str, ...], ...] = (("path", "Tea", "Coffee"), ("what-if", "into coffee"))
    for line in unknown:
        found = thesis(*line)
        assert (found.code, found.out) == (2, "")
        assert "No note is named `" in found.err and "Traceback" not in found.err


def test_what_very_many_rest_on_holds_all_of_them_together(write: Write, thesis: Command) -> None:
    def note(held: str, at: int) -> str:
        head = "---\ntype: thesis\nside: long\n---\n| Stock | Weight |\n|---|---|\n"
        return f"{head}| [[{held}]] | 50 |\n| [[Own {held} {at}]] | 50 |\n"

    many = {f"Long t{at}.md": note("Tea", at) for at in range(40)}
    few = {f"Long c{at}.md": note("Coffee", at) for at in range(2)}
    write({".thesis/config.toml": "as_of = 2026-01-09\n", **many, **few})
    found = thesis("clusters", "--json").json
    assert [len(cluster["theses"]) for cluster in found["clusters"]] == [40, 2]
    assert len(found["clusters"][0]["shared"][0]["rests"]) == 40


def test_one_thesis_is_a_group_of_none(write: Write, thesis: Command) -> None:
    text = "---\ntype: thesis\nside: long\n---\n| Stock | Weight |\n|---|---|\n| [[Tea]] | 100 |\n"
    write({".thesis/config.toml": "as_of = 2026-01-09\n", "Long tea.md": text})
    assert thesis("clusters").out.startswith("Only Long tea is under review on 2026-01-09")
    assert thesis("hubs").out == "Leaving out any one note changes no score.\n"
    assert thesis("path", "Tea", "Long tea").out.startswith("+ Tea → Long tea  100%")
    same = thesis("path", "tea", "[[Tea]]")
    assert same.code == 2 and "both the start and the end" in same.err

"""Proposals: made by tools, applied by a person alone, wholly or not at all."""

from __future__ import annotations

import datetime as dt
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents import small
from agents.talking import PROGRAM
from agents.test_tools import picture
from cli.conftest import Run, run
from sizes import share
from soak.calls import watched
from thesisvault.agents.calls import Calls
from thesisvault.agents.gate import Gate
from thesisvault.agents.keep import Keep
from thesisvault.storage.writing import proposals

NOTE = "Theses/Long tin.md"
LINE = "Prices hold after the strike."


class Desk:
    """A vault, the tools of an agent, and the commands of a person."""

    def __init__(self, root: Path, gate: Gate | None = None) -> None:
        self.root = small.make(root)
        self.rest()
        self.told: list[str] = []
        self.keep = Keep(self.root, gate)
        self._calls = Calls(self.keep, proposing=True, tell=self.told.append)

    def rest(self) -> None:
        """Nobody is at any file."""
        for path in self.root.rglob("*.md"):
            os.utime(path, (1_700_000_000, 1_700_000_000))

    def propose(self, name: str, **given: Any) -> dict[str, Any]:
        found = self._calls.call(f"propose_{name}", given, "a test")
        assert found.document is not None, (found.text, self.told)
        return found.document

    def refused(self, name: str, **given: Any) -> str:
        found = self._calls.call(name, given, "a test")
        assert found.document is None, found.text
        assert self.told == []
        return found.text

    def call(self, name: str, client: str = "a test", **given: Any) -> dict[str, Any]:
        found = self._calls.call(name, given, client)
        assert found.document is not None, found.text
        return found.document

    def line(self) -> str:
        """The id of a proposed line."""
        return str(self.propose("log_line", thesis="Long tin", text=LINE)["id"])

    def apply(self, proposal: str) -> Run:
        return run("--vault", str(self.root), "proposals", "apply", proposal, "--yes")

    def text(self, path: str = NOTE) -> str:
        return (self.root / path).read_text()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path / "vault")
    yield found
    found.keep.close()


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk at which all is refused."""
    found = Desk(tmp_path_factory.mktemp("untouched") / "vault")
    yield found
    found.keep.close()


def test_a_line_is_proposed_shown_applied_and_undone(desk: Desk) -> None:
    before, held = picture(desk.root), desk.text()
    found = desk.propose("log_line", thesis="tin", text=LINE)
    row = f"- {small.DAY}: {LINE}"
    assert f"+{row}" in found["difference"]
    after = {key: value for key, value in picture(desk.root).items() if ".thesis" not in key}
    assert after == {key: value for key, value in before.items() if ".thesis" not in key}
    kept = desk.root / proposals.PROPOSALS / f"{found['id']}.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "a test" in run("--vault", str(desk.root), "proposals").out
    assert f"+{row}" in run("--vault", str(desk.root), "proposals", "show", found["id"]).out
    assert desk.apply(found["id"]).code == 0
    assert row in desk.text().split("\n")
    assert desk.text().replace(f"{row}\n", "") == held
    desk.rest()
    undone = run("--vault", str(desk.root), "undo")
    assert "a test" in undone.out and undone.code == 0
    assert desk.text() == held


def test_a_property_is_proposed_and_applied(desk: Desk) -> None:
    first = desk.propose("property", note="Long tin", key="review", value="2026-05-01")
    assert desk.apply(first["id"]).code == 0
    assert "review: 2026-05-01\nstatus: active" in desk.text()
    desk.rest()
    second = desk.propose("property", note="Smelter strike", key="outcome", value="Settled: +3%")
    assert desk.apply(second["id"]).code == 0
    assert 'outcome: "Settled: +3%"\n---\n' in desk.text("Catalysts/Smelter strike.md")


def test_a_note_is_proposed_and_applied(desk: Desk) -> None:
    sections = [{"heading": "Why", "text": "Tin runs short.\n\nSee [[Long tin]]."}]
    found = desk.propose("note", kind="concept", title="Tin deficit", sections=sections)
    assert not (desk.root / found["note"]).exists()
    assert desk.apply(found["id"]).code == 0
    assert "## Why\n\nTin runs short.\n\nSee [[Long tin]]." in desk.text(found["note"])
    assert "is already a note" in desk.refused("propose_note", kind="concept", title="tin deficit")
    desk.rest()
    assert run("--vault", str(desk.root), "undo").code == 0
    assert not (desk.root / found["note"]).exists()


def test_a_thesis_is_proposed_with_what_its_template_leaves_open(desk: Desk) -> None:
    table = "| Exposure | Weight | Side |\n|---|---|---|\n| [[Pane Works]] | 100 | short |"
    found = desk.propose(
        "note", kind="thesis", title="Glass glut",
        sections=[{"heading": "Exposures", "text": table}],
        properties=[{"key": "side", "value": "short"}, {"key": "opened", "value": "2026-03-19"}],
    )  # fmt: skip
    assert desk.apply(found["id"]).code == 0
    text = desk.text(found["note"])
    assert "side: short\n" in text and "opened: 2026-03-19\n" in text
    assert f"## Exposures\n\n{table}\n\n## " in text
    (answer,) = desk.call("status", theses=["Glass glut"])["theses"]
    assert (answer["thesis"], answer["side"]) == ("Glass glut", "short")


def test_no_tool_applies(desk: Desk) -> None:
    assert "No tool is called" in desk.refused("apply_proposal", id=desk.line())
    assert LINE not in desk.text()


def test_refused_after_an_edit(desk: Desk) -> None:
    proposal = desk.line()
    (desk.root / NOTE).write_text(desk.text() + "Mine.\n")
    desk.rest()
    done = desk.apply(proposal)
    assert done.code == 4 and NOTE in done.err
    assert LINE not in desk.text() and "Mine." in desk.text()
    assert run("--vault", str(desk.root), "proposals", "discard", proposal).code == 0
    assert "No proposals" in run("--vault", str(desk.root), "proposals").err


def test_refused_while_it_is_edited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = desk.line()
    monkeypatch.setattr("thesisvault.workspace.writing.LOCKED_WAIT", 0.0)
    os.utime(desk.root / NOTE)
    done = desk.apply(proposal)
    assert done.code == 4
    assert LINE not in desk.text()


def test_refused_where_the_note_has_gone_or_come(desk: Desk) -> None:
    line = desk.line()
    note = desk.propose("note", kind="concept", title="Fresh")
    (desk.root / NOTE).unlink()
    (desk.root / note["note"]).parent.mkdir(exist_ok=True)
    (desk.root / note["note"]).write_text("Mine.\n")
    assert desk.apply(line).code == 4
    assert desk.apply(note["id"]).code == 4
    assert desk.text(note["note"]) == "Mine.\n"


def test_applied_twice(desk: Desk) -> None:
    proposal = desk.line()
    assert desk.apply(proposal).code == 0
    held = desk.text()
    again = desk.apply(proposal)
    assert again.code == 2 and "There is no proposal" in again.err
    assert desk.text() == held and held.count(LINE) == 1


def test_what_else_waits_for_the_note_is_carried_on(desk: Desk) -> None:
    """Lines of a log go one after another; of two values for one property one is applied."""
    lines = [f"Line {number}." for number in range(3)]
    given = [desk.propose("log_line", thesis="Long tin", text=text)["id"] for text in lines]
    values = [
        desk.propose("property", note="Smelter strike", key="outcome", value=value)["id"]
        for value in ("Settled", "Lost")
    ]
    first = desk.propose("property", note="Long tin", key="review", value="2026-05-01")["id"]
    for proposal in (given[1], first, given[0], given[2], values[1]):
        assert desk.apply(proposal).code == 0
        desk.rest()
    assert desk.apply(values[0]).code == 4
    held = desk.text()
    rows = [f"- {small.DAY}: {lines[at]}" for at in (1, 0, 2)]
    assert "\n".join(rows) in held and "review: 2026-05-01" in held
    assert desk.text("Catalysts/Smelter strike.md").count("outcome") == 1
    for _ in range(4):
        assert run("--vault", str(desk.root), "undo").code == 0
        desk.rest()


def test_a_person_edits_between_two_proposals(desk: Desk) -> None:
    first, second = desk.line(), desk.propose("log_line", thesis="Long tin", text="Mine.")["id"]
    assert desk.apply(first).code == 0
    (desk.root / NOTE).write_text(desk.text().replace("Smelters", "All smelters"))
    desk.rest()
    assert desk.apply(second).code == 4
    assert "Mine." not in desk.text()


def test_refused_after_eight_days(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = desk.line()
    late = dt.timedelta(days=8).total_seconds() + time.time()

    class Later:
        def now(self) -> float:
            return late

    monkeypatch.setattr("thesisvault.actions.proposals.SYSTEM", Later())
    done = desk.apply(proposal)
    assert done.code == 2 and "older than 7 days" in done.err
    assert LINE not in desk.text()
    assert "There is no proposal" in desk.apply(proposal).err


def test_two_processes_apply_it(desk: Desk) -> None:
    proposal = desk.line()
    words = ["--vault", str(desk.root), "proposals", "apply", proposal, "--yes"]
    command = [sys.executable, "-c", PROGRAM, *words]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate()[1] for one in both]
    codes = sorted(one.returncode for one in both)
    assert codes[0] == 0 and codes[1] in (2, 4), said
    assert desk.text().count(LINE) == 1


def test_killed_at_each_step(desk: Desk) -> None:
    held = desk.text()
    note = desk.propose("note", kind="concept", title="Fresh")
    line = desk.line()
    stored = {path: path.read_bytes() for path in (desk.root / proposals.PROPOSALS).glob("*.json")}
    new = desk.root / note["note"]
    done = killed = 0
    for proposal in (line, note["id"]):

        def prepare() -> None:
            for path, data in stored.items():
                path.write_bytes(data)
            (desk.root / NOTE).write_text(held)
            new.unlink(missing_ok=True)
            desk.rest()

        prepare()
        total = _killed(desk, proposal, 1_000_000)
        assert total > 50
        step = max(1, total // share(3, total))
        for at in range(total, 0, -step):
            prepare()
            killed += _killed(desk, proposal, at) == 0  # the number of calls varies a little
            row, fresh = LINE in desk.text(), new.exists()
            assert row or desk.text() == held
            assert not fresh or new.read_bytes()
            desk.rest()
            again = desk.apply(proposal)
            assert again.code in (0, 2), again.both  # 2: it was done, and forgotten
            assert desk.text().count(LINE) == (proposal == line)
            assert new.exists() == (proposal != line)
            done += row or fresh
    assert done and killed > 4


def _killed(desk: Desk, proposal: str, at: int) -> int:
    """Apply it in a process that dies before its call `at`; 0, or the calls it made if it lived."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:

        def die(number: int, name: str) -> None:
            if number >= at:
                os._exit(9)

        with watched(die) as calls:
            desk.apply(proposal)
        os.write(writes, str(len(calls)).encode())
        os._exit(0)
    os.close(writes)
    os.waitpid(child, 0)
    told = os.read(reads, 20)
    os.close(reads)
    return int(told or 0)


def test_limits(desk: Desk) -> None:
    for number in range(proposals.MOST):
        desk.propose("log_line", thesis="Long tin", text=f"Line {number}.")
    assert "20 proposals are open" in desk.refused(
        "propose_log_line", thesis="Long tin", text="One more."
    )
    listed = desk.call("list_proposals")["proposals"]
    assert len(listed) == proposals.MOST
    assert desk.call("withdraw_proposal", id=listed[0]["id"])["note"] == NOTE
    assert len(desk.call("list_proposals")["proposals"]) == proposals.MOST - 1
    other = desk._calls.call("withdraw_proposal", {"id": listed[1]["id"]}, "another")
    assert "made by another" in other.text


@pytest.mark.parametrize(
    ("tool", "given", "why"),
    [
        ("log_line", {"thesis": "Long tin", "text": "a\nb"}, "U\\+000A"),
        ("log_line", {"thesis": "Long tin", "text": "a\u202eb"}, "U\\+202E"),
        ("log_line", {"thesis": "Long tin", "text": "<!-- hidden"}, "would hide"),
        ("log_line", {"thesis": "Long tin", "text": "x" * 501}, "500 characters"),
        ("log_line", {"thesis": "Long tin", "text": "x", "date": "2027-01-01"}, "after 2026"),
        ("log_line", {"thesis": "Nowhere", "text": "x"}, "No note is named"),
        ("log_line", {"thesis": "../x", "text": "x"}, "not the name of a note"),
        ("property", {"note": "Long tin", "key": "side", "value": "short"}, "Invalid enum"),
        ("property", {"note": "Portfolio", "key": "status", "value": "x"}, "belongs to a thesis"),
        ("property", {"note": "Long tin", "key": "review", "value": "soon"}, "a date such as"),
        ("property", {"note": "Long tin", "key": "status", "value": "active"}, "says that already"),
        ("note", {"kind": "concept", "title": "a/b"}, "cannot hold"),
        ("note", {"kind": "concept", "title": "../x"}, "x"),
        ("note", {"kind": "concept", "title": "Long tin"}, "is already a note"),
        ("note", {"kind": "concept", "title": "New", "sections": [
            {"heading": "Why", "text": "%% hidden"}]}, "would hide"),
        ("note", {"kind": "concept", "title": "New", "sections": [
            {"heading": "Why", "text": "word " * 2_000}]}, "8 KB"),
        ("note", {"kind": "portfolio", "title": "New"}, "Invalid enum"),
        ("note", {"kind": "thesis", "title": "New", "properties": [
            {"key": "type", "value": "stock"}]}, "cannot be filled in here"),
        ("note", {"kind": "thesis", "title": "New", "properties": [
            {"key": "side", "value": "a\nb: c"}]}, "U\\+000A"),
        ("note", {"kind": "concept", "title": "New", "path": "x.md"}, "unknown field"),
    ],
)  # fmt: skip
def test_refused(tool: str, given: dict[str, Any], why: str, untouched: Desk) -> None:
    import re

    before = picture(untouched.root)
    assert re.search(why, untouched.refused(f"propose_{tool}", **given))
    assert picture(untouched.root) == before


def test_a_gate_holds_for_proposals(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "vault", Gate(never=("Theses",)))
    assert "has no note yet" in desk.refused("propose_log_line", thesis="Long tin", text="x")
    assert "may not make" in desk.refused("propose_note", kind="thesis", title="Long zinc")
    desk.keep.close()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"id":"0000abcd"}', "\0" * 9])
def test_what_thesis_did_not_write_is_passed_over(text: str, desk: Desk) -> None:
    folder = desk.root / proposals.PROPOSALS
    folder.mkdir(parents=True)
    (folder / "0000abcd.json").write_text(text)
    (folder / "0000abce.json").symlink_to("/etc/passwd")
    assert run("--vault", str(desk.root), "proposals").code == 0
    assert "0000abcd.json` cannot be read" in desk.apply("0000abcd").err


def test_a_crafted_proposal_cannot_leave_the_vault(desk: Desk) -> None:
    import msgspec

    found = proposals.named(desk.root, desk.line())
    for path in ("../out.md", ".thesis/config.toml", "/tmp/x.md", ".obsidian/x.md"):
        crafted = msgspec.structs.replace(found, note=path, before="")
        file = desk.root / proposals.PROPOSALS / f"{found.id}.json"
        file.write_bytes(msgspec.json.encode(crafted))
        assert "cannot be read, or was not written" in desk.apply(found.id).err

"""For every note of the sample, and of a vault of Obsidian's: the editor shows what the commands
print."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lsp.desks import DAY, Screened, screened
from sizes import WHOLE
from thesisvault.graph.near import Near
from thesisvault.lsp import findings, marks, moves
from thesisvault.reports import registry
from thesisvault.storage import scan
from thesisvault.storage.watching import Batch
from thesisvault.workspace import open_workspace

ORACLE = Path(__file__).parents[3] / "shared" / "oracles" / "obsidian" / "vault"


@pytest.fixture(scope="module", params=("sample", "oracle") if WHOLE else ("sample",))
def root(request: pytest.FixtureRequest, sample: Path, tmp_path_factory: Any) -> Path:
    if request.param == "sample":
        return sample
    if not ORACLE.is_dir():
        pytest.skip("the vault that Obsidian has read is not on this machine")
    return Path(shutil.copytree(ORACLE, tmp_path_factory.mktemp("oracle") / "vault"))


@pytest.fixture(scope="module")
def desk(root: Path) -> Iterator[Screened]:
    with screened(root) as found:
        yield found


@pytest.fixture(scope="module")
def printed(root: Path) -> dict[str, Any]:
    workspace = open_workspace(root)
    view = workspace.on(workspace.settings.as_of or DAY)
    found = {
        name: msgspec.to_builtins(registry.answer(view, name, {}))
        for name in ("check", "claims", "status")
    }
    workspace.close()
    return found


@pytest.fixture(scope="module")
def paths(root: Path) -> list[str]:
    return sorted(scan.scan(root).notes)


def test_diagnostics_are_those_of_check(
    desk: Screened, printed: dict[str, Any], paths: list[str]
) -> None:
    rows = printed["check"]["diagnostics"]
    told = {(row["note"], row["line"], row["column"], row["code"], row["message"]) for row in rows}
    shown = set()
    for path in paths:
        desk.show(path)
        for item in desk.ask(path, findings.checked):
            shown.add((path, item.span.shown_line, item.span.column, item.code, item.message))
        del desk.texts[path]
    assert told
    assert shown == {item for item in told if item[0].endswith(".md")}


def test_hints_are_those_of_claims(
    desk: Screened,
    printed: dict[str, Any],
    paths: list[str],
    root: Path,
    sample: Path,
    codes: dict[str, list[tuple[int, str]]],
) -> None:
    rows = printed["claims"]["claims"]
    told = {
        (row["note"], row["line"], row["text"], row["verdict"], row["measured"]) for row in rows
    }
    shown = set()
    for path in paths:
        text = desk.show(path)
        for item in desk.ask(path, lambda screen, text: list(moves.shown_moves(screen, text))):
            row = item.row
            shown.add((path, item.place.shown_line, row.text, str(row.verdict), row.measured))
            raw = text.lines.line(item.place.line)
            assert raw[item.place.column : item.place.end_column] == row.text
        failed = {(line, code) for line, code in codes[path] if code == "claim-failed"}
        wrong = {row["line"] for row in rows if (row["note"], row["verdict"]) == (path, "fails")}
        assert {line for line, _ in failed} == wrong
        del desk.texts[path]
    assert bool(told) is (root == sample)  # the other one states nothing
    assert shown == told


@pytest.fixture(scope="module")
def codes(desk: Screened, paths: list[str]) -> dict[str, list[tuple[int, str]]]:
    """Each note's diagnostics, by line."""
    found = {}
    for path in paths:
        desk.show(path)
        shown = desk.ask(path, findings.diagnostics)
        found[path] = [(item.range.start.line + 1, str(item.code)) for item in shown]
        del desk.texts[path]
    return found


def test_lenses_are_those_of_status(
    desk: Screened, printed: dict[str, Any], paths: list[str], root: Path, sample: Path
) -> None:
    theses = {item["note"]: item for item in printed["status"]["theses"] if item["note"]}
    assert bool(theses) is (root == sample)  # the other one states nothing
    for path in paths:
        desk.show(path)
        lenses = desk.ask(path, marks.lenses)
        del desk.texts[path]
        assert len(lenses) == (path in theses)
        if not lenses or lenses[0].command is None:
            continue
        title, thesis = lenses[0].command.title, theses[path]
        verdict, confidence, lines, *_ = title.split(" · ")
        counting = [e for e in thesis["evidence"] if not e["silent"] and e["expired"] is None]
        assert verdict.split()[0] == thesis["verdict"]
        if counting:
            assert int(verdict.split()[1].replace("−", "-")) == round(thesis["score"])
        assert confidence == f"confidence {thesis['confidence']}"
        assert lines.split()[0] == str(len(counting) or "no")
        late = thesis["next_review"] is not None and thesis["next_review"] < "2026-01-09"
        assert ("overdue" in title) is late


def test_attention_stands_on_its_lines(
    codes: dict[str, list[tuple[int, str]]],
    printed: dict[str, Any],
    paths: list[str],
    root: Path,
    sample: Path,
) -> None:
    wanted = (
        "tripwire-broken",
        "review-overdue",
        "catalyst-passed",
        "scenario-expired",
        "conflict",
    )
    rows = printed["status"]["attention"]
    told = {(row["note"], row["line"], row["code"]) for row in rows if row["code"] in wanted}
    shown = {(path, line, code) for path in paths for line, code in codes[path] if code in wanted}
    assert told  # the other vault has tasks of the past in a note that is called by a symbol
    assert shown == told


def test_findings_of_an_edit_are_those_once_it_is_saved_also_after_a_rest(
    sample: Path, tmp_path: Path
) -> None:
    """What all notes state is taken over from the saved vault: an edit must not hide in that."""
    root = shutil.copytree(sample, tmp_path / "vault")
    edited = {
        path: f"{(root / path).read_text('utf-8')}\nSee [[Nowhere near]].\n"
        for path in ("Theses/Long NVIDIA.md", "Theses/Long banks.md", "Theses/Long energy.md")
    }
    with screened(root, review=False) as desk:
        for path, text in edited.items():
            desk.show(path, text)
        found = [desk.ask(path, findings.checked) for path in edited]
        desk.desk.rest()
        again = [desk.ask(path, findings.checked) for path in edited]
    for path, text in edited.items():
        (root / path).write_text(text, "utf-8")
    with screened(root, review=False) as desk:
        for path in edited:
            desk.show(path)
        saved = [desk.ask(path, findings.checked) for path in edited]
    assert found == again == saved
    assert all(any("Nowhere near" in item.message for item in one) for one in found)


def test_findings_and_lenses_after_saves_are_those_of_a_server_that_has_just_begun(
    sample: Path, tmp_path: Path
) -> None:
    """What was read is taken over from save to save, here and by who makes the reviews."""
    root = shutil.copytree(sample, tmp_path / "vault")
    shown = ("Theses/Long NVIDIA.md", "Theses/Long banks.md", "Theses/Long slate.md")
    # What a name without a note is about, all notes have to tell.
    (root / shown[2]).write_text(
        "---\ntype: thesis\nside: long\n---\n| Exposure | Weight |\n|---|---|\n| Slate | 50 |\n"
        "| roofers | 50 |\n\n| Signal | Condition |\n|---|---|\n| a | `Slate close < 9` |\n",
        "utf-8",
    )
    thesis, stock = root / shown[0], root / "Stocks" / "NVIDIA.md"
    saves = [
        (stock, stock.read_text("utf-8").replace("NVDA", "NVDX")),
        (root / "Stocks" / "Slate.md", '---\ntype: stock\naliases: ["NVDA"]\n---\n'),
        (thesis, f"{thesis.read_text('utf-8')}\nSee [[Nowhere near]].\n"),
        (thesis, thesis.read_text("utf-8").replace("side: long", "side: short")),
        (stock, None),
    ]

    def answers(desk: Screened) -> list[object]:
        desk.texts.clear()
        for path in shown:
            desk.show(path)
        lenses = [[lens.command for lens in desk.ask(path, marks.lenses)] for path in shown]
        led = desk.ask(shown[0], lambda screen, text: dict(screen.vault.incoming))
        return [[desk.ask(path, findings.checked) for path in shown], lenses, led]

    said: list[list[object]] = []
    with screened(root) as desk:
        for file, text in saves:
            said.append(answers(desk))
            if text is None:
                file.unlink()
            else:
                file.write_text(text, "utf-8")
            path = file.relative_to(root).as_posix()
            desk.desk.follow(Batch(frozenset({path}), rescan=False, notices=()))
            desk.review()
            with screened(root) as other:
                assert answers(desk) == answers(other)
        assert desk.desk._known is not None
        assert isinstance(desk.desk._known[1].vault, Near)
        said.append(answers(desk))
    assert len({repr(item) for item in said}) > 2

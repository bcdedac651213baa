"""`--as-recorded`: what git recorded by a day, byte for byte as a checkout of that day says it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from repositories import FIRST, commits, git, record
from sizes import share

from .conftest import Command


def differing(thesis: Command, folder: Path, count: int, days: int, seed: int) -> list[dt.date]:
    """The days on which a copy and a checkout do not say the same."""
    made, checkout = folder / "made", folder / "checkout"
    record(made, commits(count, seed), "vault/")
    git(folder, "clone", "-q", str(made), str(checkout))
    (made / "vault" / "Theses" / "Uncommitted.md").write_text("---\ntype: thesis\n---\n")
    log = git(made, "log", "--first-parent", "--reverse", "--format=%H %cd", "--date=short")
    by_day, latest = [], ""
    for line in log.splitlines():
        commit, own = line.split()
        latest = max(latest, own)  # a commit counts from no earlier day than those before it
        by_day.append((latest, commit))
    found = []
    for number in range(days):
        day = FIRST + dt.timedelta(days=number * count // days)
        commit = [commit for when, commit in by_day if when <= str(day)][-1]
        git(checkout, "checkout", "-q", commit)
        asked = ("status", "--as-of", str(day), "--json")
        then = thesis("--vault", str(checkout / "vault"), *asked)
        recorded = thesis("--vault", str(made / "vault"), *asked, "--as-recorded")
        assert (then.code, recorded.code) == (0, 0), recorded.err
        if then.out != recorded.out:
            found.append(day)
    return found


def test_it_says_what_a_checkout_says(thesis: Command, tmp_path: Path) -> None:
    assert differing(thesis, tmp_path, share(20, 60), share(8, 30), 1) == []


THESIS = "---\ntype: thesis\nside: long\nopened: 2026-01-01\n---\n"
SAID = THESIS + "## Log\n\n- {day}: Thesis impact: {word}\n"
AT = "T10:00:00+0000"


def said(word: str, day: str = "2026-01-02") -> str:
    return SAID.format(day=day, word=word)


def verdict(thesis: Command, root: Path, day: str) -> str:
    found = thesis("--vault", str(root), "status", "--as-of", day, "--as-recorded", "--json")
    assert found.code == 0, found.err
    (only,) = found.json["theses"]
    return str(only["verdict"])


def test_a_later_edit_of_an_old_line_is_no_look_ahead(thesis: Command, tmp_path: Path) -> None:
    path = "Theses/Long A.md"
    trees = [
        ("2026-01-05" + AT, {path: said("supported")}),
        ("2026-01-08" + AT, {path: said("invalidated")}),
    ]
    record(tmp_path, trees)
    assert verdict(thesis, tmp_path, "2026-01-07") == "supported"
    assert verdict(thesis, tmp_path, "2026-01-08") == "pressured"
    assert verdict(thesis, tmp_path, "2026-01-07") == "supported"  # and back


def test_the_day_is_that_of_the_committer_where_they_were(thesis: Command, tmp_path: Path) -> None:
    path = "Theses/Long A.md"
    trees = [
        ("2026-01-05T23:30:00-0500", {path: said("supported")}),  # the 6th in London
        ("2026-01-07T00:30:00+0900", {path: said("invalidated")}),  # and this too
    ]
    record(tmp_path, trees)
    assert verdict(thesis, tmp_path, "2026-01-05") == "supported"
    assert verdict(thesis, tmp_path, "2026-01-06") == "supported"
    assert verdict(thesis, tmp_path, "2026-01-07") == "pressured"


def test_a_clock_that_ran_slow_tells_nothing_early(thesis: Command, tmp_path: Path) -> None:
    path = "Theses/Long A.md"
    trees = [
        ("2026-01-05" + AT, {path: said("supported")}),
        ("2026-01-09" + AT, {path: said("mixed")}),
        ("2026-01-06" + AT, {path: said("invalidated")}),
    ]
    record(tmp_path, trees)
    assert verdict(thesis, tmp_path, "2026-01-07") == "supported"
    late = thesis(
        "--vault", str(tmp_path), "status", "--as-of", "2026-01-09", "--as-recorded", "--json"
    )
    assert late.json["theses"][0]["verdict"] == "pressured"
    assert "counts from 2026-01-09" in late.err


def refused(thesis: Command, root: Path, *more: str) -> str:
    found = thesis("--vault", str(root), "status", *more, "--as-recorded")
    assert (found.code, found.out) == (2, "")
    return found.err


def test_who_asks_for_what_git_does_not_hold_is_told_why(
    thesis: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, plain = tmp_path / "made", tmp_path / "plain"
    trees = [("2026-01-05" + AT, {"a.md": "a"}), ("2026-01-08" + AT, {"v/b.md": "b"})]
    record(made, trees)
    plain.mkdir()
    day = ("--as-of", "2026-01-06")
    assert "needs a day" in refused(thesis, made)
    assert "the first commit is from 2026-01-05" in refused(thesis, made, "--as-of", "2026-01-04")
    assert "has no folder `v`" in refused(thesis, made / "v", *day)
    assert "is not in a git repository" in refused(thesis, plain, *day)
    git(plain, "init", "-q")
    assert "Nothing is committed yet" in refused(thesis, plain, *day)
    git(tmp_path, "clone", "-q", "--depth", "1", made.as_uri(), "shallow")
    assert "`git fetch --unshallow`" in refused(thesis, tmp_path / "shallow", *day)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert f"safe.directory {made}" in refused(thesis, made, *day)
    monkeypatch.setenv("PATH", str(plain))
    assert "git is not installed" in refused(thesis, made, *day)


def test_nothing_that_a_repository_names_is_run(thesis: Command, tmp_path: Path) -> None:
    made, ran = tmp_path / "made", tmp_path / "ran"
    trees = [
        (
            "2026-01-05" + AT,
            {
                ".gitattributes": "* filter=evil diff=evil\n",
                "Theses/Long A.md": said("supported"),
                "prices/A.csv": "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            },
        )
    ]
    record(made, trees)
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o755)
    for key in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.gitProxy", "core.editor"),
        *("filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.external"),
        *("uploadpack.packObjectsHook", "core.alternateRefsCommand", "gpg.program"),
    ):
        git(made, "config", key, str(program))
    git(made, "config", "log.showSignature", "true")
    git(made, "config", "core.hooksPath", str(tmp_path))
    found = thesis("--vault", str(made), "status", "--as-of", "2026-01-06", "--as-recorded")
    assert found.code == 0, found.err
    assert "Git records no content of `prices/A.csv`" in found.err
    assert not ran.exists()


def test_a_crafted_tree_writes_nothing_outside(thesis: Command, tmp_path: Path) -> None:
    made, outside = tmp_path / "made", tmp_path / "outside"
    outside.mkdir()
    record(made, [("2026-01-05" + AT, {"a.md": "a"})])
    link = git(made, "hash-object", "-w", "--stdin", feed=str(outside).encode()).strip()
    note = git(made, "hash-object", "-w", "--stdin", feed=b"escaped").strip()
    for day, listed in (
        ("06", f"120000 blob {link}\tlinked\n"),
        ("07", f"040000 tree {_tree(made, f'100644 blob {note}' + chr(9) + 'x.md')}\tlinked\n"),
    ):
        tree = _tree(made, listed)
        at = f"2026-01-{day}{AT}"
        when: dict[str, Any] = {f"GIT_{who}_DATE": at for who in ("AUTHOR", "COMMITTER")}
        commit = git(made, "commit-tree", tree, "-p", "HEAD", "-m", "x", **when).strip()
        git(made, "update-ref", "HEAD", commit)
        found = thesis("--vault", str(made), "status", "--as-of", f"2026-01-{day}", "--as-recorded")
        assert found.code == 0, found.err
    assert list(outside.iterdir()) == []


def _tree(root: Path, listed: str) -> str:
    return git(root, "mktree", feed=listed.encode()).strip()

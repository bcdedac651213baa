"""The history: what stood in a note before each write, for 7 days."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sizes import share
from thesisvault.model.errors import UsageFault
from thesisvault.storage.writing.history import WHOLE, History

DAY = 86_400.0
NOW = 1_790_000_000.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("tmp", "history"):
        (tmp_path / ".thesis" / name).mkdir(parents=True)
    return tmp_path


def test_versions_come_newest_first(folder: Path) -> None:
    history = History(folder)
    old = history.add("Théses/Long NVIDIA.md", b"one\r\n", NOW)
    new = history.add("Théses/Long NVIDIA.md", b"", NOW + 1)
    history.add("Other.md", b"other", NOW + 2)
    assert history.versions("Théses/Long NVIDIA.md") == (new, old)
    assert (new.size, old.size) == (0, 5)
    assert old.path == "Théses/Long NVIDIA.md"
    assert old.written_at.isoformat() == "2026-09-21T14:13:20+00:00"
    assert history.read(old.id) == b"one\r\n"
    assert history.versions("Nothing.md") == ()


def test_a_version_can_be_copied_back_by_hand(folder: Path) -> None:
    version = History(folder).add("a.md", b"mine", NOW)
    assert (folder / ".thesis/history" / f"{version.id}.md").read_bytes() == b"mine"
    key = version.id.rpartition("-")[2]
    assert (folder / ".thesis/history" / f"{key}.json").read_text() == '{"path": "a.md"}\n'


def test_a_clock_that_stands_still_or_goes_back_makes_no_two_versions_one(folder: Path) -> None:
    times = [NOW] * 50 + [NOW - 5] * 50
    versions = [
        History(folder).add("a.md", b"%d" % number, now) for number, now in enumerate(times)
    ]
    assert len({version.id for version in versions}) == 100
    history = History(folder)
    assert [history.read(version.id) for version in versions] == [b"%d" % n for n in range(100)]


def test_one_history_goes_on_counting_when_the_clock_goes_back(folder: Path) -> None:
    history = History(folder)
    first, second = (history.add("a.md", b"", now) for now in (NOW, NOW - 3600))
    assert history.versions("a.md") == (second, first)


def test_seven_days(folder: Path) -> None:
    history = History(folder)
    history.add("old.md", b"gone", NOW)
    kept = [history.add("new.md", b"kept", NOW + 1 + day * DAY) for day in range(1, 8)]
    (folder / ".thesis/history" / "a note of yours.md").write_bytes(b"not ours")
    history.clean(NOW + 7 * DAY)
    assert len(history.versions("old.md")) == 1
    history.clean(NOW + 7 * DAY + 0.5)
    assert history.versions("old.md") == ()
    assert history.versions("new.md") == tuple(reversed(kept))
    key = kept[0].id.rpartition("-")[2]
    names = {"a note of yours.md", f"{key}.json", *(f"{item.id}.md" for item in kept)}
    assert set(os.listdir(folder / ".thesis/history")) == names


def test_a_clock_that_is_ahead_takes_nothing_away(folder: Path) -> None:
    history = History(folder)
    kept = [history.add("a.md", b"", NOW + minute * 60) for minute in range(60)]
    for days in (8, 400):
        History(folder).clean(NOW + days * DAY)
        kept.append(History(folder).add("a.md", b"", NOW + days * DAY))
        History(folder).clean(NOW + days * DAY + 1)
    assert len(history.versions("a.md")) == len(kept)
    assert history.mode_of("a.md") is None


def test_of_very_many_versions_the_newest_stay_and_one_an_hour(folder: Path) -> None:
    history = History(folder)
    start = NOW - NOW % 3600
    versions = [history.add("a.md", b"", start + at * 60) for at in range(WHOLE + 120)]
    other = history.add("b.md", b"", start)
    history.clean(start + DAY)
    assert history.versions("b.md") == (other,)
    kept = tuple(reversed((versions[59], *versions[119:])))
    assert history.versions("a.md") == kept
    history.clean(start + DAY)
    assert history.versions("a.md") == kept


def test_the_permissions_of_a_note_are_known_when_it_has_gone(folder: Path) -> None:
    history = History(folder)
    version = history.add("a.md", b"", NOW, 0o600)
    history.add("a.md", b"", NOW + 1)
    assert history.mode_of("a.md") == 0o600
    history.add("a.md", b"", NOW + 2, 0o640)
    assert (history.mode_of("a.md"), history.path_of(version.id)) == (0o640, "a.md")
    assert history.mode_of("b.md") is None


@pytest.mark.parametrize("name", ["", "../a", "20260101T000000.000000Z-0123456789abcdef", "a/b"])
def test_no_such_version(folder: Path, name: str) -> None:
    (folder / "a.md").write_bytes(b"secret")
    with pytest.raises(UsageFault, match="no version"):
        History(folder).read(name)


def test_strange_files_are_no_versions(folder: Path) -> None:
    history = History(folder)
    version = history.add("a.md", b"", NOW)
    key = version.id.rpartition("-")[2]
    (folder / ".thesis/history" / f"99999999T999999.999999Z-{key}.md").touch()
    (folder / ".thesis/history" / f"{key}.md").touch()
    assert history.versions("a.md") == (version,)


def test_without_a_folder_there_are_no_versions(tmp_path: Path) -> None:
    assert History(tmp_path).versions("a.md") == ()


@settings(max_examples=share(10, 250), deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=50)), max_size=8))
def test_what_goes_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, notes: list[tuple[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    for name in ("tmp", "history"):
        (folder / ".thesis" / name).mkdir(parents=True)
    history = History(folder)
    for path, data in notes:
        history.add(path, data, NOW)
    for name in "abc":
        found = [history.read(version.id) for version in history.versions(name)]
        assert found == [data for path, data in reversed(notes) if path == name]
    assert not list((folder / ".thesis/tmp").iterdir())

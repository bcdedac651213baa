"""A `.thesis` that came with a vault from elsewhere leads nowhere, and nothing waits for it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from types import FrameType

import pytest

from sizes import share
from soak.calls import kept
from thesisvault.model.errors import ConfigFault, UsageFault, WriteRefused
from thesisvault.storage.config import read_settings
from thesisvault.storage.writing.history import HISTORY, History
from thesisvault.storage.writing.journal import carry_out, pending, recover
from thesisvault.storage.writing.plans import JOURNAL, Change, Plan
from thesisvault.storage.writing.probe import can_exchange
from thesisvault.storage.writing.temporary import TMP
from thesisvault.storage.writing.writer import Writer

pytestmark = pytest.mark.usefixtures("time_passes")

Make = Callable[[Path], None]
ID = "20990101T000000.000000Z"
HUGE = 1 << 40


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A vault beside a folder that nothing in it may touch."""
    (tmp_path / "outside/deep").mkdir(parents=True)
    for name in ("id_rsa", "half.tmp", "thesis-x.part", "deep/N.md", f"{ID}-{key('N.md')}.md"):
        (tmp_path / "outside" / name).write_bytes(b"secret " + name.encode())
    vault = tmp_path / "vault"
    (vault / "Real").mkdir(parents=True)
    (vault / "N.md").write_bytes(b"mine\n")
    (vault / "Real/M.md").write_bytes(b"mine too\n")
    return vault


@pytest.fixture(autouse=True)
def never_waits() -> Iterator[None]:
    """Who waits for a pipe waits for ever: the test is broken off then, and fails."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise AssertionError("it waits for something that never comes")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def key(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:16]


def picture(folder: Path) -> dict[str, bytes]:
    """Every file under a folder; `.thesis` is left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and ".thesis" not in path.parts
    }


def put(root: Path, path: str, data: bytes) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def entry(old: str | None, new: str | None, *changes: str, digest: str = "x") -> bytes:
    """A record as thesis writes it, of changes from ``mine`` to ``theirs``."""
    texts = {"before": "bWluZQo=", "after": "dGhlaXJzCg=="}
    items = [{"path": path, **texts} for path in changes]
    document = {"version": 1, "old": old, "new": new, "digest": digest, "changes": items}
    return json.dumps(document).encode()


def write(root: Path) -> str:
    """What a command that writes a note does; the words of its refusal."""
    try:
        with Writer(root, idle=0) as writer:
            recover(root, writer)
            held = (root / "N.md").read_bytes()
            writer.replace("N.md", held, held + b"more\n")
    except WriteRefused as refusal:
        return str(refusal)
    return ""


def fifo(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_out(path: Path) -> None:
    outside = next(folder / "outside" for folder in path.parents if (folder / "outside").is_dir())
    path.symlink_to(outside / "id_rsa")


def link_in(path: Path) -> None:
    root = next(folder for folder in path.parents if (folder / "N.md").is_file())
    path.symlink_to(root / "N.md")


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def folder(path: Path) -> None:
    path.mkdir()


def unix_socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path must be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("s")
        os.rename("s", path.name)
    finally:
        os.chdir(here)


STRANGE = [fifo, endless, link_out, link_in, dangling, folder, unix_socket]
strange = pytest.mark.parametrize("make", STRANGE)


_MOVES = (
    ("{a}/id_rsa", "{a}/id_rsa"),
    ("{a}/id_rsa", "{a}/deep/../id_rsa"),
    ("{a}/N.md", "{a}/Z.md"),
    ("{a}/M.md", "Z.md"),
    ("N.md", "{a}/Z.md"),
    ("{a}", "Z.md"),
    (None, None),
)
_TARGETS = ("{out}", "{out}/deep", "{root}/Real", "{root}", "nowhere")


@pytest.mark.parametrize(
    # In the suite every second: each move with each target, each target with each link.
    ("move", "target", "link"),
    [*product(_MOVES, _TARGETS, ("a", "Real/a", "Real/b/a"))][:: share(2, 1)],
)
def test_a_journal_names_what_lies_behind_a_link(
    root: Path, move: tuple[str | None, str | None], target: str, link: str
) -> None:
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(target.format(out=root.parent / "outside", root=root))
    names = [name.format(a=link) if name else None for name in move]
    for digest in ("x", hashlib.sha256(b"secret id_rsa").hexdigest()):
        for number, change in enumerate((f"{link}/deep/N.md", f"{link}/M.md", names[1] or "N.md")):
            record = entry(names[0], names[1], change, digest=digest)
            put(root, f"{JOURNAL}/{number}.json", record)
        before = picture(root), picture(root.parent / "outside")
        write(root)
        for number in range(3):
            (root / JOURNAL / f"{number}.json").unlink(missing_ok=True)
        assert picture(root.parent / "outside") == before[1]
        assert (root / link).is_symlink()
        after = picture(root)
        assert len(after) == len(before[0])
        assert after["Real/M.md"] == b"mine too\n"


@pytest.mark.parametrize("name", ["N.md", "Real/M.md"])
def test_a_journal_that_moves_a_note_onto_itself_removes_nothing(root: Path, name: str) -> None:
    before = picture(root)
    put(root, f"{JOURNAL}/0.json", entry(name, name))
    assert f"{JOURNAL}/0.json" in write(root)
    assert picture(root) == before


@pytest.mark.parametrize("path", [".thesis", JOURNAL, HISTORY, TMP])
@pytest.mark.parametrize("target", ["{out}", "{out}/deep", "{root}/Real", "nowhere"])
def test_a_folder_of_ours_is_a_link(root: Path, path: str, target: str) -> None:
    there = root.parent / "outside"
    put(root, "Real/x.tmp", b"mine")
    put(root, "Real/0.json", b"{}")
    put(there, "0.json", entry("N.md", "Z.md"))
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).symlink_to(target.format(out=there, root=root))
    before = picture(root), picture(there)
    plan = Plan((), "N.md", "Z.md", hashlib.sha256(b"mine\n").hexdigest())
    refused = pytest.raises(WriteRefused, match=rf"`{path}` is a link or a file")
    with refused, Writer(root, idle=0) as writer:
        recover(root, writer)
        carry_out(root, plan, writer)
    assert not pending(root)
    assert History(root).versions("N.md") == ()
    with pytest.raises(UsageFault, match="no version"):
        History(root).read(f"{ID}-{key('N.md')}")
    assert can_exchange(root) is not None
    assert (picture(root), picture(there)) == before


@strange
def test_what_is_no_file_in_the_journal_is_no_record(root: Path, make: Make) -> None:
    (root / JOURNAL).mkdir(parents=True)
    make(root / JOURNAL / "0.json")
    make(root / JOURNAL / "0.tmp")
    outside = picture(root.parent / "outside")
    assert not pending(root)
    assert write(root) == ""
    assert (root / "N.md").read_bytes() == b"mine\nmore\n"
    assert os.path.lexists(root / JOURNAL / "0.json")
    assert picture(root.parent / "outside") == outside


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"5",
        b"\xff\xfe{}",
        b"{" * 100_000,
        b'{"x": ' + b"[" * 200_000 + b"]" * 200_000 + b', "changes": []}',
        entry("N.md", "Z.md").replace(b'"N.md"', b"5"),
        entry("N.md", "Z.md").replace(b'"x"', b"null"),
        entry("N.md", "Z.md").replace(b'"version": 1', b'"version": true'),
        entry("N.md", "Z.md").replace(b"[]", b'{"path": "N.md"}'),
        entry("N.md", "Z.md", "L.md").replace(b"bWluZQo=", b"%%%"),
        entry("N.md", "Z.md", "L.md").replace(b'"L.md"', b"[1]"),
        entry("N.md", "Z.md", "L.md", "L.md"),
        entry("N.md", None),
        entry("N\0.md", "Z.md"),
        entry(None, None, "a\0.md"),
        entry("N.md", ".thesis/config.toml"),
        entry(".git/config", "Z.md"),
        entry("Real/../../outside/id_rsa", "Z.md"),
        entry("Real//M.md", "Z.md"),
        entry("", "Z.md"),
        entry("N.md", "Z\udc80.md"),
    ],
)
def test_a_record_that_thesis_cannot_have_made_is_named(root: Path, data: bytes) -> None:
    put(root, f"{JOURNAL}/0.json", data)
    before = picture(root)
    said = write(root)
    assert f"`{JOURNAL}/0.json` is not a record that thesis made" in said
    assert "delete it" in said
    assert picture(root) == before


def test_a_name_that_no_disk_takes_is_told_with_the_record(root: Path) -> None:
    put(root, f"{JOURNAL}/0.json", entry("N.md", "x" * 300 + ".md"))
    assert f"{JOURNAL}/0.json" in write(root)
    assert (root / "N.md").read_bytes() == b"mine\n"


def test_a_note_that_stops_a_broken_off_move_is_told_with_the_move(root: Path) -> None:
    put(root, f"{JOURNAL}/0.json", entry("Real/M.md", "Z.md", "N.md"))
    (root / "N.md").chmod(0o444)
    said = write(root)
    assert "`N.md` is not written" in said
    assert "the rename of `Real/M.md` to `Z.md`" in said and f"{JOURNAL}/0.json" in said


@strange
def test_what_is_no_file_is_no_version(root: Path, make: Make) -> None:
    version = f"{ID}-{key('N.md')}"
    (root / HISTORY).mkdir(parents=True)
    make(root / HISTORY / f"{version}.md")
    with Writer(root, idle=0) as writer:
        assert writer.versions("N.md") == ()
        with pytest.raises((UsageFault, WriteRefused), match=r"no version|not a version"):
            writer.restore("N.md", version)
    assert (root / "N.md").read_bytes() == b"mine\n"


@strange
def test_what_is_no_file_does_not_name_a_note(root: Path, make: Make) -> None:
    (root / HISTORY).mkdir(parents=True)
    label = root / HISTORY / f"{key('N.md')}.json"
    make(label)
    with Writer(root, idle=0, tidy=False) as writer:
        if make is folder:
            with pytest.raises(WriteRefused, match=rf"{label.name}.*delete it"):
                writer.replace("N.md", b"mine\n", b"new\n")
        else:
            assert writer.replace("N.md", b"mine\n", b"new\n").changed
            assert json.loads(label.read_bytes())["path"] == "N.md"
            assert not label.is_symlink()
    assert (root / "N.md").read_bytes() == (b"mine\n" if make is folder else b"new\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" * 200_000,
        b'{"path": 5}',
        b'{"path": "\xff"}',
        b'{"path": "a\\u0000b"}',
        b'{"path": "../outside/x.md"}',
        b'{"path": "Real/M.md"}',
        b"[]",
    ],
)
def test_a_key_is_believed_only_for_its_own_path(root: Path, data: bytes) -> None:
    put(root, f"{HISTORY}/{key('N.md')}.json", data)
    assert History(root).path_of(f"{ID}-{key('N.md')}") is None
    stem = f"thesis-{ID}-{key('N.md')}-{'0' * 64}"
    put(root, f"{TMP}/{stem}.beside", b"")
    put(root, f"{TMP}/{stem}.swap", b"late")
    assert write(root) == ""
    assert os.listdir(root / TMP) == []
    assert b"late" in kept(root)


@pytest.mark.parametrize("ending", [".swap", ".part"])
@strange
def test_what_is_no_file_was_never_swapped_out(root: Path, make: Make, ending: str) -> None:
    name = f"thesis-{ID}-{key('N.md')}-{'0' * 64}{ending}"
    (root / TMP).mkdir(parents=True)
    make(root / TMP / name)
    outside = picture(root.parent / "outside")
    assert write(root) == ""
    assert kept(root) == [b"mine\n"]
    assert picture(root.parent / "outside") == outside
    assert os.path.lexists(root / TMP / name) is (ending == ".swap" or make is folder)


@strange
def test_what_is_no_file_does_not_stand_beside_a_note(root: Path, make: Make) -> None:
    stem = f"thesis-{ID}-{key('Real/M.md')}-{'0' * 64}"
    put(root, f"{HISTORY}/{key('Real/M.md')}.json", b'{"path": "Real/M.md"}')
    put(root, f"{HISTORY}/{ID}-{key('Real/M.md')}.md", b"")
    put(root, f"{TMP}/{stem}.beside", b"")
    make(root / f"Real/.{stem}.swap")
    outside = picture(root.parent / "outside")
    assert write(root) == ""
    assert os.path.lexists(root / f"Real/.{stem}.swap")
    assert picture(root.parent / "outside") == outside


@pytest.mark.parametrize("path", ["a/deep/N.md", "a/M.md", "a/b/N.md"])
def test_what_stands_beside_a_note_is_not_looked_for_behind_a_link(root: Path, path: str) -> None:
    (root / "a").symlink_to("../outside")
    (root.parent / "outside/b").symlink_to("deep")
    stem = f"thesis-{ID}-{key(path)}-{'0' * 64}"
    put(root, f"{HISTORY}/{key(path)}.json", json.dumps({"path": path}).encode())
    put(root, f"{HISTORY}/{ID}-{key(path)}.md", b"")
    put(root, f"{TMP}/{stem}.beside", b"")
    for folder in (root.parent / "outside", root.parent / "outside/deep"):
        for ending in (".swap", ".part"):
            put(folder, f".{stem}{ending}", b"theirs")
    before = picture(root.parent / "outside")
    assert write(root) == ""
    assert picture(root.parent / "outside") == before
    assert b"theirs" not in kept(root)


@strange
def test_the_lock_is_a_file_of_ours(root: Path, make: Make) -> None:
    (root / ".thesis").mkdir()
    make(root / ".thesis/lock")
    outside = picture(root.parent / "outside")
    assert "`.thesis/lock` is not the file that thesis makes: delete it" in write(root)
    assert picture(root.parent / "outside") == outside
    assert (root / "N.md").read_bytes() == b"mine\n"


def test_a_lock_with_a_second_name_is_not_written(root: Path) -> None:
    (root / ".thesis").mkdir()
    os.link(root.parent / "outside/id_rsa", root / ".thesis/lock")
    assert "delete it" in write(root)
    assert (root.parent / "outside/id_rsa").read_bytes() == b"secret id_rsa"


def huge(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        try:
            file.truncate(HUGE)
        except OSError:
            pytest.skip("NOT TESTED: no file can be that large here")
    return path


def test_a_record_of_a_terabyte_is_not_read(root: Path) -> None:
    huge(root / JOURNAL / "0.json")
    assert f"`{JOURNAL}/0.json` is not a record" in write(root)


def test_a_version_of_a_terabyte_is_not_read(root: Path) -> None:
    version = f"{ID}-{key('N.md')}"
    huge(root / HISTORY / f"{version}.md")
    huge(root / HISTORY / f"{key('N.md')}.json")
    with pytest.raises(UsageFault, match=rf"{version}\.md` is not a version.*larger than"):
        History(root).read(version)
    assert write(root) == ""
    assert json.loads((root / HISTORY / f"{key('N.md')}.json").read_bytes())["path"] == "N.md"


def test_a_late_save_of_a_terabyte_is_kept_unread(root: Path) -> None:
    put(root, f"{HISTORY}/{key('N.md')}.json", b'{"path": "N.md"}')
    put(root, f"{HISTORY}/{ID}-{key('N.md')}.md", b"")
    huge(root / TMP / f"thesis-{ID}-{key('N.md')}-{'0' * 64}.swap")
    with Writer(root, idle=0) as writer:
        (late,) = writer.late
    assert (late.path, late.size) == ("N.md", HUGE)
    assert os.listdir(root / TMP) == []


def test_a_config_of_a_terabyte_is_not_read(root: Path) -> None:
    huge(root / ".thesis/config.toml")
    with pytest.raises(ConfigFault, match="larger than"):
        read_settings(root)


def test_a_note_of_a_terabyte_is_no_version_of_the_record(root: Path) -> None:
    huge(root / "Real/M.md")
    put(root, f"{JOURNAL}/0.json", entry(None, None, "Real/M.md"))
    with Writer(root, idle=0) as writer:
        (found,) = recover(root, writer)
    assert found.left == ("Real/M.md",)


def test_a_part_that_cannot_be_taken_away_is_named(root: Path) -> None:
    (root / TMP / "thesis-version.part").mkdir(parents=True)
    assert "`thesis-version.part`" in (said := write(root)) and "delete it" in said
    assert (root / "N.md").read_bytes() == b"mine\n"


def test_a_vault_that_is_reached_through_a_link_works(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to("vault")
    changes = (Change("N.md", b"mine\n", b"new\n"),)
    plan = Plan(changes, "Real/M.md", "Z.md", hashlib.sha256(b"mine too\n").hexdigest())
    with Writer(link, idle=0) as writer:
        carry_out(link, plan, writer)
        (version,) = writer.versions("N.md")
        assert writer.restore("N.md", version.id).changed
    assert picture(root) == {"N.md": b"mine\n", "Z.md": b"mine too\n"}


def test_a_record_is_nobody_elses_to_read(root: Path) -> None:
    modes: list[int] = []

    class Looking:
        """Looks at the record while the plan is carried out."""

        def replace(self, path: str, expected: bytes, data: bytes) -> None:
            modes.extend(file.stat().st_mode & 0o777 for file in (root / JOURNAL).iterdir())

        def rename(self, path: str, new: str, expected: str) -> None:
            raise AssertionError

    with Writer(root, idle=0):
        carry_out(root, Plan((Change("N.md", b"mine\n", b"new\n"),)), Looking())
    assert modes == [0o600]


def test_a_plan_that_is_too_large_to_be_read_again_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thesisvault.storage.writing.plans.LARGEST", 50)
    with Writer(root, idle=0) as writer, pytest.raises(WriteRefused, match="no note was touched"):
        carry_out(root, Plan((Change("N.md", b"mine\n", b"new\n"),)), writer)
    assert not pending(root) and (root / "N.md").read_bytes() == b"mine\n"

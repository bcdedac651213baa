"""What a keeper writes after a save, and that it writes nothing else."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from pathlib import Path

import pytest

from actions.keeping import (
    BLOCK,
    CLOCK,
    DAY,
    Kept,
    bring_part_of_sample,
    left,
    turns,
    write,
    wrote,
)
from thesisvault.actions import filling, watch
from thesisvault.model.errors import WriteRefused
from thesisvault.storage.index.changes import KEPT
from thesisvault.storage.writing.displaced import GRACE
from thesisvault.storage.writing.writer import Writer
from thesisvault.workspace.open import open_workspace

NOTES = {
    "a.md": f"# A\n\n{BLOCK}",
    "b.md": f"# B\n\n{BLOCK}",
    "c.md": f"# C\n\n{BLOCK}",
    "s.md": "The first says [[a]].\n",
}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "vault", NOTES)


@pytest.fixture
def sample(tmp_path: Path) -> Kept:
    bring_part_of_sample(tmp_path / "vault")
    return Kept(tmp_path / "vault")


def stamps(kept: Kept, *paths: str) -> list[tuple[int, int]]:
    found = [(kept.root / path).stat() for path in paths]
    return [(item.st_ino, item.st_mtime_ns) for item in found]


def test_the_start_fills_all_blocks(kept: Kept) -> None:
    assert sorted(wrote(kept.began)) == ["a.md", "b.md", "c.md"]
    assert "- [[s]]: The first says a.\n" in kept.read("a.md")
    assert kept.keeper.count == 4
    assert kept.is_current()


@pytest.mark.parametrize(
    ("text", "concerned", "row"),
    [
        ("The first says [[a]].\nA second one, of [[b]].\n", ["b.md"], "- [[s]]: A second one, of"),
        ("The first says nothing.\n", ["a.md"], "Nothing links here yet."),
        ("The first has [[c]] instead.\n", ["a.md", "c.md"], "- [[s]]: The first has c instead."),
        ("It says [[a]] in other words.\n", ["a.md"], "- [[s]]: It says a in other words."),
        ("\n\nThe first says [[a]].\n", [], ""),
    ],
    ids=["added", "removed", "other", "words", "moved"],
)
def test_a_save_refreshes_the_blocks_it_concerns(
    kept: Kept, text: str, concerned: list[str], row: str
) -> None:
    others = [path for path in ("a.md", "b.md", "c.md") if path not in concerned]
    before = stamps(kept, *others)
    assert sorted(wrote(kept.save("s.md", text))) == concerned
    assert stamps(kept, *others) == before
    assert kept.is_current()
    if concerned:
        assert row in kept.read(concerned[-1])


def test_a_note_saved_twice_in_a_row_is_quoted_as_it_is_now(kept: Kept) -> None:
    kept.save("s.md", "Once upon [[a]] time.\n")
    kept.rest()
    assert wrote(kept.save("s.md", "Twice upon [[a]] time.\n")) == ["a.md"]
    assert "- [[s]]: Twice upon a time.\n" in kept.read("a.md")


def test_a_block_that_grew_does_not_shift_what_is_quoted_below_it(kept: Kept) -> None:
    """A's own block stands above its link to B: both are filled after one save."""
    kept.save("a.md", f"{BLOCK}\nOne line.\n\nAnother, which says [[b]].\n")
    kept.rest()
    write(kept.root, "s.md", "[[a]]\n\n[[a]] again.\n\nAnd [[a]].\n")
    write(kept.root, "a.md", kept.read("a.md").replace("Another", "A third"))
    assert sorted(wrote(kept.on_batch("s.md", "a.md", settle=False))) == ["a.md", "b.md"]
    assert "- [[a]]: A third, which says b.\n" in kept.read("b.md")
    assert wrote(kept.on_batch("a.md", "b.md")) == []


def test_our_own_writes_lead_to_nothing(kept: Kept) -> None:
    written = wrote(kept.save("s.md", "[[a]] and [[b]], [[c]]\n"))
    assert written
    before = stamps(kept, *written)
    assert kept.on_batch(*written) == []
    assert kept.on_batch(rescan=True) == []
    assert stamps(kept, *written) == before


def test_what_the_start_wrote_is_read_back_before_it_is_ready(kept: Kept) -> None:
    read: list[int] = []
    open_workspace(kept.root, progress=lambda done, _: read.append(done)).close()
    assert read == []


def test_a_save_is_followed_while_the_start_still_fills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "STEP", 0.0)
    kept = Kept(tmp_path / "vault", NOTES, starts=False)
    assert wrote(kept.keeper.start()) == ["a.md"]
    assert kept.keeper.is_starting
    write(kept.root, "s.md", "The first says [[a]].\nA second one, of [[c]].\n")
    assert wrote(kept.on_batch("s.md", "a.md", settle=False)) == ["c.md"]
    assert "- [[s]]: A second one, of c.\n" in kept.read("c.md")
    assert "Nothing links here yet." not in kept.read("b.md")
    assert wrote(kept.settle()) == ["b.md"]
    assert kept.keeper.is_starting
    assert kept.on_batch("b.md", "c.md") == []
    assert not kept.keeper.is_starting
    assert kept.is_current()


def test_notes_that_show_figures_are_known_as_such(kept: Kept) -> None:
    write(kept.root, "m.md", f"# M\n\n{BLOCK.replace('backlinks', 'moves')}")
    write(kept.root, "x.md", "It says `thesis:impact`, and holds no marker.\n")
    kept.on_batch("m.md", "x.md")
    with contextlib.closing(open_workspace(kept.root)) as workspace:
        assert workspace.index.showing_figures() == ["m.md"]


def test_a_save_on_top_of_our_own_write_is_followed(kept: Kept) -> None:
    write(kept.root, "s.md", "Now [[a]].\n")
    assert wrote(kept.on_batch("s.md", settle=False)) == ["a.md"]
    ours = kept.read("a.md")
    write(kept.root, "a.md", ours + "\nOf [[b]].\n")
    assert wrote(kept.on_batch("a.md")) == ["b.md"]
    assert "- [[a]]: Of b.\n" in kept.read("b.md")
    kept.rest()
    write(kept.root, "a.md", ours)
    assert wrote(kept.on_batch("a.md")) == ["b.md"]
    assert "Nothing links here yet." in kept.read("b.md")


@pytest.mark.parametrize("rescan", [False, True], ids=["told", "found"])
def test_names_that_become_ambiguous_and_single_again(kept: Kept, rescan: bool) -> None:
    write(kept.root, "deep/s.md", "Another note of that name.\n")
    hints = () if rescan else ("deep/s.md",)
    assert wrote(kept.on_batch(*hints, rescan=rescan)) == ["a.md"]
    assert "- [[s|s]]: The first says a.\n" in kept.read("a.md")
    kept.rest()
    (kept.root / "deep/s.md").unlink()
    assert wrote(kept.on_batch(*hints, rescan=rescan)) == ["a.md"]
    assert "- [[s]]: The first says a.\n" in kept.read("a.md")
    assert kept.is_current()


def test_a_source_that_is_renamed_and_deleted(kept: Kept) -> None:
    (kept.root / "s.md").rename(kept.root / "t.md")
    assert wrote(kept.on_batch("s.md", "t.md")) == ["a.md"]
    assert "- [[t]]: The first says a.\n" in kept.read("a.md")
    kept.rest()
    (kept.root / "t.md").unlink()
    assert wrote(kept.on_batch("t.md")) == ["a.md"]
    assert "Nothing links here yet." in kept.read("a.md")


def test_a_target_that_is_renamed_loses_its_links(kept: Kept) -> None:
    (kept.root / "a.md").rename(kept.root / "b2.md")
    assert wrote(kept.on_batch("a.md", "b2.md")) == ["b2.md"]
    assert "Nothing links here yet." in kept.read("b2.md")
    kept.rest()
    (kept.root / "b2.md").rename(kept.root / "a.md")
    assert wrote(kept.on_batch("b2.md", "a.md")) == ["a.md"]
    assert kept.is_current()


def test_a_nearer_note_takes_a_link(kept: Kept) -> None:
    write(kept.root, "deep/t.md", "It says [[q]].\n")
    write(kept.root, "x/q.md", BLOCK)
    assert wrote(kept.on_batch("deep/t.md", "x/q.md")) == ["x/q.md"]
    kept.rest()
    assert "- [[t]]: It says q.\n" in kept.read("x/q.md")
    assert sorted(wrote(kept.save("deep/q.md", BLOCK))) == ["deep/q.md", "x/q.md"]
    assert "Nothing links here yet." in kept.read("x/q.md")
    assert "- [[t]]: It says q.\n" in kept.read("deep/q.md")
    assert kept.is_current()


def test_templates_are_neither_filled_nor_quoted(kept: Kept) -> None:
    template = f"Say [[a]].\n{BLOCK}"
    assert wrote(kept.save("templates/thesis.md", template)) == []
    assert kept.read("templates/thesis.md") == template
    assert kept.is_current()


ROTATION = "Rotations/Sector Rotation January 2026.md"


def supported(sample: Kept) -> str:
    """The rotation note, by which Long NVIDIA is pressured, as it would support it."""
    text = sample.read(ROTATION)
    edited = text.replace("Near-term pressure, structural", "Structural", 1)
    assert edited != text
    return edited.replace(
        "| [[Long NVIDIA]] | Structural thesis intact", "| [[Long NVIDIA]] | Supported, strongly"
    )


def test_a_fact_turns_a_verdict_and_the_blocks_that_show_it(sample: Kept) -> None:
    path = ROTATION
    happened = sample.save(path, supported(sample))
    (turn,) = turns(happened)
    assert (turn.thesis, str(turn.before), str(turn.after)) == (
        "Long NVIDIA",
        "pressured",
        "supported",
    )
    cited = turn.came[0].citation
    assert cited is not None
    assert (cited.note, cited.line) == (path, 90)
    assert "Theses/Long NVIDIA.md" in wrote(happened)
    assert "supported" in sample.read("Theses/Long NVIDIA.md").partition("thesis:impact")[2]
    sample.rest()
    assert sample.is_current()
    sample.on_batch(path, settle=False)
    assert turns(sample.on_batch(rescan=True)) == []


def test_saves_are_followed_while_a_review_is_made(sample: Kept) -> None:
    """Notes that show figures wait for it; others do not, and it is not asked for twice."""
    sample.reviewer.holds_back, made = True, sample.reviewer.made
    write(sample.root, ROTATION, supported(sample))
    write(sample.root, "a.md", BLOCK)
    write(sample.root, "s.md", "[[a]] and [[Long NVIDIA]]\n")
    assert wrote(sample.on_batch(ROTATION, "a.md", "s.md")) == ["a.md"]
    assert sample.reviewer.is_busy
    write(sample.root, "s.md", "[[a]] and [[Long NVIDIA]] again\n")
    sample.rest()
    assert wrote(sample.on_batch("s.md")) == ["a.md"]
    sample.reviewer.holds_back = False
    happened = sample.settle()
    (turn,) = turns(happened)
    assert str(turn.after) == "supported"
    assert "Theses/Long NVIDIA.md" in wrote(happened)
    assert sample.reviewer.made - made == 1
    sample.rest()
    assert sample.is_current()


def test_a_reviewer_that_nobody_needs_is_polled_when_it_is_to_end(sample: Kept) -> None:
    assert sample.keeper.next_due is None
    sample.reviewer.rests_at = CLOCK.monotonic() + 60
    assert sample.keeper.next_due == sample.reviewer.rests_at


def test_what_changes_while_a_review_is_made_asks_for_another(sample: Kept) -> None:
    before = sample.read(ROTATION)
    sample.reviewer.holds_back, made = True, sample.reviewer.made
    write(sample.root, ROTATION, supported(sample))
    sample.on_batch(ROTATION)
    write(sample.root, ROTATION, before)
    sample.on_batch(ROTATION)
    sample.reviewer.holds_back = False
    assert turns(sample.settle()) == []
    assert sample.reviewer.made - made == 2
    sample.rest()
    assert sample.is_current()


def test_saves_that_stream_in_put_a_review_off_but_not_for_ever(
    sample: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "CALM", 1.0)
    monkeypatch.setattr(watch, "LONGEST", 3.0)
    texts, begun = [supported(sample), sample.read(ROTATION)], CLOCK.monotonic()
    while not sample.reviewer.is_busy:
        write(sample.root, ROTATION, texts[0])
        texts.reverse()
        sample.on_batch(ROTATION, settle=False)
        CLOCK.sleep(0.5)
        list(sample.keeper.on_timer())
    assert CLOCK.monotonic() - begun == 3.0


def test_blocks_wait_while_a_save_does_all_but_the_first(kept: Kept) -> None:
    kept.waiting = {"c.md"}
    write(kept.root, "s.md", "Now [[b]], [[c]].\n")
    assert wrote(kept.on_batch("s.md", settle=False)) == ["a.md"]
    kept.waiting = set()
    assert sorted(wrote(kept.settle())) == ["b.md", "c.md"]
    assert kept.is_current()


def test_our_own_writes_are_no_reason_to_wait(kept: Kept) -> None:
    kept.waiting = {"a.md"}
    write(kept.root, "s.md", "Now [[b]], [[c]].\n")
    assert sorted(wrote(kept.on_batch("s.md", settle=False))) == ["a.md", "b.md", "c.md"]


def test_the_lock_is_kept_no_longer_than_it_must_be(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(kept.root, "s.md", "Now [[b]].\n")
    kept.on_batch("s.md", settle=False)
    with pytest.raises(WriteRefused, match=r"is writing to the vault \(process \d+ "):
        Writer(kept.root)
    assert kept.keeper.next_due is not None and kept.keeper.next_due - CLOCK.monotonic() <= GRACE
    kept.settle()
    Writer(kept.root).close()
    kept.rest()
    monkeypatch.setattr(filling, "LONGEST_HOLD", 0.0)
    write(kept.root, "s.md", "Now [[c]].\n")
    kept.on_batch("s.md", settle=False)
    assert kept.keeper.next_due is not None and kept.keeper.next_due <= CLOCK.monotonic()
    kept.settle()
    Writer(kept.root).close()


def test_other_prices_are_seen(sample: Kept) -> None:
    file = next(sample.root.glob("prices/**/*NVDA*"))
    lines = file.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("2026-01-0")]
    assert 0 < len(kept) < len(lines)
    file.write_text("".join(kept))
    name = file.relative_to(sample.root).as_posix()
    assert "Rotations/Sector Rotation January 2026.md" in wrote(sample.on_batch(name))
    sample.rest()
    assert sample.is_current()
    file.write_text("".join(lines))
    assert wrote(sample.on_batch(rescan=True))
    sample.rest()
    assert sample.is_current()


def test_a_changed_config_is_taken_up(sample: Kept) -> None:
    config = sample.root / ".thesis/config.toml"
    before = config.read_text()
    config.write_text(before + "\n[impact]\nstated_weight = 0.0\n")
    assert "Theses/Long NVIDIA.md" in wrote(sample.on_batch(".thesis/config.toml"))
    sample.rest()
    assert sample.is_current()
    config.write_text(before)
    assert "Theses/Long NVIDIA.md" in wrote(sample.on_batch(rescan=True)), "as polling tells of it"


@pytest.mark.parametrize(
    "nonsense",
    ["as_of = ", "nothing = 1\n", '[vocabulary.kinds]\nthesis = "x"\n'],
    ids=["syntax", "key", "words"],
)
def test_a_config_that_means_nothing_is_told_once(kept: Kept, nonsense: str) -> None:
    config = kept.root / ".thesis/config.toml"
    config.write_text(nonsense)
    write(kept.root, "s.md", "Now [[b]].\n")
    assert sorted(wrote(kept.on_batch(".thesis/config.toml", "s.md"))) == ["a.md", "b.md"]
    kept.on_batch(".thesis/config.toml")
    kept.on_batch(rescan=True)
    (told,) = kept.told
    assert told.startswith(".thesis/config.toml")
    assert told.endswith("The previous settings are still used.")
    config.write_text("")
    kept.on_batch(".thesis/config.toml")
    assert len(kept.told) == 1


def test_words_of_the_vault_own_that_change(kept: Kept) -> None:
    (kept.root / ".thesis/config.toml").write_text(
        '[vocabulary.impact]\npressures = ["jolly bad"]\n'
    )
    assert left(kept.on_batch(".thesis/config.toml")) == []
    write(kept.root, "s.md", "[[c]]\n")
    assert sorted(wrote(kept.on_batch("s.md"))) == ["a.md", "c.md"]
    assert kept.is_current()


def test_at_midnight_tomorrow_is_seen(kept: Kept) -> None:
    assert wrote(kept.save("n.md", "---\ncreated: 2026-01-10\n---\nOf [[b]].\n")) == []
    kept.day = DAY + dt.timedelta(days=1)
    assert wrote(kept.on_batch(rescan=True)) == ["b.md"]
    assert "- [[n]]: Of b.\n" in kept.read("b.md")
    assert kept.on_batch(rescan=True) == []


@pytest.mark.parametrize(
    ("link", "reviews"),
    [("[[b]]", 0), ("[[deep/x]]", 0), ("[[Deep/X.md|x]]", 0), ("[[nowhere]]", 1), ("[[no/b]]", 1)],
)
def test_a_link_to_a_note_asks_for_no_review(kept: Kept, link: str, reviews: int) -> None:
    """A name without a note may be a thesis that others speak of; a note is what it says."""
    kept.save("deep/x.md", "x\n")
    before = kept.reviewer.made
    kept.save("s.md", f"The first says [[a]], then {link}.\n")
    assert kept.reviewer.made - before == reviews
    kept.save("s.md", "The first says [[a]].\n")
    assert kept.reviewer.made - before == 2 * reviews


def test_another_process_may_read_a_change_first(kept: Kept) -> None:
    write(kept.root, "s.md", "Now [[b]].\n")
    workspace = open_workspace(kept.root)
    assert workspace.index.count() == 4
    assert workspace.index.has_notes(4) and not workspace.index.has_notes(5)
    workspace.close()
    assert sorted(wrote(kept.on_batch("s.md"))) == ["a.md", "b.md"]


def test_other_processes_believe_the_index_meanwhile(kept: Kept) -> None:
    assert kept.save("s.md", "Now [[b]].\n")
    assert kept.on_batch("a.md", "b.md", "c.md") == []
    told: list[str] = []
    read: list[int] = []
    open_workspace(kept.root, told.append, lambda done, _: read.append(done)).close()
    assert (told, read) == ([], [])


def test_more_changes_than_the_log_keeps(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    assert KEPT > 100
    monkeypatch.setattr("thesisvault.storage.index.changes.KEPT", 3)
    write(kept.root, "s.md", "Now [[b]].\n")
    for number in range(8):
        write(kept.root, f"n{number}.md", "x\n")
    assert sorted(wrote(kept.on_batch(rescan=True))) == ["a.md", "b.md"]


def test_names_on_the_disk_decide(kept: Kept) -> None:
    """A folder that was renamed: every note in it is another one."""
    write(kept.root, "one/x.md", f"[[a]] [[y]]\n{BLOCK}")
    write(kept.root, "one/y.md", f"[[x]]\n{BLOCK}")
    kept.on_batch(rescan=True)
    kept.rest()
    os.rename(kept.root / "one", kept.root / "two")
    write(kept.root, "x.md", "Of the same name.\n")
    assert wrote(kept.on_batch("x.md", rescan=True))
    kept.rest()
    assert "[[two/x|x]]" in kept.read("a.md")
    assert kept.is_current()

"""A walk through commits: each vault is the one that would be opened anew, whatever was kept."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from repositories import commits, record
from sizes import share
from thesisvault.graph import Vault
from thesisvault.graph.near import Near
from thesisvault.impact.assess import assess, judge
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.scope import open_theses
from thesisvault.reports.history import Ask, report
from thesisvault.reports.replay import Seen, Turn, find, turns, under_review
from thesisvault.reports.reviews import prices_for
from thesisvault.workspace.past import Past, Walk
from thesisvault.workspace.view import View

LAST = dt.date(2027, 1, 1)


@pytest.fixture
def pasts(tmp_path: Path) -> Iterator[tuple[Past, Past]]:
    """One repository twice: who walks, and who opens each commit anew."""
    record(tmp_path / "made", commits(share(16, 60), seed=3))
    found = Past(tmp_path / "made"), Past(tmp_path / "made")
    yield found
    for past in found:
        past.close()


def evidence_of(view: View, vault: Vault) -> EvidenceView:
    settings = view.settings
    prices = prices_for(view, vault)
    return EvidenceView(vault, view.as_of, settings.impact, settings.market, prices)


def test_each_vault_is_the_one_that_is_opened_anew(pasts: tuple[Past, Past]) -> None:
    walked, opened = pasts
    days = walked.days(dt.date(2025, 12, 1), LAST)
    walk = Walk(walked, walked.on(LAST).on(LAST))
    settings = walk.view.settings
    for day, commit in (*reversed(days), *random.Random(1).sample(days, len(days) // 3)):
        found = walk.go(commit, day)
        workspace = opened.open(commit)
        anew = workspace.on(day)
        assert dict(found.vault.noted_facts) == dict(anew.vault.noted_facts)
        assert (found.vault.outgoing, found.vault.incoming) == (
            anew.vault.outgoing,
            anew.vault.incoming,
        )
        assert dict(found.vault.stated) == dict(anew.vault.stated)
        assert isinstance(found.vault, Near) or anew.settings != settings
        settings = anew.settings
        whole = assess(
            anew.vault, day, settings.impact, settings.market, prices_for(anew, anew.vault)
        )
        view = evidence_of(found, found.vault)
        ours = [judge(view, node) for node in view.subjects]
        assert [(one.evidence, one.verdict) for one in ours] == [
            (one.evidence, one.verdict) for one in whole.theses
        ]
        workspace.close()
    walk.close()


def test_a_history_is_that_of_all_days(pasts: tuple[Past, Past]) -> None:
    walked, opened = pasts
    names = [thesis.name for thesis in open_theses(walked.on(LAST).on(LAST).vault, LAST)]
    found = 0
    for name in names[:2]:
        last = walked.on(LAST).on(LAST)
        answer = report(last, Ask(name))
        days = walked.days(answer.since, LAST)
        note = under_review(last, name).note
        paths = walked.trail(note, [commit for _, commit in reversed(days)]) if note else {}
        seen = []
        for day, commit in days:
            workspace = opened.open(commit)
            view = evidence_of(workspace.on(day), workspace.on(day).vault)
            subjects = {one.id: one.name for one in view.subjects}
            own = find(subjects, paths.get(commit.id), name)
            thesis = judge(view, view.vault.nodes[own]) if own else None
            seen.append(Seen(day, thesis, view.impact, commit.short))
            workspace.close()
        assert [_told(turn) for turn in answer.turns] == [_told(turn) for turn in turns(seen)]
        found += len(answer.turns)
    assert found > 4


def _told(turn: Turn) -> tuple[object, ...]:
    return turn.day, turn.before, turn.after, turn.score_before, turn.score_after, turn.commit

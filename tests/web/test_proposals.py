"""The page of proposals: off by default; a person's own page decides, and nobody else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from thesisvault.actions import proposals as actions
from thesisvault.cli.commands.proposals import decided
from thesisvault.storage.writing import proposals
from thesisvault.web.app import Pages
from thesisvault.web.guard import Guard
from thesisvault.web.pages.proposals import PATHS
from thesisvault.workspace.open import open_workspace
from web.serving import DAY, PORT, Answer, Client, owned

NOTE = "Theses/Tin.md"
TEXT = "---\ntype: thesis\nreview: 2026-01-31\n---\n# Tin\n\n## Log\n\n- 2026-01-05: Opened.\n"
HOSTILE = "<img src=x onerror=alert(1)> and “tin”"
HEADERS = {
    "origin": f"http://127.0.0.1:{PORT}",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "cors",
    "content-type": "application/json",
}


class Desk(Struct):
    """A vault with two proposals, and a browser that shows its pages."""

    root: Path
    client: Client
    pages: Pages
    line: str = ""
    review: str = ""

    def again(self) -> None:
        """The note as it was, and two proposals for it."""
        (self.root / NOTE).write_text(TEXT)
        os.utime(self.root / NOTE, (1_700_000_000, 1_700_000_000))
        for one in list(proposals.proposals(self.root)):
            proposals.drop(self.root, one.id)
        workspace = open_workspace(self.root)
        found = (
            actions.for_log(workspace, "an agent <b>", "Tin", HOSTILE, DAY, DAY),
            actions.for_property(workspace, "an agent <b>", "Tin", "review", "2026-03-31"),
        )
        for one in found:
            actions.keep(workspace, one)
        self.line, self.review = (one.id for one in found)
        workspace.close()

    def offered(self, verb: str, proposal: str) -> dict[str, Any]:
        """What the page's button posts."""
        found = proposals.named(self.root, proposal)
        seal = self.pages._seals.of(verb, found.id, found.after)
        assert seal in self.client.get("/proposals").text
        return {"id": found.id, "after": found.after, "seal": seal}

    def post(self, verb: str, given: Any, headers: dict[str, str] | None = None) -> Answer:
        body = given if isinstance(given, bytes) else json.dumps(given).encode()
        sent = HEADERS if headers is None else headers
        length = {} if "content-length" in sent else {"content-length": str(len(body))}
        return self.client.request("POST", f"/proposals/{verb}", {**sent, **length}, body)

    def text(self) -> str:
        return (self.root / NOTE).read_text()


@pytest.fixture(scope="module")
def served_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("proposals") / "vault"
    (root / ".thesis").mkdir(parents=True)
    (root / "Theses").mkdir()
    (root / NOTE).write_text(TEXT)
    with owned(root) as owner:
        pages = Pages(owner, partial(decided, root))
        yield Desk(root, Client(Guard(pages.app(), PORT, posts=PATHS)), pages)


@pytest.fixture
def desk(served_desk: Desk) -> Desk:
    served_desk.again()
    return served_desk


def test_the_page_shows_what_would_change_as_text(desk: Desk) -> None:
    page = desk.client.get("/proposals").text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page and "<img" not in page
    assert "agent &lt;b&gt;" in page and "-review: 2026-01-31" in page
    assert 'href="/proposals" aria-current="page"' in page
    assert 'href="/proposals"' in desk.client.get("/").text


def test_apply_and_discard(desk: Desk) -> None:
    done = desk.post("apply", desk.offered("apply", desk.line))
    assert (done.status_code, done.text) == (200, f"`{NOTE}` was written.\n")
    assert f"- {DAY}: {HOSTILE}\n" in desk.text()
    assert "was written" in desk.client.get("/proposals").text
    done = desk.post("discard", desk.offered("discard", desk.review))
    assert done.status_code == 200 and "review: 2026-01-31" in desk.text()
    assert "No proposal is waiting" in desk.client.get("/proposals").text


def test_one_that_is_applied_carries_the_other_on(desk: Desk) -> None:
    for proposal in (desk.line, desk.review):
        assert desk.post("apply", desk.offered("apply", proposal)).status_code == 200
        os.utime(desk.root / NOTE, (1_700_000_000, 1_700_000_000))
    assert HOSTILE in desk.text() and "review: 2026-03-31" in desk.text()


def test_a_replay_finds_nothing(desk: Desk) -> None:
    given = desk.offered("apply", desk.line)
    assert desk.post("apply", given).status_code == 200
    held = desk.text()
    again = desk.post("apply", given)
    assert again.status_code == 409 and "There is no proposal" in again.text
    assert desk.text() == held


ATTACKS: tuple[tuple[str, dict[str, str | None], int], ...] = (
    ("another origin", {"origin": "https://evil.example"}, 403),
    ("another port", {"origin": "http://127.0.0.1:3000"}, 403),
    ("a form of ours or of a file", {"origin": "null"}, 403),
    ("no origin", {"origin": None}, 403),
    ("another site", {"sec-fetch-site": "cross-site"}, 403),
    ("a neighbour", {"sec-fetch-site": "same-site"}, 403),
    ("an address typed", {"sec-fetch-site": "none"}, 403),
    ("no browser", {"sec-fetch-site": None}, 403),
    ("a form", {"content-type": "application/x-www-form-urlencoded"}, 415),
    ("plain text", {"content-type": "text/plain"}, 415),
    ("no type", {"content-type": None}, 415),
    ("a rebound name", {"host": f"evil.example:{PORT}"}, 421),
    ("too long", {"content-length": "5000"}, 413),
    ("longer than it says", {"content-length": "-1"}, 413),
    ("in pieces", {"transfer-encoding": "chunked"}, 413),
)


@pytest.mark.parametrize(
    ("other", "status"), [row[1:] for row in ATTACKS], ids=[row[0] for row in ATTACKS]
)
def test_attacks(other: dict[str, str | None], status: int, served_desk: Desk) -> None:
    if not served_desk.line:
        served_desk.again()
    given = {"id": served_desk.line, "after": "", "seal": ""}
    if known := [one for one in proposals.proposals(served_desk.root)]:
        given = served_desk.offered("apply", known[0].id)
    before = served_desk.text()
    sent = {key: value for key, value in {**HEADERS, **other}.items() if value is not None}
    answer = served_desk.post("apply", given, sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert served_desk.text() == before


def test_a_seal_fits_what_it_was_made_for_alone(desk: Desk) -> None:
    given = desk.offered("discard", desk.line)
    other = proposals.named(desk.root, desk.review)
    wrong: tuple[Any, ...] = (
        given,  # of another verb
        {**given, "seal": ""},
        {**given, "seal": "é" * 64},
        {**given, "id": other.id, "after": other.after},
        {**desk.offered("apply", desk.line), "after": "0" * 64},
    )
    for one in wrong:
        assert desk.post("apply", one).status_code == 403
    for body in (b"", b"[]", b"\xff", b'{"id": 1}', b'{"id":"x","after":"","seal":"","more":1}'):
        assert desk.post("apply", body).status_code == 400
    assert desk.text() == TEXT
    assert len(list(proposals.proposals(desk.root))) == 2


def test_what_was_shown_is_what_is_written(desk: Desk) -> None:
    """A file that another program has put in the place of the proposal is not meant."""
    given = desk.offered("apply", desk.line)
    other = proposals.named(desk.root, desk.review)
    import msgspec

    crafted = msgspec.structs.replace(other, id=desk.line)
    file = desk.root / proposals.PROPOSALS / f"{desk.line}.json"
    file.write_bytes(msgspec.json.encode(crafted))
    answer = desk.post("apply", given)
    assert answer.status_code == 409 and "has changed since" in answer.text
    assert desk.text() == TEXT


def test_an_edit_in_between(desk: Desk) -> None:
    given = desk.offered("apply", desk.line)
    (desk.root / NOTE).write_text(TEXT + "Mine.\n")
    os.utime(desk.root / NOTE, (1_700_000_000, 1_700_000_000))
    answer = desk.post("apply", given)
    assert answer.status_code == 409 and NOTE in answer.text
    assert desk.text() == TEXT + "Mine.\n"
    assert "can no longer be applied" in desk.client.get("/proposals").text


@pytest.mark.parametrize("verb", ["apply", "discard"])
def test_nothing_is_done_by_get(verb: str, desk: Desk) -> None:
    assert desk.client.get(f"/proposals/{verb}").status_code in (404, 405)
    assert desk.client.request("PUT", f"/proposals/{verb}", HEADERS).status_code == 405
    assert desk.client.request("POST", "/", HEADERS).status_code == 405
    assert desk.text() == TEXT


def test_off_by_default(client: Client) -> None:
    assert client.get("/proposals").status_code == 404
    assert client.request("POST", "/proposals/apply", HEADERS).status_code == 405
    assert "/proposals" not in client.get("/").text

"""Every page of the sample on both its days, and of a vault with nothing in it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

from thesisvault.web import book, static
from web.serving import Client, owned, served, wait_past

NOVEMBER = "?as_of=2020-11-13"
NAMED = (
    "/thesis/Long%20NVIDIA",
    "/thesis/AAPL",
    "/rotation/Sector%20Rotation%20January%202026",
    "/note/Theses/Long%20NVIDIA.md",
    "/note/Home.md",
    "/graph?at=Oracle",
    "/search?q=copper",
    "/claims?show=fails",
    "/calendar?all=1",
)
PAGES = tuple("/" if name == "review" else f"/{name}" for name in book.PAGES)
THEN = tuple(f"{page}{NOVEMBER}" for page in (*PAGES, "/thesis/Long%20stay-at-home"))


class Audit(HTMLParser):
    """What no page may hold, whatever its policy forbids besides."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag
        for name, value in attrs:
            assert name != "style" and not name.startswith("on"), (tag, name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "action"):
                self.links.append(value or "")
        if tag == "script":
            assert dict(attrs).get("src", "").startswith("/static/")  # type: ignore[union-attr]
        assert tag not in ("style", "iframe", "object", "embed")

    def handle_data(self, data: str) -> None:
        assert self._in != "script" or not data.strip()
        self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in = ""


def audit(text: str) -> Audit:
    found = Audit()
    found.feed(text)
    return found


@pytest.mark.parametrize("path", [*PAGES, *NAMED, *THEN])
def test_every_page_of_the_sample(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, re.findall(r"<p>(.*?)</p>", answer.text)
    found = audit(answer.text)
    assert len(found.ids) == len(set(found.ids))
    assert "main" in found.ids
    for link in found.links:
        assert link.startswith(("/", "#", "?", "http", "mailto:", "obsidian:")), link
    if NOVEMBER in path and path.split("?")[0][1:] not in book.UNDATED:
        text = " ".join(found.text)
        assert "As of 13 November 2020." in text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_an_empty_vault(empty: Client, path: str) -> None:
    answer = empty.get(path)
    assert answer.status_code == 200, re.findall(r"<p>(.*?)</p>", answer.text)
    audit(answer.text)


def test_an_empty_vault_says_what_to_do(empty: Client) -> None:
    assert "thesis new thesis" in empty.get("/").text
    assert "thesis new rotation" in empty.get("/rotation").text


def test_every_link_of_the_review_leads_somewhere(client: Client) -> None:
    links = {link.partition("#")[0] for link in audit(client.get("/").text).links}
    for link in sorted(link for link in links if link.startswith("/")):
        assert client.get(link).status_code == 200, link


def test_every_reason_ends_in_its_line(client: Client) -> None:
    text = client.get("/").text
    for row in re.findall(r"<tr class=\"why\">(.*?)</tr>", text, re.DOTALL):
        for item in re.findall(r"<li>(.*?)</li>", row, re.DOTALL):
            if ">horizon<" not in item:
                path, line = re.findall(r'class="cite" href="/note/([^"]*)#L(\d+)"', item)[0]
                assert f'id="L{line}"' in client.get(f"/note/{path}").text


def test_a_verdict_has_a_sign_and_a_word(client: Client) -> None:
    found = re.findall(
        r'class="verdict (\w+)"><b aria-hidden="true">(.)</b> (\w+)<', client.get("/").text
    )
    assert {(one, word) for one, _, word in found} >= {("pressured", "pressured")}
    signs = {word: sign for _, sign, word in found}
    assert len(set(signs.values())) == len(signs)


def test_another_day_does_not_show_what_came_later(client: Client) -> None:
    text = client.get(f"/thesis/Long%20stay-at-home{NOVEMBER}").text
    assert "2021" not in text
    assert "128.0" in text and "116.9" in text  # as the tripwire's own figures have it


def test_the_day_stays_in_every_link(client: Client) -> None:
    links = audit(client.get(f"/{NOVEMBER}").text).links
    pages = [link for link in links if link.startswith("/thesis/")]
    assert pages and all("as_of=2020-11-13" in link for link in pages)


@pytest.mark.parametrize(
    "path", ["/review.json", "/calendar.json", "/thesis/Long%20NVIDIA.json", "/claims.json"]
)
def test_a_document_stands_beside_its_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/json"
    assert next(iter(json.loads(answer.text))) == "schema"


def test_a_document_says_its_fault(client: Client) -> None:
    answer = client.get("/thesis/Nobody.json")
    assert answer.status_code == 404
    assert "No note is named `Nobody`" in answer.json()["error"]


def test_what_is_unknown_is_said_on_a_page(client: Client) -> None:
    answer = client.get("/thesis/Long%20NVIDA")
    assert answer.status_code == 404
    assert "Long NVIDIA" in answer.text


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    first = client.get("/calendar")
    again = client.get("/calendar", {"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_ours_never_change(client: Client) -> None:
    for name in static.files():
        answer = client.get(f"/static/{static.stamp()}/{name}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/000000000000/thesis.css").status_code == 404


def test_half_a_query_is_answered_on_the_page(client: Client) -> None:
    answer = client.get("/search?q=%22half")
    assert answer.status_code == 200
    assert 'role="status"' in answer.text and 'value="&#34;half"' in answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("path", ["/", "/calendar", "/rotation", "/record"])
def test_days_at_the_calendars_ends(client: Client, path: str, day: str) -> None:
    assert client.get(f"{path}?as_of={day}").status_code == 200


def test_the_calendar_for_other_programs(client: Client) -> None:
    assert client.get("/calendar.ics").content.startswith(b"BEGIN:VCALENDAR")


def test_names_of_all_kinds_have_pages(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    for name in ("Long A & B", "Long 100%", "Long <b>", 'Long "q"', "Long é", "Long a;b", "Long ?"):
        (tmp_path / f"{name}.md").write_text("---\ntype: thesis\nside: long\n---\n# x\n")
    with served(tmp_path) as client:
        links = audit(client.get("/").text).links
        assert len({link for link in links if link.startswith("/thesis/")}) == 7
        for link in links:
            if link.startswith(("/thesis/", "/note/")):
                assert client.get(link.partition("#")[0]).status_code == 200, link


def test_a_save_raises_the_version_and_changes_the_page(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    note = tmp_path / "Long copper.md"
    note.write_text("---\ntype: thesis\nside: long\nreview: 2026-02-01\n---\n")
    with owned(tmp_path) as owner:
        before = owner.version

        def due() -> str:
            def question(view: object) -> str:
                from thesisvault.reports.registry import answer

                found = answer(view, "status", {})  # type: ignore[arg-type]
                return str(found.theses[0].next_review)  # type: ignore[attr-defined]

            return owner.ask(question).result(30)

        assert due() == "2026-02-01"
        note.write_text("---\ntype: thesis\nside: long\nreview: 2026-03-01\n---\n")
        wait_past(owner, before)
        assert due() == "2026-03-01"


def test_a_wrong_config_leaves_the_last_good_page(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    config = tmp_path / ".thesis" / "config.toml"
    config.write_text('as_of = "2026-01-09"\n')
    (tmp_path / "Long copper.md").write_text("---\ntype: thesis\nside: long\n---\n")
    with served(tmp_path) as client:
        assert "Long copper" in client.get("/").text
        version = client.get("/version").text
        config.write_text("as_of = [\n")
        _wait_for(client, version)
        text = client.get("/").text
        assert "Long copper" in text and 'role="alert"' in text and "config.toml" in text
        version = client.get("/version").text
        config.write_text('as_of = "2026-01-10"\n')
        _wait_for(client, version)
        text = client.get("/").text
        assert 'role="alert"' not in text and "10 January 2026" in text


def test_a_config_that_was_never_right_is_said(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    config = tmp_path / ".thesis" / "config.toml"
    config.write_text('pager = "less"\n')
    with served(tmp_path) as client:
        for path in ("/", "/notes.json", "/file/a.png"):
            answer = client.get(path)
            assert (answer.status_code, "pager" in answer.text) == (503, True), path
        version = client.get("/version").text
        config.write_text('as_of = "2026-01-09"\n')
        _wait_for(client, version)
        assert client.get("/").status_code == 200


def _wait_for(client: Client, version: str) -> None:
    import time

    until = time.monotonic() + 60
    while client.get("/version").text == version:
        assert time.monotonic() < until, "nothing was read"
        time.sleep(0.02)


def test_addresses_of_pages() -> None:
    assert book.split(f"/note/{quote('a/b.md')}") == ("note", "a/b.md")
    assert book.split("/nothing/at all") == ("", "")
    assert book.split("/thesis") == ("", "")

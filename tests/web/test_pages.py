"""Every page of the sample on both its days, and of a vault with nothing in it."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import threading
from collections.abc import AsyncGenerator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.requests import Request
from starlette.responses import Response

from sizes import share
from thesisvault.reports import aside
from thesisvault.storage import memory
from thesisvault.web import app, book, static
from thesisvault.web.owner import Owner
from thesisvault.web.pages import lists
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
    "/graph?at=Oracle&shape=tree",
    "/history/Long%20NVIDIA",
    "/history/Long%20NVIDIA?all=1",
    "/what-if?flows=out+of+AI+momentum+into+Utilities&strength=mild&lasts=1-2+quarters",
    "/notes?kind=stock&page=2",
    "/calendar?all=1",
)
PAGES = tuple("/" if name == "review" else f"/{name}" for name in book.PAGES)
THEN = tuple(f"{page}{NOVEMBER}" for page in ("/thesis/Long%20stay-at-home", *PAGES))[
    :: share(5, 1)
]
"""In a soak, all; the commands behind them are tried on both days."""


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
        assert not re.search(r"\s", link), link
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
    for link in sorted(link for link in links if link.startswith("/"))[:: share(7, 1)]:
        assert client.get(link).status_code == 200, link


def test_a_note_leads_to_its_review_while_there_is_one(client: Client) -> None:
    assert "its review" in client.get("/note/Theses/Long%20NVIDIA.md").text
    assert "its review" not in client.get("/note/Theses/Long%20banks.md").text


@pytest.mark.parametrize("path", NAMED)
def test_no_link_of_a_page_leads_nowhere(client: Client, path: str) -> None:
    links = sorted({link.partition("#")[0] for link in audit(client.get(path).text).links})
    for link in links[:: share(7, 1)]:
        is_day = "as_of" in link  # before it was held, a thing has no page
        if link.startswith(("/note/", "/thesis/", "/rotation/", "/history/")) and not is_day:
            assert client.get(link).status_code == 200, link


def test_what_if_says_what_would_turn_and_writes_nothing(client: Client, sample: Path) -> None:
    before = {path: path.read_bytes() for path in sample.rglob("*.md")}
    text = client.get("/what-if?flows=out+of+AI+momentum+into+Utilities").text
    assert re.search(r"Long blue-collar AI</a> <small>.*?\+48 →.*?\+73", text)
    assert "What if.md" not in text and "The rotation note for this" in text
    assert {path: path.read_bytes() for path in sample.rglob("*.md")} == before


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("flows=banana", "says no flow"),
        ("flows=into+Nobody+knows", "No note is named"),
        ("flows=into+Utilities&since=2030-01-01", "must not be after"),
        ("flows=into+Utilities&since=soon", "is not a date"),
        ("flows=into+Utilities&lasts=long", "is not a duration"),
    ],
)
def test_what_if_says_what_it_cannot_read(client: Client, query: str, said: str) -> None:
    answer = client.get(f"/what-if?{query}")
    assert answer.status_code == 200 and said in answer.text
    assert 'name="flows" value="' in answer.text


def test_the_turns_of_a_thesis_name_their_lines(client: Client) -> None:
    text = client.get("/history/Long%20NVIDIA").text
    row = re.search(r"<tr data-row><td class=\"when\">.*?8 Jan 2026.*?</tr>", text, re.DOTALL)
    assert row and "unknown" in row[0] and "pressured" in row[0]
    assert "Sector%20Rotation%20January%202026.md#L90" in row[0]


def test_a_rotation_is_drawn_whole(client: Client) -> None:
    text = client.get(f"/rotation/Sector%20Rotation%20November%202020{NOVEMBER}").text
    for chart in ("reach", "quadrants", "spans", "against", "level"):
        assert f'class="thesis-chart {chart}"' in text
    assert "15 stated moves hold, 2 fail" in text and "7 Dec 2020" in text


def test_bets_of_as_many_sessions_are_said_once(client: Client) -> None:
    assert client.get("/crowding").text.count("independent bets") == 1


def test_holdings_show_what_theses_share(client: Client) -> None:
    text = client.get("/holdings").text
    row = next(row for row in text.split("<tr data-row>") if ">NVIDIA</a>" in row)
    assert "+100%" in row and "+30%" in row and '<td class="num">2</td>' in row
    assert "270.97" in text


def test_a_name_that_is_searched_for_shows_who_names_it(client: Client) -> None:
    text = client.get("/search?q=Oracle").text
    assert re.search(r'<h2 id="named"><a href="/note/Stocks/Oracle.md">Oracle</a>', text)
    assert 'id="named"' not in client.get("/search?q=copper+oracle").text


def test_a_long_list_has_pages(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    for number in range(130):
        (tmp_path / f"Note {number:03}.md").write_text("[[Nowhere\n\n[x](missing.md)\n")
    with served(tmp_path) as client:
        first = client.get("/notes").text
        assert first.count("<li data-row>") == 60 and "/notes?kind=note" in first
        assert client.get("/notes?kind=note").text.count("<li data-row>") == 130
        assert client.get("/notes?kind=note&page=2").text.count("<li data-row>") == 0
        assert "are less urgent" not in client.get("/").text
        check = client.get("/check").text
        assert "130 notes" in check and 'rel="next"' in check
        assert 'rel="next"' not in client.get("/check?page=2").text


def test_a_review_of_many_theses_shows_the_most_urgent(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    for number in range(62):
        (tmp_path / f"Long {number:03}.md").write_text("---\ntype: thesis\nside: long\n---\n")
    with served(tmp_path) as client:
        text = client.get("/").text
        assert text.count("<tbody id=") == 30 and "32 that are less urgent are not shown" in text
        assert client.get("/theses").text.count("<tr data-row>") == 62


def test_flows_reach_names_without_prices(tmp_path: Path) -> None:
    for name in (".thesis", "Theses"):
        (tmp_path / name).mkdir()
    (tmp_path / "Theses" / "Long salt.md").write_text(
        "---\nside: long\ntickers: [QQZA, QQZB]\n---\n"
    )
    (tmp_path / "R.md").write_text("---\ntype: rotation\ndate: 2026-01-05\n---\nInto: QQZB\n")
    with served(tmp_path) as client:
        text = client.get("/rotation?as_of=2026-01-09").text
    drawn = text[text.index("thesis-chart reach") :]
    assert ">Long salt<" in drawn[: drawn.index("</svg>")]


def test_a_page_of_many_rotations_is_bounded(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    flows = "".join(f"| **Into** | Group {number} |\n" for number in range(5))
    for number in range(25):
        head = f"---\ntype: rotation\nstarted: 2026-01-0{1 + number % 5}\n---\n"
        text = f"{head}| Flow | Detail |\n|---|---|\n"
        (tmp_path / f"Rotation {number:02}.md").write_text(text + flows)
    (tmp_path / "Steel.md").write_text("---\ntype: stock\nticker: STL\ngroups: [Group 0]\n---\n")
    for number in range(33):
        table = "| Stock | Weight |\n|---|---|\n| [[Steel]] | 100% |\n"
        text = f"---\ntype: thesis\nside: long\n---\n{table}"
        (tmp_path / f"Long {number:03}.md").write_text(text)
    with served(tmp_path) as client:
        first, second = client.get("/rotation").text, client.get("/rotation?page=2").text
        assert [text.count("Flow</th>") for text in (first, second)] == [20, 5]
        assert 'rel="next"' in first and 'rel="next"' not in second
        assert "3 other open theses are not" in first
        first, second = client.get("/flows").text, client.get("/flows?page=2").text
        assert [text.count("<tr data-row>") for text in (first, second)] == [100, 25]
        assert "125 flows" in first
        held = client.get("/holdings").text
        assert '<td class="num">30</td>' in held and "3 less urgent theses hold" in held


def test_a_long_calendar_has_pages(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    for number in range(210):
        day = "2025-12-01" if number % 2 else "2026-01-20"
        text = f"---\ntype: thesis\nside: long\nreview: {day}\n---\n"
        (tmp_path / f"Long {number:03}.md").write_text(text)
    with served(tmp_path) as client:
        first, second = client.get("/calendar").text, client.get("/calendar?page=2").text
        assert [text.count("<tr data-row>") for text in (first, second)] == [200, 10]
        assert 'id="overdue"' in first and 'id="overdue"' not in second
        assert "1–200 of 210" in first and "201–210 of 210" in second
        assert "210 on the pages before" in client.get("/calendar?page=9").text


def test_a_calendar_of_what_has_gone_by_says_so(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    rows = "| 2020-02-03 | QQZA | Earnings |\n| 2020-02-04 | QQZB | Earnings |\n"
    (tmp_path / "Agenda.md").write_text(f"| Date | Ticker | Event |\n|---|---|---|\n{rows}")
    with served(tmp_path) as client:
        text = client.get("/calendar").text
        assert "2 events are not near" in text and "Nothing has a date yet" not in text
        assert "QQZA: Earnings" in client.get("/calendar?all=1").text


def test_many_claims_and_returns_have_pages(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    rows = "".join(f"| STL | +{1 + number % 9}% |\n" for number in range(210))
    head = "---\ntype: rotation\nstarted: 2026-01-01\n---\n| Stock | Move |\n|---|---|\n"
    (tmp_path / "Turn.md").write_text(head + rows)
    for number in range(205):
        text = "---\ntype: thesis\nside: long\nopened: 2025-12-01\n---\n"
        (tmp_path / f"Long {number:03}.md").write_text(text)
    with served(tmp_path) as client:
        first, second = (
            client.get(f"/claims?show=unchecked{page}").text for page in ("", "&page=2")
        )
        assert [text.count("<tr data-row>") for text in (first, second)] == [200, 10]
        assert 'href="/claims?page=2&amp;show=unchecked"' in first
        first, second = client.get("/record").text, client.get("/record?page=2").text
        assert [text.count("Long 20") for text in (first, second)] == [0, 5]


def test_closed_theses_follow_the_open_ones(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    head = "---\ntype: thesis\nside: long\n"
    for number in range(3):
        (tmp_path / f"Long open {number}.md").write_text(f"{head}---\n")
    for number in range(200):
        text = f"{head}status: closed\nclosed: 2025-12-01\n---\n"
        (tmp_path / f"Long over {number:03}.md").write_text(text)
    with served(tmp_path) as client:
        first, second = client.get("/theses").text, client.get("/theses?page=2").text
        for start, counts in (("/thesis/Long%20open", [3, 0]), ("/note/Long%20over", [197, 3])):
            assert [text.count(f'href="{start}') for text in (first, second)] == counts
        assert "201–203 of 203" in second and "No thesis is open" not in second


def test_pairs_and_contradictions_have_pages(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    table = "| Stock | Weight |\n|---|---|\n| [[Steel]] | 100% |\n"
    for number in range(16):  # 120 pairs
        text = f"---\ntype: thesis\nside: long\n---\n{table}"
        (tmp_path / f"Long {number:03}.md").write_text(text)
    columns = "| Metric | Entity | Value | Source |\n|---|---|---|---|\n"
    for name, value in (("One", 20), ("Other", 80)):
        said = "".join(f"| Margin | Maker {at} | {value}% | {name} |\n" for at in range(104))
        text = f"---\ntype: source\ncreated: 2026-01-05\n---\n{columns}{said}"
        (tmp_path / f"{name}.md").write_text(text)
    with served(tmp_path) as client:
        first, second = client.get("/crowding").text, client.get("/crowding?page=2").text
        assert [text.count("<tr data-row>") for text in (first, second)] == [100, 20]
        first, second = (client.get(f"/contradictions{page}").text for page in ("", "?page=2"))
        assert [text.count("<section data-row>") for text in (first, second)] == [100, 4]


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


@pytest.mark.parametrize("path", ["/", "/review.json", "/static"])
def test_an_answer_is_packed_for_who_unpacks_it(client: Client, path: str) -> None:
    if path == "/static":
        path = f"/static/{static.stamp()}/thesis.css"
    plain, packed = client.get(path), client.get(path, {"accept-encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip" and "vary" in packed.headers
    assert gzip.decompress(packed.content) == plain.content
    for answer in (plain, packed):
        assert int(answer.headers["content-length"]) == len(answer.content)
    assert len(packed.content) < len(plain.content) / 2


def test_a_first_page_is_light_before_it_is_packed(client: Client) -> None:
    page = client.get("/").text
    loaded = set(re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', page))
    sizes = [len(client.get(path).content) for path in loaded]
    assert len(loaded) == 3 and len(page.encode()) + sum(sizes) < 70_000


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


def test_a_thesis_in_the_folder_of_its_stock_has_a_page(tmp_path: Path) -> None:
    """Both are called by the ticker: the stock's note by its name, the thesis by its folder."""
    (tmp_path / ".thesis").mkdir()
    folder = tmp_path / "companies" / "MOH"
    folder.mkdir(parents=True)
    (folder / "thesis.md").write_text("---\nside: long\n---\n\n# MOH\n\nMargins turn.\n")
    folder.with_suffix(".md").write_text("---\ntype: stock\nsymbol: MOH\n---\n")
    with served(tmp_path) as client:
        (link,) = {it for it in audit(client.get("/").text).links if it.startswith("/thesis/")}
        assert "Margins turn." in client.get(link).text


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


def test_a_page_that_takes_long_says_so_and_comes(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(asked: object) -> object:
        begun.set()
        assert go.wait(30)
        return lists.claims(asked)  # type: ignore[arg-type]

    monkeypatch.setattr(book, "PAGES", {**book.PAGES, "claims": slow})

    async def ask(pages: app.Pages) -> list[bytes]:
        scope = {"type": "http", "method": "GET", "path": "/claims", "query_string": b"",
                 "headers": [(b"host", b"x")], "server": ("x", 1), "scheme": "http"}  # fmt: skip
        first = await pages.page(Request(scope))
        again = await pages.page(Request(scope))
        go.set()
        pages.patience = None
        last = await pages.page(Request(scope))
        return [bytes(one.body) for one in (first, again, last)]

    with owned(sample) as owner:
        first, again, last = asyncio.run(ask(app.Pages(owner, patience=0.02)))
    assert begun.is_set()
    assert first == again and b"is being prepared" in first and b'http-equiv="refresh"' in first
    assert b"Northrop Grumman" in last and b'http-equiv="refresh"' not in last


def test_a_document_of_a_vault_that_is_not_read_yet_says_so(sample: Path) -> None:
    async def ask(path: str) -> Response:
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"",
                 "headers": [(b"host", b"x")], "server": ("x", 1), "scheme": "http"}  # fmt: skip
        return await app.Pages(owner).page(Request(scope))

    with owned(sample) as owner:
        owner.version = 0
        page, document = asyncio.run(ask("/review")), asyncio.run(ask("/review.json"))
    assert page.status_code == 200 and b"Reading the vault" in bytes(page.body)
    assert (document.status_code, document.headers["retry-after"]) == (503, "1")
    assert "ask again" in json.loads(bytes(document.body))["error"]


def test_nothing_is_waited_for_at_the_end(sample: Path) -> None:
    """A page that is being made, and a question that takes however long."""
    begun, go = threading.Event(), threading.Event()

    def slow(view: object) -> None:
        begun.set()
        assert go.wait(60)

    async def ask(pages: app.Pages) -> bytes:
        scope = {"type": "http", "method": "GET", "path": "/claims", "query_string": b"",
                 "headers": [(b"host", b"x")], "server": ("x", 1), "scheme": "http"}  # fmt: skip
        page = asyncio.create_task(pages.page(Request(scope)))
        await asyncio.sleep(0)
        pages.end()
        return bytes((await page).body)

    with owned(sample) as owner:
        asked = owner.ask(slow)
        assert begun.wait(60)
        assert b"is being prepared" in asyncio.run(ask(app.Pages(owner, patience=None)))
        assert not owner.close()
        assert not asked.done()
        go.set()
        asked.result(60)


def test_streams_are_as_many_as_fit_and_one_that_ends_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "MOST_STREAMS", 2)

    async def ask(pages: app.Pages) -> None:
        async def events(method: str = "GET") -> Response:
            return await pages.events(Request({"type": "http", "method": method, "headers": []}))

        async def begun() -> AsyncGenerator[str, None]:
            stream = (await events()).body_iterator  # type: ignore[attr-defined]
            assert await anext(stream) == "retry: 2000\n\n"
            now = pages.stamp
            assert await anext(stream) == f"id: {now}\nevent: version\ndata: {now}\n\n"
            return stream  # type: ignore[no-any-return]

        head = await events("HEAD")
        kind = head.headers["content-type"].partition(";")[0]
        assert (head.status_code, kind, head.body) == (200, "text/event-stream", b"")
        first, _ = await begun(), await begun()
        for method in ("GET", "HEAD"):
            refused = await events(method)
            assert (refused.status_code, refused.body) == (503, b"Too many streams.\n")
        await first.aclose()
        await begun()

    with owned(tmp_path) as owner:
        asyncio.run(ask(app.Pages(owner)))


def test_pages_after_a_rest_are_those_before(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MANY", 1)
    monkeypatch.setattr(memory, "REST", 0.0)
    paths = "/theses.json", "/flows.json", "/note/Theses/Long%20banks.md"
    with owned(sample) as owner:
        before = [_body(owner, path) for path in paths]
        for _ in range(2):  # the first question may have begun before the rest
            owner._jobs.put(owner._renew)
            assert [_body(owner, path) for path in paths] == before


def _body(owner: Owner, path: str) -> bytes:
    pages = app.Pages(owner, patience=None)  # which keeps no page of another one
    found = Client(pages.app()).get(path)
    assert found.status_code == 200, found.text
    return found.content.replace(pages.stamp.encode(), b"")


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


def test_namesakes_lead_to_their_own_review(tmp_path: Path) -> None:
    """A note's page leads to the review under the name that its folder gives it."""
    for folder in ("Alder", "Birch"):
        (tmp_path / folder).mkdir()
        text = f"---\ntype: thesis\nticker: {folder[:2].upper()}\n---\n# final_thesis\n"
        (tmp_path / folder / "final_thesis.md").write_text(text, "utf-8")
    with served(tmp_path) as client:
        for folder in ("Alder", "Birch"):
            page = client.get(f"/note/{folder}/final_thesis.md").text
            (review,) = re.findall(r'href="?([^" >]*)"?>its review', page)
            assert folder in review
            assert client.get(review).status_code == 200


def test_holdings_show_what_tables_say_is_held_of_a_thesis(client: Client) -> None:
    text = client.get("/holdings").text
    section = text.partition('id="theirs"')[2].partition("</section>")[0]
    row = next(row for row in section.split("<tr data-row>") if row.startswith("<td>GD</td>"))
    assert "Long defense AI</a>" in row
    assert re.findall(r'class="num[^"]*">([^<]*)<', row) == [
        *("26", "5%", "343.84", "+2.9%", "–", "–"),
    ]
    assert "Portfolio.md" in row

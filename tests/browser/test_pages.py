"""The pages in a real browser: `make test-web`. Skipped where playwright or Chromium is missing."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from thesisvault.actions.proposals import for_log, keep
from thesisvault.workspace.open import open_workspace

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("there is no Chromium here", allow_module_level=True)

SAMPLE = Path(__file__).parents[2] / "vault"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
NAMES = (
    *("", "theses", "rotation", "calendar", "claims", "graph", "notes", "check", "search"),
    *("crowding", "contradictions", "record", "survey", "holdings", "flows", "what-if"),
)
PATHS = (
    *(f"/{name}" for name in NAMES),
    *(f"/{name}?as_of=2020-11-13" for name in NAMES),
    *("/thesis/Long%20NVIDIA", "/thesis/Long%20stay-at-home?as_of=2020-11-13"),
    *("/rotation/Sector%20Rotation%20November%202020?as_of=2020-11-13", "/graph?at=Oracle&depth=3"),
    *("/note/Theses/Long%20NVIDIA.md", "/graph?at=Oracle&shape=tree", "/search?q=copper"),
    *("/history/Long%20NVIDIA", "/what-if?flows=out+of+AI+momentum+into+Utilities"),
    *("/note/Attack.md", "/search?q=Oracle", "/notes?kind=stock"),
)
ATTACK = """# x
<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))
![x](https://evil.example/p.png) <svg onload=alert(1)> <style>*{color:red}</style>
"""
CONTRAST = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || (c.length === 4 && c[3] > 0)) return c;
    }
    return [255, 255, 255];
  };
  const bad = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.getClientRects().length) continue;
    const style = getComputedStyle(e);
    const ink = lum(parse(e.closest("svg") ? style.fill : style.color)), paper = lum(ground(e));
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < 4.5) bad.push(`${walk.currentNode.data.trim().slice(0, 30)} ${ratio.toFixed(1)}`);
  }
  return bad;
}"""
REFUSED = """addEventListener("securitypolicyviolation",
  event => window.refused(`refused: ${event.violatedDirective} ${event.blockedURI}`))"""
PATIENCE = 180
"""Seconds after which a page will not come: other programs may use the machine."""
ROW = "document.querySelector('[data-name=\"Long copper producers\"]')?.textContent"


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("browser") / "sample"))
    (root / "Attack.md").write_text(ATTACK)
    return root


@contextmanager
def serving(root: Path, *options: str) -> Iterator[str]:
    """The address of a server that has read its vault, as it was printed."""
    script = "from thesisvault.cli.main import main; main()"
    command = [sys.executable, "-c", script, "--vault", str(root), "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        where = line.partition(" ")[0]
        while not options and _version(where.rstrip("/")).endswith("-0"):  # still being read
            time.sleep(0.1)
        if not options:
            with urllib.request.urlopen(f"{where.rstrip('/')}/review.json", timeout=PATIENCE):
                pass  # a document is waited for; a page would say that it is being made
        try:
            yield where
        finally:
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=PATIENCE)
        assert b"Traceback" not in said


@pytest.fixture(scope="module")
def address(vault: Path) -> Iterator[str]:
    with serving(vault) as where:
        yield where.rstrip("/")


def wait_for(address: str) -> None:
    """Until a page is made, and no more a sentence that says that it will come."""
    while True:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            if b'http-equiv="refresh"' not in answer.read():
                return
        time.sleep(0.2)


def _version(address: str) -> str:
    with urllib.request.urlopen(f"{address}/version", timeout=PATIENCE) as answer:
        return str(answer.read().decode().strip())


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield found
        found.close()


class Watched:
    """A tab, and what must not happen in it."""

    def __init__(self, context: Any, address: str) -> None:
        context.set_default_timeout(PATIENCE * 1000)
        self.page = context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self._request(request, address))

        self.page.expose_function("refused", lambda said: self.faults.append(said))
        self.page.add_init_script(REFUSED)

    def open(self, address: str) -> None:
        """A page as it is once it was made: one that takes long says so, and comes by itself."""
        while True:
            wait_for(address)
            self.page.goto(address, wait_until="load")
            # What was made may have been dropped in between; a page that waits loads itself anew.
            if not self.page.locator('meta[http-equiv="refresh"]').count():
                return

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(dialog.message)
        dialog.dismiss()

    def _request(self, request: Any, address: str) -> None:
        if not request.url.startswith(address):
            self.faults.append(f"off the origin: {request.url}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page(browser: Any, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    tab = Watched(context, address)
    for path in PATHS:
        tab.open(address + path)
        assert tab.faults == [], path
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert tab.page.evaluate(CONTRAST) == [], path
    context.close()


def test_pages_work_without_scripts(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    for path in PATHS:
        wait_for(address + path)
        assert page.goto(address + path).status == 200
        assert page.locator("main").count() == 1
    context.close()


def test_the_map_of_a_graph(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = Watched(context, address)
    tab.open(f"{address}/graph?at=Oracle&depth=3")
    tab.page.wait_for_selector("#map svg.map a.centre")
    assert tab.page.locator("#map svg.map a").count() > 60  # more than a tree shows
    assert tab.page.text_content("#map a.centre text") == "Oracle"
    tab.page.locator('#map a[href="/note/Stocks/Eaton.md"]').focus()  # by keyboard as by pointer
    assert tab.page.locator("#map a.dim").count() > 30
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/note/Stocks/Eaton.md")
    assert tab.faults == []
    context.close()


def test_pages_are_printed(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    wait_for(f"{address}/thesis/Long%20NVIDIA")
    page.goto(f"{address}/thesis/Long%20NVIDIA")
    assert page.pdf().startswith(b"%PDF-")
    page.emulate_media(media="print")
    for hidden in (".top nav", ".top form", ".live", "footer nav"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("h1").is_visible() and page.locator("figure svg").first.is_visible()
    context.close()


def test_published_pages_open_from_a_disk(browser: Any, vault: Path, tmp_path: Path) -> None:
    into = tmp_path / "site"
    run = [sys.executable, "-c", "from thesisvault.cli.main import main; main()"]
    run += ["--vault", str(vault), "publish", str(into), "--thesis", "Long stay-at-home"]
    subprocess.run([*run, "--as-of", "2020-11-13"], check=True, stdout=subprocess.DEVNULL)
    context = browser.new_context(viewport={"width": 390, "height": 900})
    tab = Watched(context, into.as_uri())
    for file in sorted(into.rglob("*.html")):
        tab.page.goto(file.as_uri(), wait_until="load")
        assert tab.faults == [], file
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390, file
        assert tab.page.evaluate("getComputedStyle(document.querySelector('main')).display") != ""
        links = tab.page.evaluate(
            "[...document.querySelectorAll('a[href], img')].map(e => e.href || e.src)"
        )
        for link in links:
            if link.startswith("file:"):
                there = Path(urllib.request.url2pathname(urlsplit(link).path))
                assert there.is_file(), (file, link)
    context.close()


@pytest.mark.parametrize("kind", ["empty", "new"])
def test_a_vault_with_nothing_in_it(browser: Any, tmp_path: Path, kind: str) -> None:
    if kind == "new":
        run = [sys.executable, "-c", "from thesisvault.cli.main import main; main()", "init"]
        subprocess.run(run, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    (tmp_path / ".thesis").mkdir(exist_ok=True)
    with serving(tmp_path) as address:
        tab = Watched(browser.new_context(viewport={"width": 390, "height": 900}), address)
        for name in NAMES:
            tab.open(f"{address}{name}")
            assert tab.faults == [], name
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390, name
            said = tab.page.inner_text(".title") + tab.page.inner_text("main")
            assert len(said) > 30, name  # what to do next, and not the heading alone
        tab.page.context.close()


def test_a_save_changes_nine_tabs_and_keeps_what_is_typed(
    browser: Any, address: str, vault: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 700})
    tabs = [Watched(context, address) for _ in range(9)]
    for tab in tabs:
        tab.page.goto(f"{address}/", wait_until="load")
    page = tabs[-1].page
    page.bring_to_front()
    page.focus(".top input")
    page.keyboard.type("half a wo")
    page.evaluate("scrollTo(0, 300)")
    read = page.locator("main").get_by_role("link", name="Long defense AI", exact=True).first
    where = read.bounding_box()
    note = vault / "Theses" / "Long copper producers.md"
    text = note.read_text()
    note.write_text(text.replace("review: 2026-03-02", "review: 2026-01-03"))
    for tab in tabs:
        tab.page.wait_for_function(f"() => {ROW}.includes('3 Jan 2026')", timeout=PATIENCE * 1000)
    # A row has come above it, and it has stayed.
    assert page.evaluate("scrollY") > 300
    assert abs(read.bounding_box()["y"] - where["y"]) < 1
    assert page.evaluate("document.activeElement.value") == "half a wo"
    tabs[0].page.close()  # perhaps the one that held the stream: another takes it over
    note.write_text(text)
    page.wait_for_function(f"() => !{ROW}.includes('3 Jan 2026')", timeout=PATIENCE * 1000)
    assert [fault for tab in tabs for fault in tab.faults] == []
    context.close()


def test_the_keyboard_alone(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = Watched(context, address)
    page = tab.page
    tab.open(f"{address}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    page.keyboard.press("j")
    name = page.evaluate("document.querySelector('.here').dataset.name")
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('keys').open")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thesis/**")
    page.wait_for_selector(f"h1:text-is('{name}')")
    page.keyboard.press("[")
    page.wait_for_url("**as_of=**")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/calendar**")
    page.keyboard.press("/")
    page.keyboard.type("copper")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search**")
    page.fill("main input[type=search]", "oracle")
    page.wait_for_function("() => document.querySelector('#count')?.textContent.includes('oracle')")
    context.close()


def test_proposals_are_applied_by_a_click(browser: Any, tmp_path: Path) -> None:
    """On a page of its own server, by the key: a click writes, and the page comes again."""
    root = Path(shutil.copytree(SAMPLE, tmp_path / "sample"))
    note, day = root / "Theses/Long NVIDIA.md", dt.date(2026, 1, 9)
    os.utime(note, (1_700_000_000, 1_700_000_000))
    workspace = open_workspace(root)
    for text in ("One held.", "Two held. " + "A long line. " * 30):
        keep(workspace, for_log(workspace, "a test", "Long NVIDIA", text.strip(), day, day))
    workspace.close()
    with serving(root, "--allow-apply") as where:
        context = browser.new_context(viewport={"width": 390, "height": 900})
        tab = Watched(context, where.partition("?")[0])
        tab.page.goto(where)
        tab.page.goto(f"{where.partition('?')[0]}proposals", wait_until="load")
        tab.page.wait_for_selector("[data-proposal]", timeout=60_000)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert tab.page.evaluate(CONTRAST) == []
        with tab.page.expect_navigation():
            tab.page.locator("button[value=apply]").first.click()
        assert "was written" in tab.page.inner_text("main")
        assert "One held." in note.read_text() and "Two held." not in note.read_text()
        with tab.page.expect_navigation():
            tab.page.locator("button[value=discard]").click()
        assert "No proposal is waiting" in tab.page.inner_text("main")
        assert tab.faults == []
        context.close()

"""Take the pictures of the pages: ``python -m tools.pages``, where playwright and Chromium are.

The pages are those of the sample vault, served as to anyone, in a real browser. What a font looks
like differs from computer to computer, so the suite does not compare them.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures" / "pages"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


class Shot(msgspec.Struct, frozen=True):
    """One picture: its name, the page's address, and the window it is seen in."""

    name: str
    path: str
    scheme: str = "light"
    width: int = 1280
    tallest: int = 1500
    """Pixels; what is below is left out."""


SHOTS = (
    Shot("review", "/"),
    Shot("thesis", "/thesis/Long%20stay-at-home?as_of=2020-11-13"),
    Shot("thesis-dark", "/thesis/Long%20stay-at-home?as_of=2020-11-13", "dark"),
    Shot("rotation", "/rotation/Sector%20Rotation%20November%202020?as_of=2020-11-13"),
    Shot("calendar", "/calendar"),
    Shot("claims", "/claims"),
    Shot("graph", "/graph?at=Oracle&depth=2"),
    Shot("note", "/note/Theses/Long%20datacenter%20infrastructure.md"),
    Shot("search", "/search?q=copper"),
    Shot("review-narrow", "/", width=390),
)


@contextlib.contextmanager
def served(vault: Path) -> Iterator[str]:
    """The address of a vault's pages, once its notes have been read."""
    script = "from thesisvault.cli.main import main; main()"
    command = [sys.executable, "-c", script, "--vault", str(vault), "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        address = process.stdout.readline().decode().partition(" ")[0].rstrip("/")
        while _version(address).endswith("-0"):
            time.sleep(0.1)
        try:
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)


def _version(address: str) -> str:
    with urllib.request.urlopen(f"{address}/version", timeout=30) as answer:
        return str(answer.read().decode().strip())


def take(address: str, into: Path, shots: tuple[Shot, ...] = SHOTS) -> None:
    """Write a PNG of each page into a folder."""
    sync_api: Any = import_module("playwright.sync_api")  # installed by `make pages` alone
    into.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for shot in shots:
            tab = browser.new_page(
                viewport={"width": shot.width, "height": 800}, color_scheme=shot.scheme
            )
            tab.goto(address + shot.path, wait_until="load")
            tab.wait_for_selector("head:not(:has(meta[http-equiv=refresh]))", state="attached")
            tab.wait_for_load_state("load")
            tab.wait_for_timeout(400)  # the graph comes to rest
            height = tab.evaluate("document.documentElement.scrollHeight")
            tab.set_viewport_size({"width": shot.width, "height": min(height, shot.tallest)})
            tab.screenshot(path=into / f"{shot.name}.png")
            shrink(into / f"{shot.name}.png")
            tab.close()
        browser.close()


def shrink(picture: Path) -> None:
    """Reduce a PNG to 64 colours, a third of its bytes: pages are paper, ink and two hues."""
    pngquant = shutil.which("pngquant")
    if pngquant is None:
        print(f"{picture.name} stays large: there is no pngquant here.", file=sys.stderr)
        return
    # Without dithering: paper stays one colour.
    subprocess.run(
        [pngquant, "64", "--nofs", "--strip", "--force", "--ext", ".png", picture], check=True
    )


def main() -> None:
    """Take all of them, of a copy of the sample vault."""
    with tempfile.TemporaryDirectory() as name:
        vault = Path(shutil.copytree(ROOT / "vault", Path(name) / "vault"))
        with served(vault) as address:
            take(address, PICTURES)


if __name__ == "__main__":
    main()

"""Build the documentation as a site: ``make site``, which needs the extra ``docs``.

The pages are those of the repository. They are laid out in ``build/site`` with the README as the
front page, their order is that of the index in docs/README.md, and a page that the index does not
have joins its end. Links to files that are no pages become plain text. The result, in ``site/``,
asks no other server for anything: it works from the disk, offline.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import reference

ROOT = Path(__file__).parents[1]
STAGE = ROOT / "build" / "site"
TARGET = ROOT / "site"
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_ASSET = re.compile(
    r"<(?:link|script|img|iframe|source)\b[^>]*?\b(?:href|src)=[\"']?(?:https?:)?//[^\"' >]+"
    r"|@import\s+[^;]*?//[^;]+|url\(\s*[\"']?(?:https?:)?//[^)]+",
    re.IGNORECASE,
)
_PARTS = {"learn": "Learn", "do": "Do one thing", "look-up": "Look up", "understand": "Understand"}
_BESIDE = {
    "README.md": "index.md",
    "docs/README.md": "contents.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "DECISIONS.md": "decisions.md",
    "benchmarks/README.md": "benchmarks.md",
    "benchmarks/RESULTS.md": "results.md",
}
"""Pages that have another name in the site."""


def pages() -> dict[str, str]:
    """Every page of the site: its file in the repository, and its name in the site."""
    found = {name: page for name, page in _BESIDE.items() if (ROOT / name).exists()}
    for path in sorted((ROOT / "docs").glob("*.md")):
        found.setdefault(f"docs/{path.name}", path.name)
    return found


def staged(name: str, known: dict[str, str]) -> str:
    """A page's text with its links as they are in the site."""
    text = (ROOT / name).read_text(encoding="utf-8")
    folder = Path(name).parent

    def link(match: re.Match[str]) -> str:
        picture, shown, address = match.groups()
        path, _, anchor = address.partition("#")
        if not path or "://" in address:
            return match[0]
        target = os.path.normpath(folder / path)
        if target.startswith("docs/pictures/"):
            return f"{picture}[{shown}]({target.removeprefix('docs/')})"
        if target not in known:
            return shown
        return f"[{shown}]({known[target]}{'#' + anchor if anchor else ''})"

    found, at = [], 0
    for match in _CODE.finditer(text):
        if not match[0].startswith("```"):
            continue
        found += [_LINK.sub(link, text[at : match.start()]), match[0]]
        at = match.end()
    return "".join((*found, _LINK.sub(link, text[at:])))


def navigation() -> list[object]:
    """The site's navigation: the front page, the index's parts, and the rest."""
    parts: list[object] = [{"thesisvault": "index.md"}]
    listed = {"contents.md", "index.md"}
    for group, entries in reference.navigation().items():
        parts.append({_PARTS[group]: [{title: page} for title, page in entries]})
        listed |= {page for _, page in entries}
    rest = [(name, page) for name, page in pages().items() if page not in listed]
    parts.append({"More": [{reference.title_of(ROOT / name): page} for name, page in rest]})
    return [*parts, {"All pages": "contents.md"}]


def config() -> str:
    """The site's zensical.toml: no fonts, no scripts and no analytics from elsewhere."""

    def toml(value: object) -> str:
        if isinstance(value, dict):
            inner = (f"{json.dumps(key)} = {toml(item)}" for key, item in value.items())
            return f"{{ {', '.join(inner)} }}"
        if isinstance(value, list):
            return f"[{', '.join(map(toml, value))}]"
        return json.dumps(value, ensure_ascii=False)

    return f"""\
[project]
site_name = "thesisvault"
site_description = "A plain-Markdown, Obsidian-compatible thesis tracker for investors"
docs_dir = "docs"
site_dir = "site"
use_directory_urls = false
nav = {toml(navigation())}
plugins = ["search"]

[project.theme]
language = "en"
font = false
features = ["navigation.sections", "navigation.top", "search.highlight", "content.code.copy"]

[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"

[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"

[project.extra]
generator = false

[project.markdown_extensions]
attr_list = {{}}
tables = {{}}
toc.permalink = true
toc.slugify = {{ object = "pymdownx.slugs.slugify", kwds = {{ case = "lower" }} }}
pymdownx.highlight = {{}}
pymdownx.superfences = {{}}
"""


def stage() -> None:
    """Lay the pages out under `STAGE`."""
    shutil.rmtree(STAGE, ignore_errors=True)
    docs = STAGE / "docs"
    shutil.copytree(ROOT / "docs" / "pictures", docs / "pictures")
    known = pages()
    for name, page in known.items():
        (docs / page).write_text(staged(name, known), encoding="utf-8")
    (STAGE / "zensical.toml").write_text(config(), encoding="utf-8")


def foreign(folder: Path) -> list[str]:
    """What a built site would ask other servers for: nothing, if all is well."""
    return [
        f"{path.relative_to(folder)}: {match[0][:120]}"
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".html", ".css")
        for match in _ASSET.finditer(path.read_text(encoding="utf-8"))
    ]


def build() -> None:
    """Build the site, strictly: a broken link ends it."""
    stage()
    shutil.rmtree(TARGET, ignore_errors=True)
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    subprocess.run(command, cwd=STAGE, check=True)
    shutil.move(STAGE / "site", TARGET)
    if found := foreign(TARGET):
        raise SystemExit("asks other servers:\n" + "\n".join(found))
    missing = [
        page for page in pages().values() if not (TARGET / page).with_suffix(".html").is_file()
    ]
    if missing:
        raise SystemExit(f"not built: {', '.join(missing)}")
    print(f"{len(pages())} pages in {TARGET.name}/: open {TARGET.name}/index.html")


if __name__ == "__main__":
    build()

"""After a move, every link leads where it led."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sizes import share
from thesisvault.edits.destination import destination
from thesisvault.edits.links import Source, locate
from thesisvault.edits.rename import Renaming, plan_rename
from thesisvault.graph import Vault, build
from thesisvault.graph.folding import fold
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.model.text import TextEdit
from thesisvault.parser.note import parse_note

Files = dict[str, bytes]


def vault_of(files: Files, attachments: tuple[str, ...] = ()) -> Vault:
    return build((parse_note(path, data) for path, data in files.items()), attachments)


def plan(files: Files, old: str, new: str, attachments: tuple[str, ...] = ()) -> Renaming:
    return plan_rename(vault_of(files, attachments), old, new, files.get)


def moved(files: Files, renaming: Renaming) -> Files:
    after = files | {item.path: item.after for item in renaming.rewrites}
    if renaming.old in after:
        after[renaming.new] = after.pop(renaming.old)
    return after


def texts(**notes: str) -> Files:
    return {f"{name}.md": text.encode() for name, text in notes.items()}


def test_every_form_of_a_link_follows() -> None:
    files = {
        "Stocks/Best Buy.md": b"# Best Buy\n\n[[#x]] [me](Best%20Buy.md)\n",
        "Log.md": (
            b'---\nup: "[[Best Buy]]"\n---\n[[best buy|BBY]] ![[Stocks/Best Buy#H]]\r\n\r\n'
            b"| [[Best Buy\\|b]] | [x](<Best Buy.md> 't') |\r\n|---|---|\r\n"
        ),
    }
    found = plan(files, "Stocks/Best Buy.md", "Retail/BBY Co.md")
    assert moved(files, found) == {
        "Retail/BBY Co.md": b"# BBY Co\n\n[[#x]] [me](BBY%20Co.md)\n",
        "Log.md": (
            b'---\nup: "[[BBY Co]]"\n---\n[[BBY Co|BBY]] ![[Retail/BBY Co#H]]\r\n\r\n'
            b"| [[BBY Co\\|b]] | [x](<BBY Co.md> 't') |\r\n|---|---|\r\n"
        ),
    }
    assert found.links == 6


def test_what_still_leads_there_is_not_touched() -> None:
    files = {"a/N.md": b"", "L.md": b"[[N]] [[n.md]]"}
    assert plan(files, "a/N.md", "b/N.md").rewrites == ()


def test_links_to_others_are_kept_from_a_new_twin() -> None:
    files = {"deep/N.md": b"", "O.md": b"", "L.md": b"[[N]] [[O]]", "deep/M.md": b"[[N]]"}
    after = moved(files, plan(files, "O.md", "N.md"))
    assert after["L.md"] == b"[[deep/N]] [[N]]"
    assert after["deep/M.md"] == b"[[deep/N]]"


def test_links_to_others_are_kept_where_a_twin_goes() -> None:
    """`[[N]]` led to the twin in the moved note's own folder."""
    files = {"a/N.md": b"", "N2/N.md": b"", "a/L.md": b"[[a/N]] [[N]]"}
    assert moved(files, plan(files, "a/L.md", "L.md"))["L.md"] == b"[[a/N]] [[N]]"
    files = {"aaa/N.md": b"", "b/N.md": b"", "aaa/L.md": b"[[N]]"}
    assert moved(files, plan(files, "aaa/L.md", "L.md"))["L.md"] == b"[[aaa/N]]"


def test_relative_links_of_the_moved_note_are_seen_from_its_new_place() -> None:
    files = {"a/L.md": b"[[./N]] [x](../O.md) [[./gone]]", "a/N.md": b"", "O.md": b""}
    files["b/gone.md"] = b""
    after = moved(files, plan(files, "a/L.md", "b/L.md"))
    assert after["b/L.md"] == b"[[../a/N]] [x](../O.md) [[../a/gone]]"


def test_managed_blocks_are_left_to_update() -> None:
    block = b"<!-- thesis:backlinks -->\n\n[[N]]\n\n<!-- /thesis:backlinks -->\n"
    files = {"N.md": b"", "L.md": b"[[N]]\n\n" + block}
    assert moved(files, plan(files, "N.md", "M.md"))["L.md"] == b"[[M]]\n\n" + block


def test_only_the_case_changes() -> None:
    files = {"nvda.md": b"", "L.md": b"[[nvda]] [[Nvda]] [[nvda.md|x]]"}
    found = plan(files, "nvda.md", "NVDA.md")
    assert moved(files, found)["L.md"] == b"[[NVDA]] [[Nvda]] [[NVDA.md|x]]"


def test_a_link_that_waited_for_the_name_is_told() -> None:
    found = plan(texts(A="[[A]]", L="x\n[[B]]"), "A.md", "B.md")
    assert [(item.note, item.line, item.name) for item in found.adopted] == [("L.md", 2, "B")]


def test_plain_words_are_told() -> None:
    table = "| Ticker | Move |\n|---|---|\n| Apple | +2% |\n"
    found = plan(texts(Apple="#stock", L=table), "Apple.md", "Apple Inc.md")
    assert [(item.note, item.line, item.name) for item in found.plain] == [("L.md", 3, "Apple")]
    alias = "---\naliases: [Apple]\n---\n#stock"
    assert plan(texts(Apple=alias, L=table), "Apple.md", "Apple Inc.md").plain == ()


def test_attachments_move_too() -> None:
    files = {"n/L.md": b"![[pic.png|300]] [p](../f/pic.png)"}
    found = plan_rename(vault_of(files, ("f/pic.png",)), "f/pic.png", "g/new pic.png", files.get)
    assert moved(files, found) == {"n/L.md": b"![[new pic.png|300]] [p](../g/new%20pic.png)"}


@pytest.mark.parametrize(
    "new",
    [
        *("A.md", "b.md", "B.MD", "é.md", "x/y#z.md", "a|b.md", "a[.md", "a^.md", "a:b.md"),
        *(".x/a.md", "x /a.md", " .md", "a..md", "a\u200e.md", "b.md/x.md", "pic.png/a.md"),
        *("n.sync-conflict-1.md", "a.txt", "x" * 253 + ".md", "a\\b.md", "a?.md"),
    ],
)
def test_a_name_that_cannot_be_is_refused(new: str) -> None:
    files = {"A.md": b"", "B.md": b"", unicodedata.normalize("NFD", "é.md"): b""}
    with pytest.raises(UsageFault):
        plan(files, "A.md", new, ("pic.png",))


def test_what_cannot_be_rewritten_is_refused() -> None:
    """A new backtick would pair with the one before: the link would be no link."""
    files = texts(A="", L="a ` and [[A]]")
    with pytest.raises(WriteRefused, match=r"L\.md:1"):
        plan(files, "A.md", "B`c.md")
    with pytest.raises(WriteRefused, match=r"UTF-8"):
        plan({"A.md": b"", "L.md": b"\xff [[A]]"}, "A.md", "B.md")
    assert plan({"A.md": b"", "L.md": b"\xff"}, "A.md", "B.md").rewrites == ()
    files = {"a#b/N.md": b"", "O.md": b"", "L.md": b"[[N]] [x](N)"}
    with pytest.raises(WriteRefused, match="a#b/N"):
        plan(files, "O.md", "N.md")
    with pytest.raises(WriteRefused, match="changed"):
        plan_rename(vault_of(texts(A="", L="[[A]]")), "A.md", "B.md", {"L.md": b"x"}.get)


def test_a_link_whose_text_holds_another_one() -> None:
    files = texts(A="", L="[see [[A]]](A) [![i](A.md)](A.md)")
    after = moved(files, plan(files, "A.md", "B.md"))
    assert after["L.md"] == b"[see [[B]]](B) [![i](B.md)](B.md)"


def test_a_folder_that_stands_may_have_any_name() -> None:
    files = {"a#b/N.md": b"", "L.md": b"[[N]] [x](a%23b/N)"}
    after = moved(files, plan(files, "a#b/N.md", "a#b/M.md"))
    assert after == {"a#b/M.md": b"", "L.md": b"[[M]] [x](a%23b/M)"}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("B", "Stocks/B.md"),
        ("B.md", "Stocks/B.md"),
        ("v1.2", "Stocks/v1.2.md"),
        ("./B", "B.md"),
        ("./", "A.md"),
        (".", "A.md"),
        ("theses", "Theses/A.md"),
        ("New/", "New/A.md"),
        ("theses/B", "Theses/B.md"),
        ("theses/x/../B", "Theses/B.md"),
        ("Twin/B", "Twin/B.md"),
        ("twin/B", "twin/B.md"),
    ],
)
def test_what_new_means(wanted: str, expected: str) -> None:
    files = {"Stocks/A.md": b"", "pic.png": b""}
    folders = ["Stocks", "Theses", "twin", "Twin"]
    assert destination(vault_of(files), "Stocks/A.md", wanted, folders) == expected


@pytest.mark.parametrize("wanted", ["", "../x", "/x", "a/../../x", ".."])
def test_new_stays_in_the_vault(wanted: str) -> None:
    with pytest.raises(UsageFault):
        destination(vault_of({"A.md": b""}), "A.md", wanted, [])


NAMES = ["N", "n", "M", "a.b", "a b", "é", "e\u0301", "v1.2.md", "It's", "(x)", "50%", "S&P", "x]y"]
FOLDERS = ["", "a/", "A/", "a/b/", "é x/", "deep er/"]
FORMS = [
    *("[[{t}]]", "![[{t}#H]]", "[[ {t} #^id | see it ]]", "[[{t}|x|y]]", "> - [[{t}]]\n"),
    *("[x]({e})", "[x](<{p}> 'title')", "![i]({e}#h%20i)", "**[[{t}]]** `[[{t}]]`", "%%[[{t}]]%%"),
    *("\n\n| a | b |\n|---|---|\n| [[{t}\\|x]] | [y]({e}) |\n\n", "[one [[{t}]] two]({e})"),
    "\n\n# On [[{t}]] #\n\n",
]


def encoded(target: str) -> str:
    for char in "% ()":
        target = target.replace(char, f"%{ord(char):02X}")
    return target


@st.composite
def vaults(draw: st.DrawFn) -> tuple[Files, str, str]:
    """A vault of a few notes that link each other in every form, a note of it, a new path."""
    paths = draw(
        st.lists(
            st.builds("{}{}.md".format, st.sampled_from(FOLDERS), st.sampled_from(NAMES)),
            min_size=2,
            max_size=6,
            unique=True,
        )
    )
    targets = st.sampled_from(
        [
            spelled
            for path in [*paths, "gone.md"]
            for stem in (path, path[:-3])
            for whole in (stem, stem.rpartition("/")[2])
            for spelled in (whole, whole.upper(), "./" + whole, "../" + whole, "/" + whole)
        ]
    )
    files = {}
    for path in paths:
        body = draw(st.lists(st.tuples(st.sampled_from(FORMS), targets), max_size=5))
        text = " ".join(
            form.format(t=target, e=encoded(target), p=target.replace("%", "%25"))
            for form, target in body
        )
        quoted = [target.replace("'", "''") for target in draw(st.lists(targets, max_size=2))]
        head = "".join(f"- '[[{target}|d]]'\n" for target in quoted)
        if head:
            text = f"---\nup:\n{head}---\n{text}"
        text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
        files[path] = (draw(st.sampled_from(["", "\ufeff"])) + text).encode()
    names = st.sampled_from([*(name for name in NAMES if "]" not in name), "New one", "Z"])
    new = draw(st.builds("{}{}.md".format, st.sampled_from(FOLDERS), names))
    return files, draw(st.sampled_from(paths)), new


def graph(vault: Vault, old: str = "", new: str = "") -> dict[str, list[str]]:
    """Where each link leads, with the moved path mapped."""
    return {
        new if path == old else path: [new if target == old else target for target in found]
        for path, found in vault.targets.items()
    }


@settings(max_examples=share(25, 500), deadline=None)
@given(vaults())
def test_the_graph_is_the_same_after_any_move(given_: tuple[Files, str, str]) -> None:
    files, old, new = given_
    before = vault_of(files)
    try:
        found = plan_rename(before, old, new, files.get)
    except UsageFault:
        assert any(fold(path) == fold(new) and path != old for path in files) or old == new
        return
    except WriteRefused as refused:
        assert any("]" in path for path in files), refused  # `[[a/x]` + `]]` cannot be written
        return
    after = moved(files, found)
    rebuilt = vault_of(after)
    adopted = {(item.note, item.name) for item in found.adopted}
    for path, targets in graph(before, old, new).items():
        note, now = rebuilt.notes[path], rebuilt.targets[path]
        for link, target, leads in zip(note.links, targets, now, strict=True):
            if target.startswith("[["):  # led nowhere, and still does, or waited for this name
                assert leads not in rebuilt.notes or (path, link.target) in adopted
            else:
                assert leads == target, (path, link)
    for item in found.rewrites:
        _only_targets_changed(item.before, item.after, item.path, new if item.path == old else "")


def _only_targets_changed(before: bytes, after: bytes, path: str, new: str) -> None:
    """With every target taken out, the bytes are the same; the heading follows a note's name."""
    old = _without_targets(path, before)
    found = _without_targets(new or path, after)
    named = PurePosixPath(path).stem.encode()
    assert found in (old, old.replace(named, PurePosixPath(new or path).stem.encode(), 1))


def _without_targets(path: str, data: bytes) -> bytes:
    source = Source(data)
    places = [locate(source, link) for link in parse_note(path, data).links]
    assert None not in places
    edits = [TextEdit(source.span(place.start, place.end), "") for place in places if place]
    return source.apply(edits)


@settings(max_examples=share(10, 200), deadline=None)
@given(vaults(), st.sampled_from(["Fresh", "Fresh one", "Fr.esh"]))
def test_there_and_back_again(given_: tuple[Files, str, str], name: str) -> None:
    """A new name that nothing else has, in the same folder: the way back is the same way."""
    files, old, _ = given_
    folder, _, was = old.rpartition("/")
    new = f"{folder}/{name}.md".lstrip("/")
    if any(fold(path).rpartition("/")[2] == fold(was) for path in files if path != old):
        return
    if "]" in old or "(" in old:  # a name nobody may give; or encoded or not, which is forgotten
        return
    files = {path: _canonical(path, data, old, vault_of(files)) for path, data in files.items()}
    try:
        after = moved(files, plan(files, old, new))
        assert moved(after, plan(after, new, old)) == files
    except WriteRefused as refused:
        assert "]" in old, refused


def _canonical(path: str, data: bytes, old: str, vault: Vault) -> bytes:
    """Links to the note that shout its name, or say it by halves, would come back unlike."""
    title = old.rpartition("/")[2][:-3]
    for link, target in vault.resolved(vault.notes[path]):
        if target == old and link.target != title:
            return b""
    return data

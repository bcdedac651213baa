"""What can be mended for certain, and what is left alone."""

from __future__ import annotations

import pytest

from thesisvault.edits import fixes
from thesisvault.edits.fixes import Fixed, fix_note
from thesisvault.graph import Vault, build
from thesisvault.graph.checks import check
from thesisvault.model.diagnostics import RULES
from thesisvault.model.note import Note
from thesisvault.parser.note import parse_note

STOCK = "---\naliases: [Cupertino, 'Tim''s']\n---\n#stock\n"
MOVES = "\n| Ticker | Move |\n|---|---|\n| AAPL | -2% |\n"


def vault_of(files: dict[str, str]) -> Vault:
    return build(parse_note(path, text.encode()) for path, text in files.items())


def fix(text: str, path: str = "L.md", **others: str) -> Fixed | None:
    files = {"Stocks/Apple.md": STOCK, path: text}
    files |= {f"{name}.md": other for name, other in others.items()}
    vault = vault_of(files)
    findings = [item for item in check(vault) if item.note == path]
    return fix_note(vault, vault.notes[path], findings, text.encode())


def fixed(text: str, path: str = "L.md", **others: str) -> str:
    found = fix(text, path, **others)
    if found is None:
        return text
    assert found.before == text.encode()
    after = {path: found.after.decode(), "Stocks/Apple.md": STOCK}
    codes = [item.diagnostic.code for item in check(vault_of(after)) if item.note == path]
    assert not {item.code for item in found.mends} & set(codes)
    return found.after.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[Cupertino]]", "[[Apple|Cupertino]]"),
        ("\ufeffé [[ cupertino ]]\r\n", "\ufeffé [[ Apple|cupertino ]]\r\n"),
        ("[[Cupertino|it]]", "[[Apple|it]]"),
        ("[[Cupertino#H|it]]", "[[Apple#H|it]]"),
        ("![[Cupertino]]", "![[Apple]]"),
        ("[x](Cupertino.md)", "[x](Cupertino.md)"),  # no alias has an ending
        ("[x](cupertino#h)", "[x](Apple#h)"),
        ("| [[Cupertino]] | b |\n|---|---|\n", "| [[Apple\\|Cupertino]] | b |\n|---|---|\n"),
        ("| [[Cupertino\\|x]] | b |\n|---|---|\n", "| [[Apple\\|x]] | b |\n|---|---|\n"),
        ("---\nup: '[[Tim''s]]'\n---\n", "---\nup: '[[Apple|Tim''s]]'\n---\n"),
        ("[[Cupertino]] and [[Cupertino]]", "[[Apple|Cupertino]] and [[Apple|Cupertino]]"),
    ],
)
def test_a_link_by_an_alias(text: str, expected: str) -> None:
    assert fixed(text) == expected


def test_a_link_by_a_ticker() -> None:
    stock = "---\ntype: stock\nsymbol: NVDA\n---\n"
    found = fix("see [[NVDA]] and [[nvda|it]]", NVIDIA=stock)
    assert found is not None
    assert found.after.decode() == "see [[NVIDIA|NVDA]] and [[NVIDIA|it]]"
    assert {item.code for item in found.mends} == {"link-ticker"}
    assert fix("[[NVDA]]", NVIDIA=stock, Other=stock) is None


@pytest.mark.parametrize(
    ("text", "fix_text"),
    [
        ("see [[Cupertino]]", "[[Apple|Cupertino]]"),
        ("see ![[Cupertino]] [x](Cupertino)", "![[Apple]] [x](Apple)"),
        ("| [[Cupertino]] | b |\n|---|---|\n", "[[Apple\\|Cupertino]]"),
        ("| a |\n|---|\n| [[ cupertino ]] |\n", "[[ Apple\\|cupertino ]]"),
        ("> [!note] t\n> > see\n> >\n> > | [[Cupertino]] |\n> > |---|\n", "[[Apple\\|Cupertino]]"),
        ("> [!note] [[Cupertino]]\n> said\n", "[[Apple|Cupertino]]"),
        ("- a\n  - [ ] [[Cupertino|it]]\n", "[[Apple|it]]"),
        ("- | [[Cupertino]] |\n  |---|\n", "[[Apple\\|Cupertino]]"),
        ("---\nup: '[[Tim''s]]'\n---\n", "'[[Apple|Tim''s]]'"),
        ("---\nup: [ [[Apple]], a ]\n---\n", '"[[Apple]]"'),
    ],
)
def test_what_to_write_in_place_is_what_is_written(text: str, fix_text: str) -> None:
    found = fix(text)
    assert found is not None
    assert " ".join(found.replacements().values()) == fix_text
    whole = text
    for diagnostic, new in reversed(found.replacements().items()):
        span = diagnostic.span
        lines = whole.split("\n")
        lines[span.line] = (
            lines[span.line][: span.column] + new + lines[span.line][span.end_column :]
        )
        whole = "\n".join(lines)
    assert whole.encode() == found.after, "the one engine: `check --json` says what `--fix` writes"


def test_what_is_told_for_a_link_is_what_is_written() -> None:
    text = "| [[Cupertino]] |\n|---|\n"
    for others in ({}, {"Apple": ""}):
        vault = vault_of(
            {"Stocks/Apple.md": STOCK, "L.md": text} | {f"{k}.md": v for k, v in others.items()}
        )
        told = next(item.diagnostic for item in check(vault) if item.note == "L.md")
        found = fix(text, **others)
        assert found is not None
        assert f"Write `{found.replacements()[told]}`." in told.message


def test_the_table_says_what_can_be_mended() -> None:
    text = "---\nup: [[Apple]]\n---\n[[Cupertino]] [[AAPL.O]]\n\n| [[Apple|it]] |\n|---|\n"
    stock = "---\ntype: stock\nsymbol: AAPL.O\n---\n"
    found = fix(text, Ticker=stock)
    assert found is not None
    fixable = {code for code, rule in RULES.items() if rule.fixable}
    assert {item.code for item in found.mends} == fixable


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| [[Apple|it]] | 1 |", "| [[Apple\\|it]] | 1 |"),
        ("| ![[a.png|100]] and [[Apple|it]] | 1 |", "| ![[a.png\\|100]] and [[Apple\\|it]] | 1 |"),
        ("| [[Apple\\|it]], [[Apple|x]] |", "| [[Apple\\|it]], [[Apple\\|x]] |"),
        ("| `[[Apple|it]]` | 1 |", "| `[[Apple|it]]` | 1 |"),
        ("| [[Apple|it | 1 |", "| [[Apple|it | 1 |"),
    ],
)
def test_a_link_that_a_table_splits(row: str, expected: str) -> None:
    head = "| a | b |\n|---|---|\n"
    assert fixed(f"{head}{row}\n") == f"{head}{expected}\n"


def test_an_alias_that_is_not_certain_is_left() -> None:
    assert fix("[[Cupertino#H]]") is None  # what it shows cannot be said otherwise
    assert fix("[[Cupertino]]", Pear="---\naliases: Cupertino\n---\n") is None
    assert fix("[[Nobody]]") is None


def test_a_title_that_another_note_has_is_given_with_its_path() -> None:
    assert fixed("[[Cupertino]]", Apple="") == "[[Stocks/Apple|Cupertino]]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nup: [[Apple]]  # why\nx: 1\n---\n", '---\nup: "[[Apple]]"  # why\nx: 1\n---\n'),
        ("---\r\nup:\r\n  - [[Apple|a]]\r\n---\r\n", '---\r\nup:\r\n  - "[[Apple|a]]"\r\n---\r\n'),
        ("---\nup: [[ Apple#h ]]\n---\n", '---\nup: "[[ Apple#h ]]"\n---\n'),
        ("---\nup: [[Q\\x]]\n---\n", "---\nup: '[[Q\\x]]'\n---\n"),
        (
            "---\nup:\n  - [[Apple]]\n  - [[L]]\n---\n",
            '---\nup:\n  - "[[Apple]]"\n  - "[[L]]"\n---\n',
        ),
    ],
)
def test_an_unquoted_property_link(text: str, expected: str) -> None:
    assert fixed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "---\nup: [a, b]\n---\n",
        "---\nup:\n  - [a]\n---\n",
        "---\nup: [[a, b]]\n---\n",
        "---\nup: [ [a] ]\n---\n",
        "---\nup: [['a']]\n---\n",
        "---\nup: [[a]\n---\n",
        "---\nup: [[a], b]\n---\n",
    ],
)
def test_lists_that_are_no_links_are_left(text: str) -> None:
    assert fix(text) is None


def test_all_fixes_of_a_note_are_made_together() -> None:
    text = "---\nup: [[Apple]]\n---\n[[Cupertino]] [[Tim's]]\n"
    found = fix(text)
    assert found is not None
    expected = '---\nup: "[[Apple]]"\n---\n[[Apple|Cupertino]] [[Apple|Tim\'s]]\n'
    assert found.after.decode() == expected
    codes = [item.code for item in found.mends]
    assert codes == ["property-unquoted-link", "link-alias", "link-alias"]


def test_what_is_not_utf_8_or_has_changed_is_left() -> None:
    vault = vault_of({"Stocks/Apple.md": STOCK, "L.md": "[[Cupertino]]"})
    findings = [item for item in check(vault) if item.note == "L.md"]
    assert fix_note(vault, vault.notes["L.md"], findings, b"\xff") is None
    assert fix_note(vault, vault.notes["L.md"], findings, b"other") is None


def test_a_note_is_read_a_few_times_however_much_there_is_to_mend(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reads: list[bytes] = []

    def read(path: str, data: bytes) -> Note:
        reads.append(data)
        return parse_note(path, data)

    monkeypatch.setattr(fixes, "parse_note", read)
    found = fix("[[Cupertino]]\n\n" * 300)
    assert found is not None
    assert len(found.mends) == 300
    assert len(reads) < 5


def test_where_one_fix_of_many_is_not_safe_the_others_are_made() -> None:
    good, bad = "[[Cupertino]]\n\n", "[[Cupertino|%%]] x [[Cupertino|y%%]]\n\n"
    once = fixed(good * 20)
    assert once == "[[Apple|Cupertino]]\n\n" * 20
    assert "[[Apple|Cupertino]]\n\n" * 10 in fixed(good * 10 + bad + good * 10)

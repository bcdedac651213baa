"""``#tag``: what it may hold, where it may start."""

from __future__ import annotations

import pytest

from parser.reading import codes, cut, read, tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#concept #markets #rotation #2026", ["concept", "markets", "rotation"]),
        ("#2026-outlook", ["2026-outlook"]),
        ("#2026x #x2026", ["2026x", "x2026"]),
        ("#1984", []),
        ("#١٢٣", ["١٢٣"]),  # all digits is asked of ASCII digits only
        ("#日本 #😀x #Ünï", ["日本", "😀x", "Ünï"]),
        ("#a/b/c", ["a/b/c"]),
        ("#a/b/", ["a/b"]),
        ("#/", []),
        ("#a#b", ["a", "b"]),
        ("#a_b-c", ["a_b-c"]),
        ("x\t#t", ["t"]),
        ("x\u00a0#t", ["t"]),
        ("x\u200b#t", []),
        ("x#t", []),
        ("(#t)", []),
        ('"#t"', []),
        ("x—#t", []),
        (",#t", []),
        ("##t", []),
        ("# t", []),
        ("#", []),
        (r"\#t", []),
        (r"\[\[#Escaped", ["Escaped"]),
        (r"\\#t", ["t"]),
        ("&amp;#t", []),
        ("*#t*", ["t"]),
        ("**#t**", ["t"]),
        ("**b**#t", ["t"]),
        ("_#t_", ["t"]),
        ("~~#t~~", ["t"]),
        ("==#t==", ["t"]),
        ("a *#t", []),
        ("a ==#t", []),
        ("[#t]", ["t"]),
        ("[#t", []),
        ("[a #t](u)", ["t"]),
        ("![a #t](u)", []),
        ("[x](u#t)", []),
        ("[[N#t]]", []),
        ("[[x]]#t", ["t"]),
        ("`c`#t", ["t"]),
        ("`#t`", []),
        ("$x$#t", ["t"]),
        ("$ #t$", ["t"]),
        ("[^#t]", []),
        ("a <b>#t</b>", ["t"]),
        ('<a href="u #t">', []),
        ("a <!-- #t --> b", []),
        ("> #t", ["t"]),
        (">#t", ["t"]),
        ("- #t", ["t"]),
        ("# Head #t", ["t"]),
        ("    #t", []),
        ("a\n#t", ["t"]),
    ],
)
def test_where_a_tag_stands(text: str, expected: list[str]) -> None:
    assert tags(text) == expected


@pytest.mark.parametrize("stop", list("'!\"$%&()*+,.:;<=>?@^`{|}~[]\\ \u2014\u2003\u3000\u200d"))
def test_what_ends_a_tag(stop: str) -> None:
    assert read(f"x #abc{stop}def").tags[0].name == "abc"


def test_the_case_is_kept() -> None:
    assert tags("#Tag #tAg") == ["Tag", "tAg"]


def test_all_digits_are_no_tag_and_the_check_says_why() -> None:
    text = "#concept #2026"
    (found,) = read(text).diagnostics
    assert found.code == "tag-digits"
    assert cut(text, found.span) == "#2026"
    assert codes(read("issue#2012 and (#2013)")) == []  # not where no tag could stand
    assert codes(read("rank #2, see #118")) == []  # a number, which nobody meant as a tag


def test_a_tag_includes_its_hash_in_its_span() -> None:
    text = "> - é #tag"
    assert cut(text, read(text).tags[0].span) == "#tag"


@pytest.mark.xfail(strict=True, reason="CommonMark's flanking rule: Obsidian pairs these marks")
def test_bug_emphasis_opens_behind_a_letter_where_a_tag_follows() -> None:
    assert tags("a**#t**") == ["t"]

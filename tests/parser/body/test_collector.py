"""Headings, tasks, callouts, block ids and fences, each with its place."""

from __future__ import annotations

import pytest

from parser.reading import codes, cut, places, read


def test_headings() -> None:
    text = (
        "# One [[x]] #t ##\n\n###### Six\n\nSet *ext*\n---\n\n#no\n\n####### seven\n\n> ## Quoted\n"
    )
    note = read(text)
    assert [(heading.level, heading.text) for heading in note.headings] == [
        *((1, "One [[x]] #t"), (6, "Six"), (2, "Set *ext*"), (2, "Quoted"))
    ]
    assert [cut(text, heading.span) for heading in note.headings] == [
        *("# One [[x]] #t ##", "###### Six", "Set *ext*", "> ## Quoted")
    ]


def test_headings_in_lists_are_not_headings_of_the_note() -> None:
    assert [heading.text for heading in read("- # In\n\n# Out").headings] == ["Out"]


def test_tasks() -> None:
    text = "- [ ] open [[x]]\n* [x] done\n1. [/] half\n- [é] odd\n- [ ]\n- [xx] no\n- []\n[ ] no\n"
    note = read(text)
    assert [(task.mark, task.text) for task in note.tasks] == [
        *((" ", "open [[x]]"), ("x", "done"), ("/", "half"), ("é", "odd"), (" ", ""))
    ]
    assert [cut(text, task.span)[:3] for task in note.tasks] == [
        *("[ ]", "[x]", "[/]", "[é]", "[ ]")
    ]


def test_callouts() -> None:
    text = "> [!NOTE]+ A [[t]]\n> body\n\n> [!my type]\n> x\n\n> text\n> [!no] x\n\n[!no] y\n"
    note = read(text)
    assert [(callout.type, callout.title) for callout in note.callouts] == [
        *(("note", "A [[t]]"), ("my type", ""))
    ]
    assert [callout.span.line for callout in note.callouts] == [0, 3]
    assert cut(text, note.callouts[0].span) == "[!NOTE]+ A [[t]]"


@pytest.mark.parametrize(
    "text",
    [
        ">\n\n[!note] outside",
        "> ```\n> x\n> ```\n> [!note] not first",
        "- ```\n  x\n  ```\n  [x] not first",
    ],
)
def test_bug_a_callout_or_task_is_the_first_text_of_its_container(text: str) -> None:
    note = read(text)
    assert (note.callouts, note.tasks) == ((), ())


def test_block_ids() -> None:
    text = "text ^one\n\n- item ^two-2\n\npara\n\n^alone\n\na^no\n\n^no x\n\n`x ^no`\n\n> q ^q\n"
    note = read(text)
    assert [block.id for block in note.block_ids] == ["one", "two-2", "alone", "q"]
    assert [cut(text, block.span) for block in note.block_ids] == [
        *("^one", "^two-2", "^alone", "^q")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```\nx", ["fence-unclosed"]),
        ("~~~ py\nx\n", ["fence-unclosed"]),
        ("```\nx\n```", []),
        ("````\n```\n````", []),
        ("````\n```\n", ["fence-unclosed"]),
        ("> ```\n> x\n> ```", []),
        ("```", ["fence-unclosed"]),
        ("- ```\n  x\n\ntext", []),  # the item's end ends it, and what follows is read
    ],
)
def test_unclosed_fences(text: str, expected: list[str]) -> None:
    assert codes(read(text)) == expected


@pytest.mark.parametrize("level", range(1, 9))
def test_lists_nest(level: int) -> None:
    text = "".join(f"{'  ' * depth}- a\n" for depth in range(level)) + f"{'  ' * level}- [[deep]]\n"
    assert places(text) == [("deep", "[[deep]]")]


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{'  ' * depth}- a\n" for depth in range(10)) + "  " * 10 + "- [[deep]] #t\n",
        "".join("\t" * depth + "- a\n" for depth in range(12)) + "\t" * 12 + "- [[deep]] #t\n",
        "> " * 24 + "[[deep]] #t",
    ],
)
def test_bug_what_is_nested_deeper_is_not_lost_in_silence(text: str) -> None:
    note = read(text)
    assert [link.target for link in note.links] == ["deep"] or note.diagnostics


def test_what_is_nested_too_deep_is_said_once_and_the_rest_is_read() -> None:
    for deep in (">" * 120 + " [[deep]]", "- " * 60 + "[[deep]]", "> - " * 50 + "[[deep]]"):
        note = read(f"{deep}\n{deep}\n\n[[after]]\n")
        assert [item.code for item in note.diagnostics] == ["nesting-deep"]
        assert note.diagnostics[0].span.line == 0
        assert [link.target for link in note.links] == ["after"]


def test_what_is_nested_less_deep_is_read() -> None:
    for deep in (">" * 98 + " [[deep]]", "- " * 48 + "[[deep]]"):
        note = read(f"{deep}\n")
        assert note.diagnostics == ()
        assert [link.target for link in note.links] == ["deep"]

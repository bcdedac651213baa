"""What the code has is documented, and what is documented is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import click
import pytest
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from docs import code
from docs.pages import (
    DOCS,
    ROOT,
    SOURCE,
    anchors,
    codes,
    first_codes,
    headings,
    read,
    rows,
    section,
)
from thesisvault.actions.new import KINDS
from thesisvault.cli import main
from thesisvault.graph import Relation
from thesisvault.model.diagnostics import RULES
from thesisvault.model.errors import ThesisVaultError
from thesisvault.model.note import Kind
from thesisvault.model.review import Outcome
from thesisvault.model.settings import EvidenceClass, ImpactSettings, MarketSettings, Settings
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.render.graph import RENDERERS

COMMANDS = code.commands()


def _heading(name: str) -> str:
    """The heading of a command: its words, then its arguments."""
    words = ["thesis", *name.split()]
    found = [
        heading
        for heading in headings(read("commands.md"))
        if [word for word in heading.split() if _is_word(word)] == words
    ]
    assert len(found) == 1, f"thesis {name}: {found}"
    return found[0]


def _is_word(text: str) -> bool:
    return text.replace("-", "").isalpha() and text.islower()


def test_every_command_has_a_section_and_no_other() -> None:
    shown = [item for item in headings(read("commands.md")) if item.startswith("thesis ")]
    assert sorted(shown) == sorted(_heading(name) for name in COMMANDS)


def test_the_readme_lists_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = [cell.split()[1] for cell in first_codes(section(readme, "Commands"))]
    assert listed == [name for name in COMMANDS if " " not in name]


def test_every_option_is_documented_and_no_other() -> None:
    wrong = {}
    for name, command in COMMANDS.items():
        text = section(read("commands.md"), _heading(name)).partition("\n### ")[0]
        listed = {cell.split()[0] for cell in first_codes(text) if cell[0] == "-"}
        if different := listed ^ code.options(command):
            wrong[name] = different
    assert not wrong, "in the page or in the command alone"


def test_options_of_the_program_itself() -> None:
    first = read("commands.md").partition("\n## ")[0]
    listed = {cell.split()[0] for cell in first_codes(first) if cell[0] == "-"}
    assert listed == code.options(main.thesis) | {"-h", "--help"}


def test_headings_of_commands_show_their_arguments() -> None:
    for name, command in COMMANDS.items():
        arguments = [item for item in command.params if isinstance(item, click.Argument)]
        shown = _heading(name).split()[1 + len(name.split()) :]
        assert len(shown) == len(arguments), name
        for word, argument in zip(shown, arguments, strict=True):
            assert (word[0] == "[") is (not argument.required), name
            assert ("..." in word) is (argument.nargs == -1), name


def test_kinds_formats_and_verdicts_are_named() -> None:
    commands = read("commands.md")
    new = section(commands, "thesis new [KIND] [TITLE]")
    assert all(f"`{kind}`" in new for kind in KINDS)
    listing = section(commands, "thesis list [KIND]")
    assert all(f"`{kind}`" in listing for kind in Kind)
    formats = section(commands, "thesis export FORMAT")
    assert [row[0].strip("`") for row in rows(formats) if "-" not in row[0]] == list(RENDERERS)
    status = section(commands, "thesis status [THESIS]...")
    assert all(f"`{outcome}`" in status for outcome in Outcome)
    assert all(item in section(read("model.md"), "Classes of evidence") for item in EvidenceClass)


def test_exit_codes_are_documented() -> None:
    listed = {int(row[0]) for row in rows(section(read("commands.md"), "Exit codes"))}
    faults = {fault.exit_code for fault in ThesisVaultError.__subclasses__()}
    assert faults | {0, 1} <= listed


@pytest.mark.parametrize(
    ("heading", "settings"),
    [("[impact]", ImpactSettings), ("[market]", MarketSettings), ("Top level", Settings)],
)
def test_every_config_key_is_documented_with_its_default(
    heading: str, settings: type[Struct]
) -> None:
    listed = {codes(row[0])[0]: row[1] for row in rows(section(read("config.md"), heading))}
    known = {item.name: item.default for item in fields(settings)}
    assert list(listed) == list(known)
    for name, default in known.items():
        if isinstance(default, bool):
            assert json.loads(listed[name]) == default, name
        elif isinstance(default, int | float):
            assert float(listed[name]) == default, name
        elif isinstance(default, tuple):
            assert json.loads(listed[name]) == list(default), name
        else:
            a_table = default is NODEFAULT and settings is Settings
            assert listed[name] == ("a table" if a_table else "none"), name


def test_every_section_of_the_vocabulary_is_documented() -> None:
    listed = {codes(row[0])[0] for row in rows(section(read("config.md"), "[vocabulary]"))}
    assert listed == set(code.vocabulary())


def test_the_words_are_those_that_ship() -> None:
    listed = [
        (codes(row[0])[0], codes(row[1])[0], "optional" in row[1], codes(row[2]))
        for row in rows(section(read("notes.md"), "The words"))
    ]
    shipped = [row for name, lists in code.vocabulary().items() for row in _word_lists(name, lists)]
    assert listed == shipped


def _word_lists(name: str, lists: dict[str, Any]) -> Iterator[tuple[str, str, bool, list[str]]]:
    for key, words in lists.items():
        if isinstance(words, dict):
            yield from _word_lists(f"{name}.{key}", words)
        elif key != "required":
            is_optional = key not in (*lists.get("required", lists), "without")
            yield name, key, is_optional, [word for word in words if word]


def test_every_recognised_table_is_documented_with_its_columns() -> None:
    tables = code.vocabulary()["tables"]
    listed = {codes(row[0])[0]: row[1] for row in rows(section(read("notes.md"), "Tables"))}
    assert list(listed) == list(tables)
    for name, header in listed.items():
        columns = [cell.strip() for cell in header.split(",")]
        required = [cell.strip("*").casefold() for cell in columns if cell.startswith("**")]
        optional = [cell.casefold() for cell in columns if not cell.startswith("**")]
        other = ("required", "without")
        spelled = {role: words for role, words in tables[name].items() if role not in other}
        assert len(columns) == len(spelled), name
        for role, words in spelled.items():
            shown = required if role in tables[name]["required"] else optional
            assert any(word in shown for word in words), f"{name}: {role}"


def test_every_kind_is_documented() -> None:
    listed = {row[0] for row in rows(section(read("notes.md"), "Kinds"))}
    assert listed == {kind.value for kind in Kind} - {"note"}


def test_every_property_is_documented_and_no_other() -> None:
    text = section(read("notes.md"), "Properties")
    listed = {name for row in rows(text) for name in codes(row[0])}
    assert listed == set(code.vocabulary()["properties"]) | {"aliases", "tags"}
    known = default_vocabulary()
    asked = code.template_properties() - {"aliases", "tags"}
    assert {key for key in asked if known.property(key) is None} == set()


def test_every_list_of_headings_is_documented_with_words_that_ship() -> None:
    listed = rows(section(read("notes.md"), "Headings"))
    roles = code.vocabulary()["headings"]
    assert [name for row in listed for name in codes(row[0])] == list(roles)
    known = default_vocabulary()
    for row in listed:
        named = {known.heading(word.strip()) for word in re.split("[,;]", row[1])}
        assert named == set(codes(row[0])), row


def test_the_page_of_diagnostics_is_their_table() -> None:
    text = read("diagnostics.md")
    parts = re.split(r"^## ", text.partition("\n## Prices")[0], flags=re.MULTILINE)[1:]
    listed = {
        codes(row[0])[0]: (row[1], next(iter(anchors(f"## {part}"))), row[2])
        for part in parts
        for row in rows(part)
        if codes(row[0])
    }
    assert set(listed) == set(RULES)
    for name, rule in RULES.items():
        severity, section_of, means = listed[name]
        assert (severity, section_of) == (rule.severity, rule.section), name
        assert means.startswith(rule.title), name


def test_every_diagnostic_is_raised() -> None:
    assert code.raised(RULES) == set(RULES)


def test_what_can_be_mended_is_documented() -> None:
    fixable = {name for name, rule in RULES.items() if rule.fixable}
    assert set(first_codes(section(read("rename.md"), "Safe fixes"))) == fixable
    text = section(read("commands.md"), "thesis check [NOTE]...")
    told = next(line for line in text.splitlines() if line.startswith("With `--fix`"))
    assert set(codes(told)) & set(RULES) == fixable


def test_every_flag_and_attention_code_is_documented() -> None:
    listed = {
        codes(row[0])[0]: (row[1], row[2])
        for row in rows(section(read("diagnostics.md"), "Attention and flags"))
    }
    flags, attention = code.review_codes("Flag"), code.review_codes("Attention")
    assert {"no-note", "ambiguous"} <= flags
    assert {"review-overdue"} <= attention
    assert set(listed) == flags | attention
    watched = code.texts("impact/attention.py")
    for name, (flag, shown) in listed.items():
        assert (flag == "yes") == (name in flags), name
        assert (shown == "yes") == (name in attention or name in watched), name


def test_every_price_problem_is_documented() -> None:
    known = code.price_problems()
    assert "duplicate-date" in known
    assert set(first_codes(section(read("diagnostics.md"), "Prices"))) == known


def test_every_relation_is_documented() -> None:
    text = section(read("json.md"), "thesis export json")
    listed = [codes(row[0])[0] for row in rows(text) if len(row) == 3]
    assert listed == [relation.value for relation in Relation]


def test_the_architecture_names_files_that_exist_and_every_room() -> None:
    text = read("architecture.md")
    for row in rows(section(text, "Where to change what")):
        for path in codes(row[1]):
            base = ROOT if path.startswith("/") else SOURCE
            assert (base / path.strip("/")).exists(), path
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert {codes(row[0])[0] for row in rows(section(text, "Packages"))} == rooms
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    house = section(page, "How the code is laid out")
    folders = {path for row in rows(house) for path in codes(row[0])}
    assert folders and all((ROOT / path).is_dir() for path in folders)


def test_the_index_lists_every_page() -> None:
    linked = set(re.findall(r"\]\(([a-z]+\.md)\)", read("README.md")))
    assert linked == {path.name for path in DOCS.glob("*.md")} - {"README.md"}


def test_limits_name_every_command_once() -> None:
    named = [codes(row[0])[0] for row in rows(read("limits.md"))]
    shown = [name for name, command in COMMANDS.items() if " " not in name and not command.hidden]
    assert sorted(named) == sorted(shown)

"""What is promised of the packages; `make dist-check` builds them and looks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from thesisvault.fetch.extra import EXTRAS
from tools import dist, oldest

ROOT = Path(__file__).parents[2]
_INFO = [
    f"thesisvault-1.dist-info/{name}"
    for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
]


def test_a_wheel_needs_words_templates_and_types() -> None:
    wanted = dist.expected_in_wheel()
    assert {
        "thesisvault/parser/vocabulary.toml",
        "thesisvault/templates/thesis.md",
        "thesisvault/py.typed",
        "thesisvault/cli/main.py",
    } <= wanted
    assert not any("test" in name.split("/")[0] for name in wanted)
    assert dist.wheel_faults([*wanted, *_INFO]) == []
    less = [name for name in wanted if not name.endswith("py.typed")]
    assert dist.wheel_faults([*less, "tests/a.py", *_INFO[:-1]]) == [
        "wheel lacks thesisvault/py.typed",
        "wheel has tests/a.py",
        "wheel lacks LICENSE",
    ]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone: git lists no files here")
def test_an_sdist_is_enough_to_run_the_tests() -> None:
    wanted = dist.expected_in_sdist()
    assert {"tests/conftest.py", "vault/.thesis/config.toml", "tools/dist.py", "Makefile"} <= wanted
    names = [f"thesisvault-1/{name}" for name in (*wanted, "PKG-INFO")]
    assert dist.sdist_faults(names) == []
    assert dist.sdist_faults([*names, "thesisvault-1/.venv/x"]) == ["sdist has .venv/x"]


def test_every_dependency_has_a_lower_bound_and_no_upper_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for requirement in (*project["dependencies"], *(item for e in extras.values() for item in e)):
        if requirement.startswith("thesisvault["):
            continue
        # A first number of these changes how they are called: they say so themselves.
        is_ours = requirement.startswith(("pygls>", "mcp>"))
        plain = requirement.removesuffix(",<3") if is_ours else requirement
        assert re.fullmatch(r"[A-Za-z0-9-]+>=[0-9.]+", plain), requirement
    pinned = {line.partition("==")[0] for line in oldest.oldest()}
    of_users = (item for extra in EXTRAS for item in extras[extra])
    assert pinned == {item.partition(">=")[0] for item in (*project["dependencies"], *of_users)}

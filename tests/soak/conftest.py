"""Slow sweeps: they run when asked for, as `pytest tests/soak` or `pytest -m soak`.

Each takes `tell`, and tells how many of what were tried. A table ends the run; it is written to the
file that `--table` names. ``SOAK=0.02`` runs two in a hundred of it all.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.machine import describe
from sizes import SOAK

_HERE = Path(__file__).parent
_ROWS = pytest.StashKey[list[tuple[str, str, str]]]()

Tell = Callable[[str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--table", metavar="FILE", help="where to write the table of a soak")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: a slow sweep, left out of the normal run")
    config.stash[_ROWS] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker("soak")


@pytest.fixture
def tell(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Says how many of what a test has tried: at once, and in the table."""

    def said(many: str) -> None:
        request.node.user_properties.append(("many", many))
        with capsys.disabled():
            print(f"\n  {many}", end=" ", flush=True)

    return said


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> object:  # a generator, as wrappers are
    report = yield
    assert isinstance(report, pytest.TestReport)
    if report.when == "call" or not report.passed:
        many = [str(value) for name, value in report.user_properties if name == "many"]
        result = f"{report.outcome}, {dt.timedelta(seconds=round(report.duration))}"
        if report.skipped and isinstance(report.longrepr, tuple):
            result = f"**not run**: {report.longrepr[2]}"
        elif report.failed:
            result = f"**{result}**"
        item.config.stash[_ROWS].append((_what(item), many[-1] if many else "", result))
    return report


def _what(item: pytest.Item) -> str:
    """The first line of a test's docstring, with what it is tried with."""
    lines = (getattr(item, "function", item).__doc__ or item.name).splitlines()
    of = f" ({item.callspec.id})" if isinstance(item, pytest.Function) and _has_id(item) else ""
    return lines[0].rstrip(".") + of


def _has_id(item: pytest.Function) -> bool:
    return hasattr(item, "callspec")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    config = terminalreporter.config
    rows = [("what", "how many", "result"), ("---",) * 3, *config.stash[_ROWS]]
    if len(rows) == 2:
        return
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    terminalreporter.write(f"\n{table}")
    if file := config.getoption("table", None):
        share = float(SOAK or 1)
        length = "" if share == 1 else f"**Shortened to {share:g} of the whole.** "
        text = f"# Soak\n\nWritten by `make soak`. {length}{describe({}, 1)}\n\n{table}"
        Path(file).write_text(text.replace(" · medians of 1 (shortest–longest)", ""), "utf-8")


def environment() -> dict[str, str]:
    """For the suite's own sweeps, that they run whole."""
    return {**os.environ, "SOAK": SOAK or "1"}

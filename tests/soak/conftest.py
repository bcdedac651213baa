"""Slow sweeps: they run when asked for, as `pytest tests/soak` or `pytest -m soak`.

Each takes `tell`, and tells how many of what were tried. A table ends the run; it is written to
the file that `--table` names, whichever processes have run its rows. ``SOAK=0.1`` runs a tenth.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.machine import describe
from sizes import SOAK

_HERE = Path(__file__).parent

Tell = Callable[[str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--table", metavar="FILE", help="where to write the table of a soak")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: a slow sweep, left out of the normal run")
    if not hasattr(config, "workerinput"):  # a worker's reports come to who started it
        config.pluginmanager.register(_Table())


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
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """What a test is, and the processor's time that it and its processes take, for its row."""
    item.user_properties.append(("what", _what(item)))
    before = _cpu()
    try:
        yield
    finally:
        item.user_properties.append(("cpu", _cpu() - before))


def _cpu() -> float:
    return sum(os.times()[:4])


def _what(item: pytest.Item) -> str:
    """The first line of a test's docstring, with what it is tried with."""
    lines = (getattr(item, "function", item).__doc__ or item.name).splitlines()
    of = f" ({item.callspec.id})" if isinstance(item, pytest.Function) and _has_id(item) else ""
    return lines[0].rstrip(".") + of


def _has_id(item: pytest.Function) -> bool:
    return hasattr(item, "callspec")


class _Table:
    """The rows of all tests that have ended."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[str, str, str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed:
            return
        told = dict(report.user_properties)  # of what is told twice, the last
        result = f"{report.outcome}, {_span(report.duration)}"
        if "cpu" in told:
            result += f", CPU {_span(float(str(told['cpu'])))}"
        if report.skipped and isinstance(report.longrepr, tuple):
            result = f"**not run**: {report.longrepr[2]}"
        elif report.failed:
            result = f"**{result}**"
        row = (str(told.get("what", report.nodeid)), str(told.get("many", "")), result)
        self.rows[report.nodeid] = row

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.rows:
            return
        rows = [row for _, row in sorted(self.rows.items())]
        heads = [("what", "how many", "result"), ("---",) * 3]
        table = "".join(f"| {' | '.join(row)} |\n" for row in (*heads, *rows))
        terminalreporter.write(f"\n{table}")
        if file := terminalreporter.config.getoption("table", None):
            share = float(SOAK or 1)
            length = "" if share == 1 else f"**Shortened to {share:g} of the whole.** "
            text = f"# Soak\n\nWritten by `make soak`. {length}{describe({}, 1)}\n\n{table}"
            Path(file).write_text(text.replace(" · medians of 1 (shortest–longest)", ""), "utf-8")


def _span(seconds: float) -> str:
    return str(dt.timedelta(seconds=round(seconds)))


def environment() -> dict[str, str]:
    """For the suite's own sweeps, that they run whole."""
    return {**os.environ, "SOAK": SOAK or "1"}

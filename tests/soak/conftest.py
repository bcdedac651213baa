"""Slow sweeps: they run when asked for, as `pytest tests/soak` or `pytest -m soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: a slow sweep, left out of the normal run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = "soak" in str(config.getoption("markexpr"))
    for argument in config.args:
        path = (config.invocation_params.dir / argument.partition("::")[0]).resolve()
        wanted = wanted or path.is_relative_to(_HERE)
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker("soak")
    if not wanted:
        left_out = [item for item in items if item.path.is_relative_to(_HERE)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]

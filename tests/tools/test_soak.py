"""The soak runs tests by their names: each must be there."""

from __future__ import annotations

from cli.conftest import REPOSITORY
from sizes import spread
from soak.test_again import SWEEPS


def test_each_test_that_the_soak_runs_again_exists() -> None:
    paths = [word for sweep in SWEEPS.values() for word in sweep if word.startswith("tests")]
    assert [path for path in paths if not (REPOSITORY / path).exists()] == []


def test_a_share_reaches_from_one_end_to_the_other() -> None:
    assert spread(range(10)) == list(range(10))

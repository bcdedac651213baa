"""The hostile vaults, made and swept once for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from hostile import plan, stage
from hostile.catalogue import SWEPT, SWEPT_ALONE, TOGETHER
from hostile.stage import Swept
from hostile.sweep import Job
from sizes import share


@dataclass(frozen=True)
class Batch:
    """The sample vault with inputs in it, before and after every command."""

    root: Path
    before: dict[str, bytes]
    """What stood outside when it was made."""
    after: dict[str, bytes]
    swept: Swept


@pytest.fixture(scope="session")
def _sweeps(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Future[Batch], Future[Swept]]]:
    """Both at once: most machines have two cores."""
    folder = tmp_path_factory.mktemp("hostile")
    with ThreadPoolExecutor(2) as pool:
        yield pool.submit(_batch, folder / "batch"), pool.submit(_alone, folder / "alone")


@pytest.fixture(scope="session")
def batch(_sweeps: tuple[Future[Batch], Future[Swept]]) -> Batch:
    """The vault with what can stand together."""
    return _sweeps[0].result()


@pytest.fixture(scope="session")
def alone(_sweeps: tuple[Future[Batch], Future[Swept]]) -> Swept:
    """What must be alone, each in a vault called like it; names, in the vault `named`; and what
    is said of all that can stand together.
    """
    return _sweeps[1].result()


@pytest.fixture(params=["batch", "alone"])
def swept(request: pytest.FixtureRequest) -> Swept:
    """Either of the two."""
    found = request.getfixturevalue(request.param)
    return found.swept if isinstance(found, Batch) else found


@pytest.fixture(scope="session")
def read(alone: Swept) -> Swept:
    """What is said and read of all inputs, in one vault: the last of those that are swept."""
    return alone


def _batch(folder: Path) -> Batch:
    outside = stage.outside(folder)
    root = stage.sample_with(folder, SWEPT)
    before = stage.picture(outside)
    note, thesis = "NVIDIA", "Long NVIDIA"
    lines = [
        *plan.some(plan.reading(note, thesis)),
        *plan.some(plan.writing(note, thesis, folder / "made")),
    ]
    (folder / "made").mkdir()
    swept = stage.sweep([Job(str(root), lines, (str(folder / "made"),))], folder / "cache")
    return Batch(root, before, stage.picture(outside), swept)


def _alone(folder: Path) -> Swept:
    jobs = []
    for number, nasty in enumerate(SWEPT_ALONE):
        root = stage.small_with(folder / nasty.name, [nasty])
        csvs = [path for path in (root / "prices").glob("hostile*") if path.is_file()]
        named = root.parent / "outside" / "secret.csv"
        lines = [*plan.brief("Long hostile", (*csvs, named))]
        # In the suite each is listed, checked and reviewed, and takes its turn at the rest.
        lines[3:] = lines[3 + number % share(10, 1) :: share(10, 1)]
        jobs.append(Job(str(root), lines, (str(named),)))
    named = stage.small_with(folder / "named", [])
    # In the suite each name is given to some of the commands, each command some of the names.
    naming = [*plan.naming(plan.NAMES)][:: share(23, 1)]
    dated = [*plan.dated("Long hostile")][:: share(4, 1)]
    jobs.append(Job(str(named), [*dated, *naming]))
    together = stage.sample_with(folder / "read", TOGETHER)
    jobs.append(Job(str(together), [("check", "--json"), ("export", "jsonl")]))
    return stage.sweep(jobs, folder / "cache")

"""The hostile vaults, made and swept once for all tests here."""

from __future__ import annotations

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
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """The vault with what can stand together."""
    return _batch(tmp_path_factory.mktemp("batch"))


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """What must be alone, each in a vault called like it; and names, in the vault `named`."""
    return _alone(tmp_path_factory.mktemp("alone"))


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """What is said and read of all inputs that can stand together, in one vault."""
    folder = tmp_path_factory.mktemp("read")
    root = stage.sample_with(folder, TOGETHER)
    lines = [("check", "--json"), ("export", "jsonl")]
    return stage.sweep([Job(str(root), lines)], folder / "cache")


@pytest.fixture(params=["batch", "alone", "read"])
def swept(request: pytest.FixtureRequest) -> Swept:
    """Each of the three."""
    found = request.getfixturevalue(request.param)
    return found.swept if isinstance(found, Batch) else found


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
    return stage.sweep(jobs, folder / "cache")

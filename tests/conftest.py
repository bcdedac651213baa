"""What holds for every test: nothing of the person's own is seen, and nothing of it is touched."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache as cache_of
from importlib import import_module
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

from sizes import SOAK, share

# The same examples each time: what is found at random must not stop who changed something else.
# A soak draws others, and more.
settings.register_profile(
    "suite",
    derandomize=SOAK is None,
    database=None,
    max_examples=share(20, 500),
    deadline=None,  # no machine is too slow
)
settings.load_profile("suite")
if SOAK is None:
    # Hypothesis also draws constants out of the modules that are loaded: which these are depends on
    # what ran before in the same process, and parsing them all takes seconds in each.
    with suppress(ImportError):  # the oldest version that we allow draws none
        from hypothesis.internal.conjecture import providers

        providers._get_local_constants = lambda: providers._local_constants

_UNSET = (
    *("VISUAL", "EDITOR", "PAGER", "THESIS_PAGER", "LESS", "THESIS_VAULT", "NO_COLOR"),
    *("FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "LC_ALL", "LANGUAGE", "XDG_CONFIG_HOME"),
    "PYTHONDONTWRITEBYTECODE",  # each process would compile all of us anew
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"),
)


_HERE = Path(__file__).parent
_SLOW = _HERE / "soak"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The slow sweeps are not even collected, unless they are asked for."""
    if collection_path != _SLOW or "soak" in str(config.getoption("markexpr")):
        return None
    asked = (argument.partition("::")[0] for argument in config.args)
    paths = [(config.invocation_params.dir / argument).resolve() for argument in asked]
    return None if any(path.is_relative_to(_SLOW) for path in paths) else True


gc.set_threshold(100_000)  # what is collected are values that stay
atexit.register(gc.freeze)  # what a process leaves is not searched once more as it ends


_MEMORY = Path("/dev/shm")
_ENOUGH = 2 << 30
"""Bytes that must be free: what tests keep at once is far less."""


def pytest_configure() -> None:
    """Temporary folders lie in memory where they can: tests make files by the ten thousand."""
    with suppress(OSError):
        if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


_LONGEST = (
    *("lsp/test_disk_and_screen.py", "hostile/test_commands.py", "docs/test_examples.py"),
    *("lsp/test_editors.py", "agents/test_subscribing.py", "lsp/test_clients.py"),
    *("cli/test_watch_command.py", "storage/index/test_processes.py"),
    *("docs/test_howto.py", "web/test_pages.py", "storage/index/test_walks.py"),
)
"""Files of tests that take more than five seconds, the longest first: one that came last would run
while the other workers have nothing to do."""


def pytest_collection(session: pytest.Session) -> None:
    """Each worker begins with its own share of the files: pytest rewrites the assertions of a file
    that is new, keeps what it made, and all workers would make the same at the same moment.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    folders = (session.config.invocation_params.dir / argument for argument in session.config.args)
    found = sorted(path for folder in folders for path in folder.resolve().rglob("test_*.py"))
    files = [path for path in found if path.is_relative_to(_HERE) and _SLOW not in path.parents]
    for path in files[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        # What cannot be imported is told when it is collected.
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(_HERE).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; everything else in its order."""
    place = {_HERE / name: number for number, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_collection_finish() -> None:
    """What was collected stays to the end, and is not searched again and again."""
    gc.freeze()


_of_folder: Path | None = None
"""Where the last test was."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What a folder of tests leaves behind stays: servers tidy their memory after each answer, and
    would search all of it each time.
    """
    global _of_folder
    if item.path.parent != _of_folder:
        _of_folder = item.path.parent
        gc.collect()
        gc.freeze()


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A worker tells of each test what counts: that it began, was set up and was cleared away is
    four more messages for each of thousands.
    """
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One a core: each more would import and collect everything once more."""
    affine = getattr(os, "sched_getaffinity", None)
    return len(affine(0)) if affine else os.cpu_count() or 1


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache folder for all tests: each vault has its own place in it."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def remembered() -> Iterator[None]:
    """The same notes and prices are read once, for files that ask for it."""
    from once import remember  # it loads most of the program: workers alone need it

    with pytest.MonkeyPatch.context() as patch:
        remember(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_place(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home, a language and a time zone that are the same everywhere; no vault from above."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _UNSET:
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("XDG_CACHE_HOME", str(cache))
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("TERM", "xterm")
        patch.setenv("TZ", "UTC")
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("THESIS_CEILING", os.path.realpath(tmp_path_factory.getbasetemp()))
        # Each client of a price service would read all authorities that the system trusts anew.
        patch.setattr(ssl, "create_default_context", cache_of(ssl.create_default_context))
        time.tzset()
        yield

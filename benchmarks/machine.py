"""What the figures were measured on."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path


def describe(peers: Mapping[str, str], runs: int) -> str:
    """The day, the machine and every version, as a paragraph."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    parts = [
        f"{dt.date.today()}",
        f"thesisvault {version('thesisvault')}",
        f"{platform.python_implementation()} {platform.python_version()}",
        f"{_system()}",
        f"{_processor()}, {os.cpu_count()} cores",
        f"load before: {load}",
        f"medians of {runs} (shortest–longest)",
        *(f"{name} {number}" for name, number in peers.items()),
    ]
    return " · ".join(parts)


def _system() -> str:
    release = platform.release().partition("-")[0]
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        name = platform.system()
    return f"{name}, kernel {release}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())

"""The command line in this process, as the tests of commands have it."""

from __future__ import annotations

from cli.conftest import thesis

__all__ = ["thesis"]

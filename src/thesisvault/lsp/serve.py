"""Running the server on stdin and stdout."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from thesisvault.lsp.features import register
from thesisvault.lsp.server import Server
from thesisvault.model.settings import Settings
from thesisvault.storage.memory import settle


def serve(day: Callable[[Settings], dt.date], log: Path | None = None) -> int:
    """Answer on stdin and stdout until the client goes; the exit code."""
    _log_to(log)
    server = Server(day)
    register(server)
    settle()
    protocol = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what prints must not reach the client
    try:
        server.start_io(sys.stdin.buffer, protocol)
    finally:
        server.close_vaults()
    return 0 if server.protocol._shutdown else 1


def _log_to(log: Path | None) -> None:
    """Whatever libraries log goes to the file that was named, else nowhere."""
    handler = logging.FileHandler(log, encoding="utf-8") if log else logging.NullHandler()
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO if log else logging.CRITICAL)

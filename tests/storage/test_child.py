"""A child says all that it has to say, however often its timer looks for whoever waits."""

from __future__ import annotations

import os
import subprocess
import sys
import time

SIZE, TIMES = 131_222, 40
CODE = f"""
import signal, sys
from thesisvault.storage.child import write_whole
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
for _ in range({TIMES}):
    write_whole(sys.stdout, bytes({SIZE}))
signal.setitimer(signal.ITIMER_REAL, 0)
"""


def test_no_byte_is_lost_to_a_signal() -> None:
    with subprocess.Popen([sys.executable, "-c", CODE], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        found = 0
        while data := os.read(child.stdout.fileno(), 65_536):
            found += len(data)
            time.sleep(0.0003)  # so that the pipe is full, and takes a part
    assert (child.returncode, found) == (0, SIZE * TIMES)


def test_bug_a_child_ends_where_whoever_waits_was_killed_before_it_began() -> None:
    """It took whom it had for its parent then, and stayed for ever."""
    code = "import os, time; from thesisvault.storage.child import end_with_parent; "
    code += "end_with_parent(os.getpid()); [time.sleep(1) for _ in range(60)]"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 1

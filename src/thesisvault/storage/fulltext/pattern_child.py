"""The program of a child process that finds a regular expression: it can be killed, a thread not.

It reads a line of JSON a question, ``[pattern, cased, lines]``, and answers each with the matches,
``[[line, start, end], …]``. It imports nothing of ours, so that it starts at once.
"""

from __future__ import annotations

import json
import re
import sys

for question in sys.stdin:
    pattern, cased, lines = json.loads(question)
    compiled = re.compile(pattern, 0 if cased else re.IGNORECASE)
    found = [
        (number, match.start(), match.end())
        for number, line in enumerate(lines)
        for match in compiled.finditer(line)
        if match.end() > match.start()
    ]
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()

"""Whatever the three streams are: no traceback, and the exit code of what was done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from sizes import share
from thesisvault.cli.main import _COMMANDS

from .conftest import Command, Write

End = dict[int, str | None]
ENDS: dict[str, tuple[End, int]] = {
    "closed out": ({1: None}, 0),
    "closed err": ({2: None}, 0),
    "closed in": ({0: None}, 0),
    "all closed": ({0: None, 1: None, 2: None}, 0),
    "full out": ({1: "/dev/full"}, 4),
    "full both": ({1: "/dev/full", 2: "/dev/full"}, 4),
    "full err": ({2: "/dev/full"}, 0),
    "read only": ({1: "/dev/null"}, 4),
    "left": ({1: "pipe"}, 0),
    "left both": ({1: "pipe", 2: "pipe"}, 0),
}
"""What stands in the streams' places, and how a command that is well ends then."""

CHILDREN = """
import importlib, json, os, sys, tempfile
from thesisvault.cli.main import _COMMANDS, main

for name in {asked[0] for asked, _ in json.loads(sys.argv[1])} & set(_COMMANDS):
    importlib.import_module(f"thesisvault.cli.commands.{name.replace('-', '_')}")
NAMES = ("stdin", "stdout", "stderr")
told = []
for arguments, ends in json.loads(sys.argv[1]):
    said = tempfile.TemporaryFile()
    child = os.fork()
    if not child:
        os.dup2(said.fileno(), 2)
        for number, end in ends.items():
            number, flags = int(number), os.O_RDONLY if end == "/dev/null" else os.O_WRONLY
            os.close(number)
            if end is None:  # as Python starts
                setattr(sys, NAMES[number], None)
                setattr(sys, f"__{NAMES[number]}__", None)
            elif end == "pipe":
                reader, writer = os.pipe()
                reader, writer = (writer, reader) if reader == number else (reader, writer)
                if number == writer:  # the reader got its number
                    reader, writer = os.pipe()
                os.dup2(writer, number)
                os.close(reader)
                os.close(writer)
            else:
                found = os.open(end, flags)
                if found != number:
                    os.dup2(found, number)
                    os.close(found)
        try:
            main(arguments)
        except SystemExit as end:
            code = end.code
        except BaseException:
            import traceback
            os.write(said.fileno(), traceback.format_exc().encode())
            code = 99
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said.seek(0)
    told.append((code, said.read().decode()))
print(json.dumps(told))
"""


def _run(asked: list[tuple[list[str], End]]) -> list[tuple[int, str]]:
    ran = subprocess.run(
        [sys.executable, "-c", CHILDREN, json.dumps(asked)], capture_output=True, check=True
    )
    return [(code, said) for code, said in json.loads(ran.stdout.splitlines()[-1])]


def test_every_command_s_help_and_some_whole(reading: Path) -> None:
    lines = [["--version"], ["--help"], ["completion", "bash"], ["list"], ["schema", "links"]]
    lines += [[name, "--help"] for name in [*_COMMANDS][:: share(10, 1)]]
    asked: list[tuple[list[str], End]]
    asked = [(line, ends) for line in lines[:5] for ends, _ in ENDS.values()]
    asked += [(line, ENDS[name][0]) for line in lines[5:] for name in ("closed out", "full out")]
    wanted = [code for _ in lines[:5] for _, code in ENDS.values()]
    wanted += [code for _ in lines[5:] for code in (0, 4)]
    found = _run(asked)
    odd = [
        (*pair, *got)
        for pair, code, got in zip(asked, wanted, found, strict=True)
        if got[0] != code or "Traceback" in got[1] or (code == 4) < bool(got[1])
    ]
    assert odd == []


def test_what_ends_otherwise_keeps_its_code(write: Write) -> None:
    write({"A.md": "[[B#Nowhere]]\n", "B.md": "# Here\n"})
    asked: list[tuple[list[str], End]] = [
        (["check"], {1: "pipe"}),
        (["check"], {1: None}),
        (["check"], {1: "/dev/full"}),
        (["links", "nowhere"], {1: None, 2: None}),
        (["bogus"], {2: "/dev/full"}),
        (["bogus"], {2: "pipe"}),
    ]
    assert [code for code, _ in _run(asked)] == [1, 1, 4, 2, 2, 2]


def test_what_is_to_be_done_is_done_all_the_same(write: Write) -> None:
    ends = ("pipe", "/dev/full", None)
    notes = {f"{name}.md": f"[[{name} 1]] [[{name} 2]]\n" for name in "AB"}
    first = write({**notes, ".thesis/config.toml": ""})
    vaults = [first, *(first.with_name(f"notes {number}") for number in (1, 2))]
    for vault in vaults[1:]:
        shutil.copytree(first, vault)
    given = ["new", "--missing", "--yes"]
    found = _run(
        [(["--vault", str(at), *given], {1: end}) for at, end in zip(vaults, ends, strict=True)]
    )
    for vault, end, (code, said) in zip(vaults, ends, found, strict=True):
        assert code == (4 if end == "/dev/full" else 0), (end, said)
        assert len([*vault.glob("? ?.md"), *vault.glob("*/? ?.md")]) == 4, end


def test_a_shell_that_closes_it(thesis: Command, reading: Path) -> None:
    code = "from thesisvault.cli.main import main; main()"
    line = f'"{sys.executable}" -c "{code}" list >&-; echo $? >&2'
    ran = subprocess.run(["sh", "-c", line], capture_output=True, env={**os.environ})
    assert (ran.stdout, ran.stderr) == (b"", b"0\n")

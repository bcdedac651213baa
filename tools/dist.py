"""Build the packages and try them: ``make dist-check``.

The wheel holds the package, its templates and its words, and nothing else. The sdist is enough to
run the tests. The wheel is installed into an empty environment, and the first three commands of a
newcomer run there.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"


def expected_in_wheel() -> set[str]:
    """Every file that the package needs, by its path in the wheel."""
    source = ROOT / "src"
    found = {
        path.relative_to(source).as_posix()
        for path in (source / "thesisvault").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    templates = {f"thesisvault/templates/{path.name}" for path in (ROOT / "templates").glob("*.md")}
    return found | templates


def wheel_faults(names: list[str]) -> list[str]:
    """What is missing in a wheel, and what is too much in it."""
    info = {name for name in names if name.split("/")[0].endswith(".dist-info")}
    wanted, got = expected_in_wheel(), set(names) - info
    last = {name.rpartition("/")[2] for name in info}
    faults = [f"wheel lacks {name}" for name in sorted(wanted - got)]
    faults += [f"wheel has {name}" for name in sorted(got - wanted)]
    needed = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "LICENSE"}
    return faults + [f"wheel lacks {name}" for name in sorted(needed - last)]


def expected_in_sdist() -> set[str]:
    """Every file that git keeps, but for what serves the repository alone."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return {name for name in listed.split("\0") if name and not name.startswith(".ci/")}


def sdist_faults(names: list[str]) -> list[str]:
    """What is missing in an sdist, and what is too much in it."""
    got = {name.partition("/")[2] for name in names} - {"PKG-INFO"}
    wanted = expected_in_sdist()
    faults = [f"sdist lacks {name}" for name in sorted(wanted - got)]
    return faults + [f"sdist has {name}" for name in sorted(got - wanted)]


def build() -> tuple[Path, Path]:
    """The wheel and the sdist, made anew in ``dist/``; the wheel is made from the sdist."""
    for old in DIST.glob("thesisvault-*"):
        old.unlink()
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT)], check=True)
    (wheel,) = DIST.glob("thesisvault-*.whl")
    (sdist,) = DIST.glob("thesisvault-*.tar.gz")
    return wheel, sdist


def try_wheel(wheel: Path) -> None:
    """A newcomer's first three commands, from the wheel alone. Raises where one fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "env", with_pip=True)
        python = str(folder / "env" / "bin" / "python")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, str(wheel)], check=True)
        thesis = folder / "env" / "bin" / "thesis"
        for arguments in (
            ["--version"],
            ["init", "x"],
            ["--vault", "x", "new", "thesis", "Long copper"],
            ["--vault", "x", "status"],
        ):
            print("$ thesis", *arguments)
            subprocess.run([thesis, *arguments], cwd=folder, check=True)


def main() -> None:
    """Build, look inside, try."""
    wheel, sdist = build()
    with zipfile.ZipFile(wheel) as archive:
        faults = wheel_faults(archive.namelist())
    with tarfile.open(sdist) as tar:
        faults += sdist_faults([item.name for item in tar if item.isfile()])
    if faults:
        raise SystemExit("\n".join(faults))
    try_wheel(wheel)
    print(f"{wheel.name} and {sdist.name} hold what they should, and the wheel works.")


if __name__ == "__main__":
    main()

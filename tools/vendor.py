"""Renew what others have written: ``python -m tools.vendor``; ``make vendor`` runs it.

Each file of ``static/vendor/VENDOR.toml`` is taken out of its package, as npm has it, with the
licence beside it. A file that is not the one whose SHA-256 is written there stops it: to renew a
package, write the new version and the new digest first.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
import tempfile
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "src" / "thesisvault" / "web" / "static" / "vendor"


def packed(package: str, version: str, into: Path) -> dict[str, bytes]:
    """The files of a package by their paths in it."""
    command = ["npm", "pack", "--silent", f"{package}@{version}"]
    name = subprocess.run(command, cwd=into, check=True, capture_output=True, text=True).stdout
    with tarfile.open(into / name.split()[-1]) as archive:
        found = {one.name: archive.extractfile(one) for one in archive if one.isfile()}
        return {path.removeprefix("package/"): file.read() for path, file in found.items() if file}


def main() -> None:
    """Write every file, or none of a package that is not what it should be."""
    listed = tomllib.loads((FOLDER / "VENDOR.toml").read_text(encoding="utf-8"))["file"]
    with tempfile.TemporaryDirectory() as folder:
        for entry in listed:
            files = packed(entry["package"], entry["version"], Path(folder))
            data = files[f"dist/{entry['name']}"]
            if hashlib.sha256(data).hexdigest() != entry["sha256"]:
                raise SystemExit(f"{entry['name']} is not the file that VENDOR.toml names.")
            (FOLDER / entry["name"]).write_bytes(data)
            (FOLDER / entry["licence-file"]).write_bytes(files["LICENSE"])
            print(f"{entry['name']} {entry['version']}")


if __name__ == "__main__":
    main()

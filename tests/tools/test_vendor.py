"""What others have written is taken out of its package as `VENDOR.toml` names it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tools import vendor

ENTRY = """[[file]]
name = "x.min.js"
package = "x"
version = "1.0.0"
licence = "ISC"
licence-file = "x.LICENSE"
sha256 = "{}"
why = "For the test."
"""


def test_a_file_is_renewed_or_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"dist/x.min.js": b"good", "LICENSE": b"free"}
    monkeypatch.setattr(vendor, "FOLDER", tmp_path)
    monkeypatch.setattr(vendor, "packed", lambda package, version, into: files)
    (tmp_path / "VENDOR.toml").write_text(ENTRY.format(hashlib.sha256(b"good").hexdigest()))
    vendor.main()
    assert (tmp_path / "x.min.js").read_bytes() == b"good"
    assert (tmp_path / "x.LICENSE").read_bytes() == b"free"
    files["dist/x.min.js"] = b"another"
    with pytest.raises(SystemExit, match="is not the file"):
        vendor.main()
    assert (tmp_path / "x.min.js").read_bytes() == b"good"

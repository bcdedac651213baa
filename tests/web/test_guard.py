"""Who may ask, how, and what every answer carries."""

from __future__ import annotations

from pathlib import Path

import pytest

from thesisvault.web.guard import COOKIE, HEADERS
from web.serving import Client, served
from web.test_markdown import ATTACKS

LONG = "x" * 9000
REQUESTS: tuple[tuple[str, str, str, dict[str, str], int], ...] = (
    ("a page", "GET", "/healthz", {}, 200),
    ("by name", "GET", "/healthz", {"host": "localhost:8377"}, 200),
    ("by IPv6", "GET", "/healthz", {"host": "[::1]:8377"}, 200),
    ("in capitals", "GET", "/healthz", {"host": "LOCALHOST:8377"}, 200),
    ("its head", "HEAD", "/healthz", {}, 200),
    ("another host", "GET", "/", {"host": "evil.example"}, 421),
    ("another host, our port", "GET", "/", {"host": "evil.example:8377"}, 421),
    ("a rebound name", "GET", "/", {"host": "127.0.0.1.evil.example:8377"}, 421),
    ("no port", "GET", "/", {"host": "127.0.0.1"}, 421),
    ("another port", "GET", "/", {"host": "127.0.0.1:8378"}, 421),
    ("all interfaces", "GET", "/", {"host": "0.0.0.0:8377"}, 421),
    ("a number", "GET", "/", {"host": "2130706433:8377"}, 421),
    ("a host of nothing", "GET", "/", {"host": ""}, 421),
    ("with a user", "GET", "/", {"host": "a@127.0.0.1:8377"}, 421),
    ("a trailing dot", "GET", "/", {"host": "localhost.:8377"}, 421),
    ("the same origin", "GET", "/healthz", {"origin": "http://127.0.0.1:8377"}, 200),
    ("another origin", "GET", "/healthz", {"origin": "https://evil.example"}, 403),
    ("no origin", "GET", "/healthz", {"origin": "null"}, 403),
    ("an origin over TLS", "GET", "/healthz", {"origin": "https://127.0.0.1:8377"}, 403),
    ("another name of us", "GET", "/healthz", {"origin": "http://localhost:8377"}, 403),
    ("another port's origin", "GET", "/healthz", {"origin": "http://127.0.0.1:3000"}, 403),
    ("a script elsewhere", "GET", "/healthz", {"site": "cross-site", "mode": "no-cors"}, 403),
    ("a fetch elsewhere", "GET", "/healthz", {"site": "cross-site", "mode": "cors"}, 403),
    ("a link elsewhere", "GET", "/healthz", {"site": "cross-site", "mode": "navigate"}, 200),
    ("a frame", "GET", "/", {"site": "cross-site", "mode": "navigate", "dest": "iframe"}, 403),
    ("an object", "GET", "/", {"site": "cross-site", "mode": "navigate", "dest": "object"}, 403),
    ("a neighbour's script", "GET", "/healthz", {"site": "same-site", "mode": "cors"}, 403),
    ("our own script", "GET", "/healthz", {"site": "same-origin", "mode": "cors"}, 200),
    ("an address typed", "GET", "/healthz", {"site": "none", "mode": "navigate"}, 200),
    ("POST", "POST", "/", {}, 405),
    ("PUT", "PUT", "/note/Home.md", {}, 405),
    ("DELETE", "DELETE", "/note/Home.md", {}, 405),
    ("OPTIONS", "OPTIONS", "/", {}, 405),
    ("a method of nobody", "BREW", "/", {}, 405),
    ("a body", "GET", "/healthz", {"content-length": "5"}, 413),
    ("long headers", "GET", "/healthz", {"x-long": LONG}, 431),
    ("a long query", "GET", "/search?q=" + "x" * 2100, {}, 414),
    ("above the vault", "GET", "/note/../../etc/passwd", {}, 404),
    ("above it, encoded", "GET", "/note/%2e%2e%2f%2e%2e%2fetc%2fpasswd", {}, 404),
    ("an absolute path", "GET", "/note//etc/passwd", {}, 404),
    ("a hidden file", "GET", "/note/.thesis/config.toml", {}, 404),
    ("a hidden file as a file", "GET", "/file/.thesis/config.toml", {}, 404),
    ("above, as a file", "GET", "/file/%2e%2e/%2e%2e/etc/passwd", {}, 404),
    ("a note as a file", "GET", "/file/Home.md", {}, 404),
    ("above our files", "GET", "/static/x/%2e%2e/%2e%2e/app.py", {}, 404),
    ("a NUL", "GET", "/note/Home.md%00.png", {}, 404),
    ("no such page", "GET", "/admin", {}, 404),
    ("a day that is none", "GET", "/?as_of=soon", {}, 404),
)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [row[1:] for row in REQUESTS],
    ids=[row[0] for row in REQUESTS],
)
def test_requests(
    client: Client, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    fetch = {"site": "sec-fetch-site", "mode": "sec-fetch-mode", "dest": "sec-fetch-dest"}
    named = {fetch.get(name, name): value for name, value in headers.items()}
    answer = client.request(method, path, named)
    assert answer.status_code == status
    for name, value in HEADERS:
        assert answer.headers[name.decode()] == value.decode()
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers


def test_the_page_says_how_many_are_tried() -> None:
    page = (Path(__file__).parents[2] / "docs" / "web.md").read_text(encoding="utf-8")
    assert f"with {len(REQUESTS)} requests and {len(ATTACKS)} notes; none gets through" in page


def test_two_hosts_are_one_too_many(client: Client) -> None:
    hosts = [("host", "127.0.0.1:8377"), ("host", "evil.example")]
    assert client.get("/healthz", hosts).status_code == 421


def test_a_link_out_of_the_vault_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\nsecret")
    root = tmp_path / "vault"
    (root / ".thesis").mkdir(parents=True)
    (root / "out.png").symlink_to(secret)
    (root / "out.md").symlink_to(tmp_path / "elsewhere.md")
    (tmp_path / "elsewhere.md").write_text("elsewhere")
    with served(root) as client:
        assert client.get("/file/out.png").status_code == 404
        assert "elsewhere" not in client.get("/note/out.md").text.replace("elsewhere.md", "")


def test_the_key_is_asked_for_and_becomes_a_cookie(sample: Path) -> None:
    with served(sample, key="right") as client:
        assert client.get("/healthz").status_code == 401
        assert client.get("/healthz?key=wrong").status_code == 401
        answer = client.get("/search?q=a&key=right")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/search?q=a"
        assert answer.headers["set-cookie"] == f"{COOKIE}=right; Path=/; HttpOnly; SameSite=Strict"
        assert client.get("/healthz", {"cookie": f"{COOKIE}=right"}).status_code == 200
        assert client.get("/healthz", {"cookie": f"{COOKIE}=wrong"}).status_code == 401
        away = client.get("//evil.example/?key=right")
        assert away.headers["location"].startswith("/") and "evil" not in away.headers["location"]

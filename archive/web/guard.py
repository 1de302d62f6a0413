"""What the web pages may do and say: headers, hosts, methods and SQL. Used by the Datasette plugin beside it.

Everything in the archive came from strangers. Pages are Datasette's, which escapes what it shows; this is the second
wall behind that: nothing runs that is not Datasette's own file, nothing is loaded from elsewhere, no other site's page
gets at an answer, and no statement writes, attaches, loads, or takes long. It knows nothing of Datasette.
"""

from __future__ import annotations

import ipaddress
import re
import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, MutableMapping

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No script in a page runs, Datasette's own included: menus and the coloured editor are given up for it."""
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Of the pages that are wholly ours: no script, no style but our file, no picture from elsewhere."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "x-robots-tag": "noindex, nofollow",
}
_NOT_OURS = (b"access-control-", b"server")
"""Beginnings of headers that are taken away: nothing is shared with other origins, nothing told of what serves."""
LOOPBACK_NAMES = ("localhost", "localhost.localdomain")
LARGEST_VALUE_BYTES = 32 << 20
"""The largest text that a statement may make: `printf('%.*c', 1e9, 'x')` is one step to SQLite, however long."""
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
_OPEN = ("/-/static/", "/-/static-plugins/", "/-/metrics")
_PRAGMAS = (
    "table_info", "table_xinfo", "foreign_key_list", "index_list", "index_info", "index_xinfo", "database_list",
    "schema_version", "data_version", "function_list", "compile_options",
)  # fmt: skip
"""Those that only tell, as Datasette and the search index ask for them."""
_FORBIDDEN_FUNCTIONS = ("load_extension", "fts3_tokenizer", "readfile", "writefile", "edit")


def is_own_host(written: str, names: Iterable[str]) -> bool:
    """Whether a Host header means us: a number, a name of loopback, or one of `names`.

    A page elsewhere whose name is made to point at this machine (DNS rebinding) comes with that name; a number cannot
    be made to point anywhere.

    >>> [is_own_host(host, ()) for host in ("localhost:8001", "127.0.0.1", "[::1]:8001", "evil.example:8001", "")]
    [True, True, True, False, False]
    """
    match = _HOST.fullmatch(written.strip())
    if match is None:
        return False
    name = match["name"].strip("[]").lower().rstrip(".")
    if name in LOOPBACK_NAMES or name in {one.lower() for one in names}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def guarded(application: Application, names: Iterable[str]) -> Application:
    """The application behind the wall: an ASGI application that refuses what it need not answer."""
    hosts = tuple(names)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await application(scope, receive, send)
        refusal = _refusal(scope, hosts)
        if refusal is not None:
            return await _refuse(send, *refusal)

        async def sent(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _with_ours(message.get("headers", ()))}
            await send(message)

        return await application(scope, receive, sent)

    return answer


def _refusal(scope: Scope, hosts: tuple[str, ...]) -> tuple[int, str] | None:
    """Status and reason where a request is not answered."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    if not is_own_host(host, hosts):
        return 421, "this archive is served under another name"
    if scope["method"] not in ("GET", "HEAD"):
        return 405, "the archive is read-only"
    path = scope["path"]
    raw = (scope.get("raw_path") or path.encode()).decode("latin-1").lower()
    if (
        ".." in path.split("/")
        or path.startswith("//")
        or "\\" in path
        or "%5c" in raw
        or raw.startswith(("/%2f", "//"))
    ):
        return 400, "no address of this archive"
    if path.startswith("/-/") and not path.startswith(_OPEN):
        return 404, "not served here"
    return None


async def _refuse(send: Send, status: int, reason: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": _with_ours(headers)})
    await send({"type": "http.response.body", "body": f"{reason}\n".encode()})


def _with_ours(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    headers = [(bytes(name), bytes(value)) for name, value in headers]
    policy = PAGE_POLICY if (b"content-security-policy", PAGE_POLICY.encode()) in headers else POLICY
    ours = [(name.encode(), value.encode()) for name, value in {**HEADERS, "content-security-policy": policy}.items()]
    named = {name for name, _ in ours}
    kept = [(name, value) for name, value in headers if name.lower() not in named]
    return [*((name, value) for name, value in kept if not name.lower().startswith(_NOT_OURS)), *ours]


def read_only(connection: sqlite3.Connection) -> None:
    """Lets the connection read and nothing else, whatever statement comes."""
    connection.execute("PRAGMA trusted_schema = OFF")
    if hasattr(connection, "setlimit"):
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE_BYTES)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(_may)


def _may(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """SQLite's question for each part of a statement."""
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").lower() in _FORBIDDEN_FUNCTIONS else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if (first or "").lower() in _PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        # Asked when a virtual table is opened; its rows cannot be written, least of all in a file opened to be read.
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY

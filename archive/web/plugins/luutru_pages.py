"""Datasette's door to the pages for readers (`archive.web.routes`)."""

from __future__ import annotations

import asyncio
import mimetypes
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl

from archive import web
from archive.web.routes import PAGES, answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

STATIC = Path(web.__file__).parent / "static"
THREADS = 4
"""Pages that are made at once; each thread has the archive open."""
_POOL = ThreadPoolExecutor(THREADS, thread_name_prefix="luutru-pages")
_HEADERS = ("cookie", "accept-language", "host")


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> Any:
    """The pages, and the files that they are drawn with."""
    folder = Path(datasette.databases["archive"].path).parent
    pages = [(rf"^{pattern}$", _page(folder, pattern)) for pattern in PAGES]
    return [*pages, (r"^/static/(?P<name>[a-z0-9.-]+)$", _static)]


@hookimpl  # type: ignore[untyped-decorator]
def menu_links() -> Any:
    """The way from Datasette's pages to ours."""
    return [{"href": "/", "label": "luutru"}, {"href": "/search", "label": "search"}]


def _page(folder: Path, pattern: str) -> Callable[[Any, Any], Awaitable[Response]]:
    async def view(request: Any, scope: Any) -> Response:
        headers = {name: request.headers.get(name, "") for name in _HEADERS}
        query = scope["query_string"].decode("latin-1")
        made = await asyncio.get_running_loop().run_in_executor(
            _POOL, partial(answer, folder, pattern, scope["path"], query, headers)
        )
        return Response(made.body, status=made.status, headers=dict(made.headers), content_type=made.content_type)

    return view


async def _static(request: Any) -> Response:
    name = request.url_vars["name"]
    file = STATIC / name
    if not file.is_file():
        return Response("not here\n", status=404, content_type="text/plain; charset=utf-8")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    return Response(file.read_bytes(), content_type=kind, headers={"cache-control": "public, max-age=3600"})

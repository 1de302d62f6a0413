"""Datasette's door to the pages for readers (`archive.web.routes`)."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from markupsafe import Markup

from archive import web
from archive.web.asking import Received
from archive.web.routes import FAULT, PAGES, answer, explained

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from archive.web.asking import Answer

STATIC = Path(web.__file__).parent / "static"
THREADS = 4
"""Pages that are made at once; each thread has the archive open."""
_POOL = ThreadPoolExecutor(THREADS, thread_name_prefix="luutru-pages")


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


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(request: Any, exception: Exception) -> Generator[None, Any, None]:
    """What nobody has a page for, and what Datasette cannot answer, explained like everything else.

    In the place of Datasette's own answer, which would be made as well, and prints the exception with all that was at
    hand: half a second in which nobody else is answered.
    """
    outcome = yield
    outcome.force_result([_explained(request, exception)])


def _explained(request: Any, exception: Exception) -> Response:
    if isinstance(exception, Base400):
        status, text = exception.status, "no page of this archive has this address"
        text = text if status == 404 else " ".join(str(exception).split())
    elif isinstance(exception, DatasetteError):
        status, text = (400 if exception.status == 500 else exception.status), str(exception.message)
        text = Markup(text).striptags() if exception.message_is_html else text  # noqa: S704 (escaped when written)
    else:
        logging.getLogger(__name__).error("%s", request.path, exc_info=exception)
        status, text = 500, FAULT
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": text, "status": status, "title": None}, status=status)
    return _response(explained(status, text, _received(request)))


def _page(folder: Path, pattern: str) -> Callable[[Any], Awaitable[Response]]:
    async def view(request: Any) -> Response:
        made = await asyncio.get_running_loop().run_in_executor(
            _POOL, partial(answer, folder, pattern, _received(request))
        )
        return _response(made)

    return view


def _received(request: Any) -> Received:
    return Received(
        path=request.scope["path"], query=request.query_string, origin=f"{request.scheme}://{request.host}",
        cookie=request.headers.get("cookie", ""), accept_language=request.headers.get("accept-language", ""),
    )  # fmt: skip


def _response(made: Answer) -> Response:
    return Response(made.body, status=made.status, headers=dict(made.headers), content_type=made.content_type)


async def _static(request: Any) -> Response:
    name = request.url_vars["name"]
    file = STATIC / name
    if not file.is_file():
        return Response("not here\n", status=404, content_type="text/plain; charset=utf-8")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    return Response(file.read_bytes(), content_type=kind, headers={"cache-control": "public, max-age=3600"})

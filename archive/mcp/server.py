"""The tools as the protocol knows them, with the official SDK (an extra)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError

from archive.errors import LuutruError
from archive.mcp import answers
from archive.mcp.marking import NOTICE
from archive.opened import OpenArchive
from archive.page_types import ALL
from archive.records import PAGE_TYPES, USUAL_TYPES
from archive.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archive.mcp.marking import Answer

INSTRUCTIONS = (
    "An archive of government news: articles in all their versions, with the bytes that prove them. "
    + NOTICE
    + " Cite what you use: each passage has a citation with the version, the time of its capture and the SHA-256 of "
    "the bytes. A word with Vietnamese marks is looked for exactly, one without loosely."
)
_READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

ArticleId = Annotated[int, Field(description="The article's number, as `search` gives it.", ge=1, lt=2**63)]
Day = Annotated[str | None, Field(description="2022, 2022-12, 2022-12-31, or an ISO 8601 time (UTC).")]

_TYPES = f"Only these types: {', '.join((*PAGE_TYPES, ALL))}; {' and '.join(USUAL_TYPES)} where none is given."


class Reader:
    """Asks the archive in one thread of its own, so that the connection and the index stay open between calls."""

    def __init__(self, folder: Path) -> None:
        self._archive = OpenArchive(folder)
        self._thread = ThreadPoolExecutor(1, "archive")

    async def ask(self, question: Callable[..., Answer], *values: Any, **named: Any) -> CallToolResult:
        """The answer as the protocol sends it. Raises ToolError, one line, for what cannot be answered."""
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._thread, partial(self._asked, question, values, named))
        except LuutruError as error:
            raise ToolError(one_line(str(error))) from None
        return CallToolResult(
            content=[TextContent(type="text", text=answer.text())], structured_content=answer.structured()
        )

    def _asked(self, question: Callable[..., Answer], values: tuple[Any, ...], named: dict[str, Any]) -> Answer:
        return question(self._archive.get(), *values, **named)


class _Server(MCPServer[Any]):
    """The SDK's server, whose errors are one line."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError:
            raise
        except ToolError as error:
            raise ToolError(_line(error)) from error.__cause__


def _line(error: ToolError) -> str:
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return one_line("; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in cause.errors()))
    return one_line(str(cause if isinstance(cause, ToolError) else error))


def server(folder: Path, version: str = "") -> MCPServer[Any]:
    """The server of an archive; `run("stdio")` serves it."""
    made = _Server("luutru", instructions=INSTRUCTIONS, version=version, log_level="ERROR")
    reader = Reader(folder)
    tool = partial(made.tool, annotations=_READS_ONLY)

    @tool()
    async def search(
        q: Annotated[
            str, Field(description='Words, "a phrase", a OR b, -not, (a OR b) c, begin*, title:word, NEAR(a b, 5).')
        ] = "",
        portal: Annotated[list[str] | None, Field(description="Only these portals, by key.")] = None,
        category: Annotated[list[str] | None, Field(description="Only these sections.")] = None,
        page_type: Annotated[list[str] | None, Field(description=_TYPES)] = None,
        source: Annotated[str | None, Field(description="Words of whom the portal credits.")] = None,
        author: Annotated[str | None, Field(description="Words of the author's name.")] = None,
        since: Annotated[str | None, Field(description="Published on or after: 2022, 2022-12, 2022-12-31.")] = None,
        until: Annotated[str | None, Field(description="Published on or before.")] = None,
        seen_since: Annotated[str | None, Field(description="First received on or after.")] = None,
        seen_until: Annotated[str | None, Field(description="First received on or before.")] = None,
        changed: Annotated[bool, Field(description="Only what was edited.")] = False,
        removed: Annotated[bool, Field(description="Only what was taken down.")] = False,
        story: Annotated[int | None, Field(description="Only articles of this story.")] = None,
        fold: Annotated[bool, Field(description="Of articles that carry the same text only the first hit.")] = False,
        as_of: Annotated[
            Day, Field(description="What was on the portals at the end of this day, in the wording of then.")
        ] = None,
        sort: Annotated[Literal["relevance", "newest", "oldest"], Field(description="What comes first.")] = "relevance",
        limit: Annotated[int, Field(description=f"Hits of this answer, {answers.MOST_HITS} at most.")] = 10,
        after: Annotated[str, Field(description="`next` of the answer before, to go on behind it.")] = "",
    ) -> CallToolResult:
        """Articles that hold what `q` asks for and pass the filters, with a passage of each in which hits stand between
        ⟦ and ⟧. Without `q`, whatever passes the filters, newest first. `articles` is how many there are in all,
        `other_types` how many more of each page type that was not asked for.
        """
        given = {
            "q": q, "source": source, "author": author, "since": since, "until": until, "seen_since": seen_since,
            "seen_until": seen_until, "changed": "1" if changed else "", "removed": "1" if removed else "",
            "story": story, "fold": "1" if fold else "", "as_of": as_of, "sort": sort, "limit": limit, "after": after,
        }  # fmt: skip
        several = {"portal": portal or [], "category": category or [], "page_type": page_type or []}
        return await reader.ask(
            answers.search, {name: [str(value)] for name, value in given.items() if value is not None} | several
        )

    @tool()
    async def read_article(
        id: ArticleId,  # noqa: A002 - the name that hits have
        version: Annotated[int | None, Field(description="This version instead of the present one.")] = None,
        as_of: Annotated[
            Day, Field(description="As the archive held it at the end of this day, or at this time.")
        ] = None,
        offset: Annotated[int, Field(description="Where to begin in the text: `next_offset` of before.", ge=0)] = 0,
    ) -> CallToolResult:
        """One article: its text (a long one in parts), who wrote it, when it was published and how that is known, its
        versions, whether the portal still shows it.
        """
        return await reader.ask(answers.read_article, id, version=version, as_of=as_of, offset=offset)

    @tool()
    async def compare_versions(
        id: ArticleId,  # noqa: A002 - the name that hits have
        first: Annotated[int, Field(description="The number of the earlier version.", ge=1, lt=2**63)],
        second: Annotated[int, Field(description="The number of the later one.", ge=1, lt=2**63)],
    ) -> CallToolResult:
        """What was edited from one version of an article to another, field by field, word by word."""
        return await reader.ask(answers.compare_versions, id, first, second)

    @tool()
    async def story(
        number: Annotated[int, Field(description="A story's number, or that of an article in it.", ge=1, lt=2**63)],
    ) -> CallToolResult:
        """The articles that carry the same text, in the order of publication: who was first and what tells that, and
        how much of the first one's words each copy shares.
        """
        return await reader.ask(answers.story, number)

    @tool()
    async def list_portals() -> CallToolResult:
        """The portals that the archive holds, with the number of their articles and the days of the first and last."""
        return await reader.ask(answers.list_portals)

    @tool()
    async def changes(
        since: Annotated[Day, Field(description="Seen by the archive at or after.")] = None,
        until: Annotated[Day, Field(description="Seen by the archive at or before.")] = None,
        portal: Annotated[str | None, Field(description="Only this portal, by key.")] = None,
        kind: Annotated[
            Literal["edited", "removed", "restored", "suspect"] | None, Field(description="Only this kind.")
        ] = None,
        limit: Annotated[int, Field(description=f"Changes of this answer, {answers.MOST_HITS} at most.")] = 20,
    ) -> CallToolResult:
        """What was edited, taken down or put back, newest first, with the captures that show it."""
        return await reader.ask(answers.changes, since=since, until=until, portal=portal, kind=kind, limit=limit)

    return made

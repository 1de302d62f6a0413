"""The options of a search, for every verb that takes one: which articles, as of when, in which order."""

from __future__ import annotations

import inspect
import sys
from dataclasses import asdict, dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from archive.commands.options import countable
from archive.page_types import ALL
from archive.records import PAGE_TYPES, USUAL_TYPES
from archive.search import Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, kw_only=True)
class SearchOptions:
    """What `Archive.search` is asked besides words and limit; each field is an option of the command line."""

    portal: Annotated[list[str] | None, typer.Option(help="Only this portal; can be given several times.")] = None
    category: Annotated[
        list[str] | None, typer.Option(help="Only this section of a portal; can be given several times.")
    ] = None
    page_types: Annotated[
        list[str] | None,
        typer.Option(
            "--page-type",
            help=f"{', '.join(PAGE_TYPES)} or {ALL}; else {' and '.join(USUAL_TYPES)}; can be given several times.",
        ),
    ] = None
    source: Annotated[str | None, typer.Option(help="Only what credits this source: words of it.")] = None
    author: Annotated[str | None, typer.Option(help="Only what names this author: words of the name.")] = None
    since: Annotated[str | None, typer.Option(help="Published on or after: 2022, 2022-12, 2022-12-31 or 7d.")] = None
    until: Annotated[str | None, typer.Option(help="Published on or before.")] = None
    seen_since: Annotated[str | None, typer.Option(help="First received on or after.")] = None
    seen_until: Annotated[str | None, typer.Option(help="First received on or before.")] = None
    changed: Annotated[bool, typer.Option("--changed", help="Only what was edited.")] = False
    removed: Annotated[bool, typer.Option("--removed", help="Only what was taken down.")] = False
    story: Annotated[
        int | None, typer.Option(min=1, callback=countable, help="Only the articles of this story, by its number.")
    ] = None
    fold: Annotated[bool, typer.Option("--fold", help="Of the articles that carry the same text only the first.")] = (
        False
    )
    as_of: Annotated[
        str | None,
        typer.Option(help="As the portals were at the end of this day, or at this time, in the wording of then."),
    ] = None
    sort: Annotated[Sort, typer.Option(help="What comes first.")] = Sort.relevance
    after: Annotated[str, typer.Option(metavar="KEY", help="Go on behind the hit of this key.")] = ""

    def asked(self) -> dict[str, Any]:
        """The keyword arguments of `Archive.search` that were given."""
        given = asdict(self)
        return {field.name: given[field.name] for field in fields(self) if given[field.name] != field.default}


def takes_search_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the fields of its parameter `options` as options of its own, where that parameter stands."""
    hints = get_type_hints(SearchOptions, include_extras=True)
    of_command = get_type_hints(command, include_extras=True)
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name == "options":
            parameters += [
                inspect.Parameter(
                    field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
                )
                for field in fields(SearchOptions)
            ]
        else:
            parameters.append(
                parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=of_command[parameter.name])
            )

    @wraps(command)
    def expanded(**given: Any) -> None:
        options = SearchOptions(**{field.name: given.pop(field.name) for field in fields(SearchOptions)})
        command(**given, options=options)

    expanded.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    expanded.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return expanded


def others_line(other_types: Mapping[str, int]) -> str:
    """What to say of what was found besides, of page types that were not asked for; empty: nothing was.

    >>> others_line({"event": 5, "guide": 2})
    '7 more of other types (5 event, 2 guide): --page-type all shows them'
    """
    if not other_types:
        return ""
    listed = ", ".join(f"{count:,} {name}" for name, count in other_types.items())
    return f"{sum(other_types.values()):,} more of other types ({listed}): --page-type {ALL} shows them"


def progress(done: int, of: int) -> None:
    """Says on a terminal how far the index is, where that takes a while."""
    if of > 2000 and sys.stderr.isatty():
        sys.stderr.write(f"\rthe search index: {done:,} of {of:,} articles" + ("\n" if done >= of else ""))
        sys.stderr.flush()

"""`luutru story`: one text on many portals, who was first, what each copy changed; or which stories there are."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from archive import Archive
from archive.commands.difference import edited_lines, field_records
from archive.commands.options import (
    ArchiveOption,
    JsonOption,
    archive_folder,
    countable,
    is_terminal,
    print_json,
    put,
    say,
)
from archive.errors import UsageError
from archive.stories.reading import changed_by_copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from archive.stories.reading import Member, Story

REASONS = {
    "credited": "as another one names its portal as the source",
    "published": "by date of publication",
    "received": "as it was received first",
}
"""Each reason for which an article counts as the first one of its story, in words."""


def story(
    ctx: typer.Context,
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="[ID]",
            callback=countable,
            help="The number of a story, or of an article in it; without it: the largest.",
        ),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="What each copy changed, word by word, beside the first one.")
    ] = False,
    newest: Annotated[bool, typer.Option("--newest", help="Without ID: the newest stories, not the largest.")] = False,
    portal: Annotated[str | None, typer.Option(help="Without ID: only stories that this portal printed.")] = None,
    limit: Annotated[int, typer.Option(min=1, callback=countable, help="Without ID: at most so many stories.")] = 20,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Show who carried the same text: the first to publish it, the copies in order, what each of them changed."""
    with Archive.open(archive_folder(ctx, archive)) as opened:
        if number is None:
            _list(opened.stories(limit=limit, newest=newest, portal=portal), as_json=as_json)
            return
        found = opened.story(number)
        if found is None:
            known = opened.article(number) is not None
            raise UsageError(
                f"article {number} stands alone: no other one carries its text" if known
                else f"there is no story {number} in {opened.folder}: luutru story lists them"
            )  # fmt: skip
        differences = [_differences(opened, found, one) for one in found.members] if changes else []
    if as_json:
        record = asdict(found)
        for member, said in zip(record["members"], differences, strict=False):
            member["changes"] = said
        print_json([record])
        return
    for line in _lines(found):
        say(line)
    for member, said in zip(found.members[1:], differences[1:], strict=False):
        put("")
        say(f"{member.id}  {member.portal}")
        for line in edited_lines(said, colours=is_terminal()):
            put(line.removeprefix("\n"))


def _list(stories: list[Story], *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(one) for one in stories)
        return
    for one in stories:
        say(_head(one))
    if not stories:
        say("no stories: no two articles carry the same text")


def _head(one: Story) -> str:
    first = one.members[0]
    portals = len({member.portal for member in one.members})
    on = "1 portal" if portals == 1 else f"{portals} portals"
    when = first.published_on or "undated"
    return (
        f"{one.id}  {one.title}\n    {one.size} articles on {on} · first: {first.portal}, {when}, {REASONS[one.reason]}"
    )


def _lines(one: Story) -> Iterator[str]:
    yield _head(one)
    for member in one.members:
        yield ""
        yield f"{_when(member):<21} {member.similarity:>4.0%}  {member.id}  {member.title}"
        facts = (member.portal_name, f"source: {member.source}" if member.source else "",
                 "" if member.state == "live" else member.state)  # fmt: skip
        yield "    " + " · ".join(fact for fact in facts if fact)
        yield f"    {member.url}"


def _when(member: Member) -> str:
    at = member.published_at if member.published_precision == "minute" else member.published_on
    return at or "undated"


def _differences(archive: Archive, found: Story, member: Member) -> dict[str, Any]:
    first, copy = archive.article(found.first), archive.article(member.id)
    return field_records(changed_by_copy(first, copy)) if first is not None and copy is not None else {}

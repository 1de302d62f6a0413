"""`luutru reextract`: today's extractor over the stored captures."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive import Archive
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say
from archive.errors import ArchiveError, UsageError
from archive.recording import Recording
from crawler.interpreter import PortalReader
from crawler.portal import PortalError
from crawler.reextraction import Changes, Reextraction
from crawler.roster import LAST_USED, roster
from crawler.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from archive.readings import Difference
    from crawler.portal import Portal
    from crawler.roster import Roster

_WRITTEN = "written; the readings that were there are kept in table readings"
_NOT_WRITTEN = "nothing was written: --apply writes it"
SHOWN = 60
"""Letters of a value that an example shows."""


def reextract(
    ctx: typer.Context,
    portal: Annotated[str | None, typer.Argument(metavar="[PORTAL]", help="Only this one; else all.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write it; without, it is only told.")] = False,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Only articles whose reading a second look has doubted.")
    ] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Read the stored pages again with today's extractor, and say what changes, field by field; write it with --apply.

    Each is read by its definition as it is now, edited or not; what repeats on its pages is learned anew from the
    same captures. No version is made, and nothing is asked of a portal; a reading that another takes the place of is
    kept in table readings. Cut off, the same command goes on.
    """
    folder = archive_folder(ctx, archive)
    with Workers(max(2, os.cpu_count() or 1)) as workers, _opened(folder, workers, write=apply) as (opened, recording):
        keys = [row["id"] for row in opened.portals()]
        if portal is not None and portal not in keys:
            raise UsageError(f"no portal {portal!r} in {folder}: luutru status lists those that are there")
        damaged = 0
        known = roster(folder, opened)
        for key in [portal] if portal is not None else keys:
            begun = time.monotonic()
            reader = PortalReader(workers.read_now, wants_links=False)
            work = Reextraction(opened, recording, reader, key, doubtful=doubtful, definition=_definition(known, key))
            with _told(key, work.total, quiet=as_json) as progress:
                made = work.run(apply=apply, threads=workers.count + 1, progress=progress)
            seconds = time.monotonic() - begun
            if as_json:
                print_json([_as_json(made, applied=apply)])
            else:
                for line in _lines(made, seconds, workers.count, applied=apply):
                    say(line)
            damaged += len(made.damaged)
    if damaged:
        captures = "1 damaged capture" if damaged == 1 else f"{damaged} damaged captures"
        raise ArchiveError(f"{captures}: luutru verify tells what that affects; the rest was read")


def _definition(known: Roster, key: str) -> Portal | None:
    """The portal's definition as it is now; None: it has no file, and the last crawl's is meant.

    Raises PortalError where it cannot be used.
    """
    found = known.get(key)
    if found is None or found.place == LAST_USED:
        return None
    if found.fault:
        raise PortalError(found.fault)
    return found.portal


@contextlib.contextmanager
def _opened(folder: Path, workers: Workers, *, write: bool) -> Iterator[tuple[Archive, Recording]]:
    """The archive; for reading only, so that a crawl may run beside it, where nothing will be written."""
    reader = PortalReader(workers.read_now)
    if write:
        with Archive.open(folder, write=True, interpreter=reader) as archive:
            yield archive, archive.recording
    else:
        with Archive.open(folder) as archive:
            yield archive, Recording(folder, archive.database.conn, reader)


@contextlib.contextmanager
def _told(key: str, total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _count: None
        return
    columns = (
        TextColumn(key),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.speed:.0f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.update(task, completed=count)


def _lines(made: Changes, seconds: float, processes: int, *, applied: bool) -> Iterator[str]:
    rate = made.read / seconds if seconds else 0.0
    anew = ", learned anew" if made.is_learned_anew else ""
    yield (
        f"{made.portal}: {made.read} pages read by extractor {made.extractor}{anew} in {seconds:.1f} s "
        f"({rate:.0f} pages/s, {rate / processes:.0f} for each process)"
    )
    is_same = not (made.differing or made.called or made.found or made.parted)
    yield f"  {made.differing} versions read otherwise" + (": nothing changes" if is_same else "")
    for (name, kind), number in sorted(made.fields.items(), key=lambda row: -row[1]):
        yield f"    {name:<20} {kind:<8} {number}"
        for example in made.examples[name, kind] if name != "html" else ():
            yield f"      {_example(example, name)}"
    for (before, after), urls in sorted(made.called.items()):
        yield f"  {len(urls)} articles called {before} are called {after}, such as {urls[0]}"
    for title, rows in (("articles that are none today, kept as they are", made.refused),
                        ("articles in pages that were taken for none", made.found),
                        ("articles of their own that were held for another's address", made.parted)):  # fmt: skip
        if rows:
            yield f"  {len(rows)} {title}"
            for url, what in rows[:5]:
                yield f"      {url}: {_short(what)}"
    for line in made.unreadable[:5]:
        yield f"  could not be read: {line}"
    for line in made.damaged[:5]:
        yield f"  damaged: {line}"
    if not is_same:
        yield f"  {_WRITTEN if applied else _NOT_WRITTEN}"


def _example(made: Difference, name: str) -> str:
    change = next(one for one in made.fields if one.name == name)
    before, after = _parted(change.before, change.after)
    return f"{made.article_id} version {made.number}: {before} -> {after}"


def _parted(before: str, after: str) -> tuple[str, str]:
    """Two values from shortly before where they part, each as one short line."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    start = max(0, same - 15)
    lead = "…" if start else ""
    return f"{lead}{_short(before[start:])!r}", f"{lead}{_short(after[start:])!r}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}…"


def _as_json(made: Changes, *, applied: bool) -> dict[str, Any]:
    fields: dict[str, dict[str, Any]] = {}
    for (name, kind), number in made.fields.items():
        examples = [_example_as_json(one, name) for one in made.examples[name, kind]]
        fields.setdefault(name, {})[kind] = {"count": number, "examples": examples}
    return {
        "portal": made.portal, "extractor": made.extractor, "learned_anew": made.is_learned_anew, "applied": applied,
        "read": made.read, "differing": made.differing, "fields": fields,
        "called": [
            {"before": before, "after": after, "count": len(urls), "examples": urls[:5]}
            for (before, after), urls in sorted(made.called.items())
        ],
        "refused": [{"url": url, "reason": reason} for url, reason in made.refused],
        "found": [{"url": url, "title": title} for url, title in made.found],
        "parted": [{"url": url, "title": title} for url, title in made.parted], "unreadable": made.unreadable,
        "damaged": made.damaged,
    }  # fmt: skip


def _example_as_json(made: Difference, name: str) -> dict[str, Any]:
    change = next(one for one in made.fields if one.name == name)
    return {
        "article": made.article_id, "version": made.number, "url": made.url, "before": change.before,
        "after": change.after,
    }  # fmt: skip

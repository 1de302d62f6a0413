"""`luutru withhold`: an article out of everything that is shown, and back. Stands here because what the portal has
published meanwhile is read when the article is shown again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, countable, print_json, say
from archive.errors import UsageError
from archive.withheld import withheld_articles
from crawler.interpreter import PortalReader
from crawler.workers import Workers

if TYPE_CHECKING:
    from pathlib import Path


def withhold(
    ctx: typer.Context,
    article_id: Annotated[
        int | None, typer.Argument(metavar="[ID]", callback=countable, help="An article's number, as search prints it.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", help="Why, as the log will say: a court order, private data. Shown to readers.")
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Show the article again.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Print what is withheld, since when and why.")] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Take an article out of search, pages, exports and every table that is served; the bytes in warc/ stay.

    Its rows move to withheld.db, which nothing serves; a record in warc/ sees to it that a repair honours this. Copies
    of the text in other articles, and backups made before, are not touched.
    """
    if listed:
        if article_id is not None or undo or reason:
            raise UsageError("--list prints what is withheld: it goes with no article, --reason or --undo")
        _list(archive_folder(ctx, archive), as_json=as_json)
        return
    if article_id is None:
        raise UsageError("give the number of an article, or --list")
    if not undo and not reason.strip():
        raise UsageError("say why: --reason 'court order 12/2025', for the log that readers see")
    with (
        Workers() as workers,
        Archive.open(archive_folder(ctx, archive), write=True, interpreter=PortalReader(workers.read_now)) as opened,
    ):
        is_new = opened.withhold(article_id, reason=" ".join(reason.split()), undo=undo)
    already = "" if is_new else " already"
    say(f"article {article_id} is {f'shown again{already}' if undo else f'withheld{already}'}")


def _list(folder: Path, *, as_json: bool) -> None:
    with Archive.open(folder) as opened:
        rows = withheld_articles(opened)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        say(f"{row['article_id']:>8}  {row['portal']}  since {row['withheld_at']}: {row['reason']}")
    say(f"{len(rows):,} withheld")

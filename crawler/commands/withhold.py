"""`luutru withhold`: an article out of everything that is shown, and back. Stands here because what the portal has
published meanwhile is read when the article is shown again.
"""

from __future__ import annotations

from typing import Annotated

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, archive_folder, say
from archive.errors import UsageError
from crawler.interpreter import PortalReader
from crawler.workers import Workers


def withhold(
    ctx: typer.Context,
    article_id: Annotated[int, typer.Argument(metavar="ID", help="An article's number, as search prints it.")],
    reason: Annotated[
        str, typer.Option("--reason", help="Why, as the log will say: a court order, private data. Shown to readers.")
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Show the article again.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Take an article out of search, pages, exports and every table that is served; the bytes in warc/ stay.

    Its rows move to withheld.db, which nothing serves; a record in warc/ sees to it that a repair honours this. Copies
    of the text in other articles, and backups made before, are not touched.
    """
    if not undo and not reason.strip():
        raise UsageError("say why: --reason 'court order 12/2025', for the log that readers see")
    with (
        Workers() as workers,
        Archive.open(archive_folder(ctx, archive), write=True, interpreter=PortalReader(workers.read_now)) as opened,
    ):
        is_new = opened.withhold(article_id, reason=" ".join(reason.split()), undo=undo)
    already = "" if is_new else " already"
    say(f"article {article_id} is {f'shown again{already}' if undo else f'withheld{already}'}")

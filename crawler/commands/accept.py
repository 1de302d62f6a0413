"""`luutru accept PORTAL`: what is not as usual was looked at, and it is so now."""

from __future__ import annotations

from typing import Annotated

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, archive_folder, say
from archive.errors import UsageError
from archive.health import open_troubles
from crawler.doubts import waiting
from crawler.interpreter import PortalReader


def accept(
    ctx: typer.Context,
    portal: Annotated[str, typer.Argument(metavar="PORTAL", help="The portal's key.")],
    kinds: Annotated[
        list[str] | None, typer.Argument(metavar="[KIND]...", help="Only these kinds of trouble; none: all that last.")
    ] = None,
    drop: Annotated[
        bool, typer.Option("--drop", help="Pages that are set aside are no articles: leave them out for good.")
    ] = False,
    archive: ArchiveOption = None,
) -> None:
    """Say that you have looked: what is not as usual is how the portal is now, and what was set aside is published.

    From the next run on, what comes counts as usual. What luutru doctor PORTAL lists is what is accepted.
    """
    with Archive.open(archive_folder(ctx, archive), write=True, interpreter=PortalReader()) as opened:
        if portal not in {row["id"] for row in opened.portals()}:
            raise UsageError(f"no portal {portal!r} was crawled here: luutru status lists those that were")
        lasting = [row["kind"] for row in open_troubles(opened.database.conn, portal)]
        unknown = sorted(set(kinds or ()) - set(lasting))
        if unknown:
            raise UsageError(f"{portal} has no trouble of kind {unknown[0]}: it has {', '.join(lasting) or 'none'}")
        chosen = list(kinds or lasting)
        numbers = list(waiting(opened, portal))
        if not kinds or "set_aside" in kinds:
            if numbers:
                opened.settle(portal, numbers, how="dropped" if drop else "published")
        else:
            numbers = []
        if chosen:
            opened.accept(portal, chosen)
    say(f"{portal}: {', '.join(chosen) or 'nothing'} accepted; {len(numbers)} pages "
        f"{'dropped' if drop else 'published'}")  # fmt: skip

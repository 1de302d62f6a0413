"""`luutru alerts`: who is told how, what is still to be told, and whether it would arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archive import Archive
from archive.clock import now
from archive.commands.options import ArchiveOption, archive_folder, say
from archive.errors import UsageError
from archive.health.life import tags_of
from crawler.alerts import Message, NotSent, send, waiting, ways_of
from crawler.alerts.channels import NAMES
from crawler.alerts.digest import digest
from crawler.alerts.sending import WEEK, place_of, portals_of
from crawler.configuration import FILE_NAME, load_configuration
from crawler.defaults import read_defaults

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.configuration import Alerts, Changes


def alerts(
    ctx: typer.Context,
    test: Annotated[bool, typer.Option("--test", help="Send a message every way that is set, now.")] = False,
    week: Annotated[bool, typer.Option("--digest", help="Print the last seven days as the weekly message.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Show who is told when a portal's state changes or articles do, and what waits for whom; set in luutru.toml."""
    folder = archive_folder(ctx, archive)
    settings = load_configuration(folder).alerts
    if week:
        with Archive.open(folder) as opened:
            said = digest(opened, since=now() - WEEK, until=now(), place=place_of(folder))
        say(f"{said.subject}\n\n{said.text}")
        return
    if not settings.is_set:
        raise UsageError(
            f"no alert channel is configured: set email, webhook or command under [alerts] in {folder / FILE_NAME}"
        )
    if test:
        _test(settings, folder)
        return
    if settings.email:
        say(f"e-mail to {', '.join(settings.email)} through {settings.smtp}")
    if settings.webhook:
        say(f"a webhook that takes {settings.form}")  # its address is a secret
    if settings.command:
        say(f"the command {settings.command[0]}")
    say(f"the week is summed up {'never' if settings.digest == 'never' else f'on {settings.digest}'}")
    with Archive.open(folder) as opened:
        if settings.changes is not None:
            say(_told_changes(opened, settings.changes))
        for way, line in waiting(opened, settings, at=now()):
            say(f"waits for {NAMES[way]}: {line}")


def _test(settings: Alerts, folder: Path) -> None:
    """Sends a message every way. Raises NotSent where one did not take it."""
    failed = []
    for way in ways_of(settings):
        try:
            note = send(Message("luutru: a test", f"Alerts of {place_of(folder)} arrive here.\n"), settings, way)
        except NotSent as error:
            failed.append(str(error))
        else:
            say(f"{NAMES[way]}: {note or 'sent'}")
    if failed:
        raise NotSent("; ".join(failed))


def _told_changes(archive: Archive, wanted: Changes) -> str:
    """Which edits and removals are told, in a line; which keys and tags no portal has."""
    portals = {row["id"]: row for row in archive.portals()}
    meant = portals_of(archive, wanted)
    defaults = read_defaults(archive.folder).get("tags", ())
    tags = {tag for row in portals.values() for tag in tags_of(row["definition"], defaults)}
    unknown = [*(key for key in wanted.portals if key not in portals), *(tag for tag in wanted.tags if tag not in tags)]
    of = "of all portals" if meant is None else f"of {', '.join(meant) or 'no portal'}"
    lacks = f" (no portal that was crawled is or has: {', '.join(unknown)})" if unknown else ""
    return f"articles {', '.join(wanted.kinds)} are told {of}{lacks}"

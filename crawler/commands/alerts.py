"""`luutru alerts`: who is told how, what is still to be told, and whether it would arrive."""

from __future__ import annotations

from typing import Annotated

import typer

from archive import Archive
from archive.clock import now
from archive.commands.options import ArchiveOption, archive_folder, say
from archive.errors import UsageError
from archive.health.advice import advice_of
from archive.health.troubles import untold_troubles
from crawler.alerts import Message, send
from crawler.alerts.digest import digest
from crawler.alerts.sending import WEEK
from crawler.configuration import FILE_NAME, load_configuration


def alerts(
    ctx: typer.Context,
    test: Annotated[bool, typer.Option("--test", help="Send a message every way that is set, now.")] = False,
    week: Annotated[bool, typer.Option("--digest", help="Print the last seven days as the weekly message.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Show who is told when a portal's state changes, and what waits to be told; the ways are set in luutru.toml."""
    folder = archive_folder(ctx, archive)
    settings = load_configuration(folder).alerts
    if week:
        with Archive.open(folder) as opened:
            said = digest(opened, since=now() - WEEK, until=now(), place=str(folder))
        say(f"{said.subject}\n\n{said.text}")
        return
    if not settings.is_set:
        raise UsageError(f"nobody is told: set email, webhook or command under [alerts] in {folder / FILE_NAME}")
    if test:
        failed = send(Message("luutru: a test", f"Alerts of {folder} arrive here.\n"), settings)
        for line in failed:
            say(line)
        say("sent" if not failed else "sent the other ways")
        return
    if settings.email:
        say(f"e-mail to {', '.join(settings.email)} through {settings.smtp}")
    if settings.webhook:
        say(f"a webhook that takes {settings.form}")  # its address is a secret
    if settings.command:
        say(f"the command {settings.command[0]}")
    say(f"the week is summed up {'never' if settings.digest == 'never' else f'on {settings.digest}'}")
    with Archive.open(folder) as opened:
        for row in untold_troubles(opened.database.conn, now=now()):
            name = advice_of(row["kind"], portal=row["portal"], homepage="").name
            say(f"to be told: {row['portal']}: {name}, since {row['since']}")

"""`luutru run`: crawls every portal when it is due, and waits for the next."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from archive.clock import now, utc_text
from archive.commands.options import ArchiveOption, archive_folder
from archive.errors import ArchiveBusy, LuutruError, UsageError
from crawler.aftermath import after_round
from crawler.agenda import Agenda
from crawler.commands.crawl import (
    LogOption,
    opened,
    say_failed,
    say_twins,
    telling_broken,
    user_agent,
    warn,
)  # fmt: skip
from crawler.configuration import load_configuration, size_bytes
from crawler.crawl_options import Options
from crawler.definition import duration
from crawler.disk import Floor
from crawler.indexing import index_news
from crawler.portal import own_files
from crawler.progress import Progress
from crawler.roster import was_begun
from crawler.rounds import PARENT, Rounds

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.run import Ended


@dataclass
class Round:
    """What a round did."""

    crawled: int = 0
    """Crawls that ended in it, however."""
    failures: tuple[str, ...] = ()
    """What the user must know failed, a line each."""
    broken: bool = False
    """It could not go on: too little room, an archive that cannot be written."""
    busy: str = ""
    """Who else was writing the archive, so that nothing was done; empty: nobody."""
    next_at: str | None = None
    """When something is due next; None: not before a definition says otherwise."""
    next_portal: str | None = None
    next_why: str | None = None


def run(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Crawl what is due and end, as for cron and timers.")] = False,
    contact: Annotated[
        str,
        typer.Option(envvar="LUUTRU_CONTACT", help="Whom a portal can write to: an e-mail or web address."),
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what failed.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --once: print as a JSON object what was done and what is due next.")
    ] = False,
    log: LogOption = "plain",
    archive: ArchiveOption = None,
) -> None:
    """Crawl every portal when it is due, several at once, and wait for the next; until it is stopped."""
    folder = archive_folder(ctx, archive)
    if not was_begun(folder) and not own_files(folder):
        raise UsageError(
            f"nothing to crawl: put a portal's definition into {folder / 'portals'} (luutru add writes one)"
        )
    load_configuration(folder)
    user_agent(contact)
    if not once:
        if as_json:
            raise UsageError("--json goes with --once")
        told = ("--contact", contact) if contact else ()
        options = (*told, *(["--quiet"] if quiet else []), *(["--log", "json"] if log == "json" else []))
        Rounds(folder, options, say=_say).run()
        return
    done = Round()
    try:
        with telling_broken(folder, load_configuration(folder).alerts):
            one_round(folder, done, contact=contact, quiet=quiet, as_json=as_json, logs=log == "json")
    except ArchiveBusy as busy:
        done.busy = str(busy).partition(": ")[0]
        if not quiet and not as_json:
            _say(f"{done.busy}: nothing was done, what is due stays due")
    except LuutruError:
        done.broken = True
        raise
    finally:
        _print(done, as_json=as_json)
    if done.failures:
        raise LuutruError("; ".join(done.failures))


def one_round(folder: Path, done: Round, *, contact: str, quiet: bool, as_json: bool, logs: bool = False) -> None:
    """Crawls what is due and what comes due meanwhile; `done` is told what came of it.

    Raises ArchiveBusy where somebody else writes the archive, LuutruError where the round could not go on.
    """
    from crawler.run import Run

    progress, began = Progress(quiet=quiet, lines=False, as_json=logs), now()
    configuration = load_configuration(folder)
    floor = Floor(folder, size_bytes(configuration.disk.floor))
    floor.check()
    ended: list[Ended] = []
    with opened(folder, progress) as (workers, archive, frontier):
        agenda = Agenda(folder, archive, frontier, longest=duration(configuration.run.longest))
        due = agenda.joining(())
        archive.define(agenda.known.changed())
        warn([portal for portal, _, _ in due], contact, progress)
        say_twins(agenda.known, [portal.key for portal, _, _ in due], progress)
        if due:
            crawls = Run(
                archive, frontier, progress, user_agent=user_agent(contact), workers=workers, floor=floor,
                at_once=configuration.run.at_once, warden=agenda, parent=int(os.environ.get(PARENT) or 0),
                logs_requests=logs,
            )  # fmt: skip
            ended = crawls.crawl((), Options(), due=False)
            done.crawled, done.broken = len(ended), bool(crawls.lack)
            done.failures = tuple(filter(None, [crawls.lack]))
            if crawls.was_forced:
                return
        was_interrupted = bool(due) and crawls.was_interrupted
        say_failed(after_round(archive, configuration.alerts, since=began, was_interrupted=was_interrupted))
        if ended and not was_interrupted:
            say_failed(index_news(archive))
        first = agenda.first()
        if first is not None:
            done.next_at, done.next_portal, done.next_why = utc_text(first[0]), first[1], first[2]
        progress.say(_told_next(done, crawled=bool(ended)))
    done.failures += (*(line for one in ended for line in one.failures), *agenda.faults.values())


def _told_next(done: Round, *, crawled: bool) -> str:
    begin = "" if crawled else "nothing is due; "
    if done.next_at is None:
        return f"{begin}next: nothing, until a definition says otherwise"
    return f"{begin}next: {done.next_portal} at {done.next_at} ({done.next_why})"


def _print(done: Round, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _say(line: str) -> None:
    sys.stderr.write(f"luutru: {line}\n")
    sys.stderr.flush()

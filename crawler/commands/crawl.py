"""`luutru crawl`: crawls what is due, of the portals named or of every one the archive knows."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from archive import Archive
from archive.clock import now
from archive.commands.options import ArchiveOption, archive_folder, countable
from archive.errors import ArchiveBusy, LuutruError, UsageError
from archive.terminal import one_line
from crawler.aftermath import after_round
from crawler.agenda import QuietHours, next_of
from crawler.alerts import tell_broken
from crawler.configuration import load_configuration, size_bytes
from crawler.crawl_options import Options
from crawler.defaults import read_defaults
from crawler.disk import Floor
from crawler.downloading.browser import check_browser
from crawler.downloading.peers import proxy_note
from crawler.frontier.sqlite import SqliteFrontier
from crawler.indexing import index_news
from crawler.interpreter import PortalReader
from crawler.portal import Portal, load_portal, override, own_files
from crawler.progress import Progress
from crawler.roster import Roster, named, roster, was_begun
from crawler.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crawler.configuration import Alerts
    from crawler.run import Ended

Choice = Callable[[Archive, SqliteFrontier, Progress], "Sequence[Portal]"]
LogOption = Annotated[
    Literal["plain", "json"],
    typer.Option("--log", help="json: the log on standard error, one JSON object a line, one line a request."),
]


def crawl(
    ctx: typer.Context,
    portals: Annotated[
        list[str] | None, typer.Argument(metavar="[PORTAL]...", help="Keys of portals; none: every due one.")
    ] = None,
    file: Annotated[
        list[Path] | None, typer.Option("--file", metavar="F.toml", help="Crawl the portal that this file defines.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1, callback=countable, help="Stop after this many requests to each portal; the rest stays queued."
        ),
    ] = None,
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Look at every known address again; counts as another visit.")
    ] = False,
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Override a value of the definition, as politeness.delay=2."),
    ] = None,
    contact: Annotated[
        str,
        typer.Option(envvar="LUUTRU_CONTACT", help="Whom a portal can write to: an e-mail or web address."),
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what failed.")] = False,
    log: LogOption = "plain",
    archive: ArchiveOption = None,
) -> None:
    """Crawl what is due, into the archive. Interrupted, it goes on where it was.

    Without a name: every portal in ARCHIVE/portals/ and in the archive, except the practice portal and those whose
    valid_until has passed, which are paused or in their quiet hours. A portal that is named is asked for news at once,
    whatever its schedule.
    """
    folder = archive_folder(ctx, archive)
    changes = dict(override(text) for text in overrides or ())
    chosen = [named(key, folder, overrides=changes) for key in dict.fromkeys(portals or ())]
    defaults = read_defaults(folder) if file else {}
    chosen += [load_portal(path, overrides=changes, defaults=defaults) for path in file or ()]
    _check_keys(chosen)
    options = Options(limit=limit, recheck=recheck)
    if chosen:
        crawl_portals(folder, chosen, options, by_name=True, contact=contact, quiet=quiet, logs=log == "json")
    else:
        crawl_known(folder, options, overrides=changes, contact=contact, quiet=quiet, logs=log == "json")


def crawl_known(
    folder: Path, options: Options, *, overrides: Mapping[str, str], contact: str, quiet: bool, logs: bool
) -> None:  # fmt: skip
    """Crawls what is due of the portals that the archive knows. Raises LuutruError where something failed."""
    if not was_begun(folder) and not own_files(folder):
        raise UsageError(
            f"nothing to crawl: name a portal (see luutru portals), or put its definition into {folder / 'portals'}"
        )
    faults: dict[str, str] = {}
    usable: list[Portal] = []

    def due(archive: Archive, frontier: SqliteFrontier, progress: Progress) -> Sequence[Portal]:
        known = roster(folder, archive, overrides=overrides)
        faults.update(known.faults)
        usable.extend(known.crawlable)
        archive.define(known.changed())
        found = [
            one for one in usable
            if options.recheck or next_of(one, archive, frontier).is_due(now())
        ]  # fmt: skip
        say_twins(known, [one.key for one in found], progress)
        return found

    try:
        crawl_portals(folder, due, options, by_name=False, contact=contact, quiet=quiet, logs=logs)
    except LuutruError as error:
        if faults and not isinstance(error, UsageError):
            raise LuutruError("; ".join([str(error), *faults.values()])) from None
        raise
    if faults:
        raise (LuutruError if usable else UsageError)("; ".join(faults.values()))


def say_twins(known: Roster, keys: Sequence[str], progress: Progress) -> None:
    """Says which of these portals share their host with another one that is crawled."""
    for pair in known.twins(of=keys):
        progress.say(pair.line)


def crawl_portals(
    folder: Path, portals: Sequence[Portal] | Choice, options: Options, *, by_name: bool, contact: str = "",
    quiet: bool = False, logs: bool = False,
) -> list[Ended]:  # fmt: skip
    """Crawls portals into the archive in `folder`, made if it is missing. Raises LuutruError where something failed.

    `portals`: which, or what chooses them once the archive is open. `logs`: each request is a line of the log.
    """
    from crawler.run import Run

    progress, began = Progress(quiet=quiet, as_json=logs), now()
    configuration = load_configuration(folder)
    if not callable(portals):
        check_browser(portals)
    floor = Floor(folder, size_bytes(configuration.disk.floor))
    with telling_broken(folder, configuration.alerts):
        floor.check()
        if not callable(portals):
            warn(portals, contact, progress)
        with opened(folder, progress) as (workers, archive, frontier):
            if callable(portals):
                portals = portals(archive, frontier, progress)
                if not portals:
                    progress.say("nothing is due")
                    say_failed(after_round(archive, configuration.alerts, since=began))
                    return []
                check_browser(portals)
                warn(portals, contact, progress)
            run = Run(
                archive, frontier, progress, user_agent=user_agent(contact), workers=workers, floor=floor,
                at_once=configuration.run.at_once, warden=None if by_name else QuietHours(), logs_requests=logs,
            )  # fmt: skip
            ended = run.crawl(portals, options, due=by_name)
            if run.was_forced:
                return ended
            say_failed(after_round(archive, configuration.alerts, since=began, was_interrupted=run.was_interrupted))
            if not run.was_interrupted:
                say_failed(index_news(archive))
    failures = [*(line for one in ended for line in one.failures), *filter(None, [run.lack])]
    if failures:
        raise LuutruError("; ".join(failures))
    return ended


@contextlib.contextmanager
def telling_broken(folder: Path, alerts: Alerts) -> Iterator[None]:
    """Tells whoever wants to be told where what is done in the `with` statement cannot go on; what is in use can."""
    try:
        yield
    except ArchiveBusy:
        raise
    except LuutruError as error:
        say_failed(tell_broken(folder, alerts, str(error)))
        raise


def say_failed(lines: Iterable[str]) -> None:
    """Says what went wrong beside the crawls."""
    for line in lines:
        sys.stderr.write(f"luutru: {one_line(line)}\n")


@contextlib.contextmanager
def opened(folder: Path, progress: Progress) -> Iterator[tuple[Workers, Archive, SqliteFrontier]]:
    """All that a run works with, the archive open for writing and brought up to `warc/`."""
    with Workers() as workers, Archive.open(
        folder, write=True, create=True, interpreter=PortalReader(workers.read_now), progress=progress.adopting
    ) as archive:  # fmt: skip
        _say_adopted(archive, progress)
        frontier = SqliteFrontier(folder / "frontier.db")
        try:
            yield workers, archive, frontier
        finally:
            frontier.close()


def _say_adopted(archive: Archive, progress: Progress) -> None:
    adopted = archive.adopted
    for line in adopted.notes:
        progress.say(line)
    if adopted.visits:
        progress.say(
            f"{adopted.visits} visits that lay in warc/ and not in archive.db have been entered: the last run was "
            "cut off, or the database is older than the files beside it"
        )


def user_agent(contact: str) -> str:
    """How we introduce ourselves.

    >>> user_agent("archive@example.org").endswith("(archive of government news; contact: archive@example.org)")
    True
    """
    from crawler.settings import USER_AGENT

    plain = " ".join(contact.split()).replace("(", "").replace(")", "")
    if not plain.isascii():
        raise UsageError("the contact goes into an HTTP header: write it in ASCII letters")
    return f"{USER_AGENT[:-1]}; contact: {plain})" if plain else USER_AGENT


def _check_keys(portals: Sequence[Portal]) -> None:
    keys = [portal.key for portal in portals]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise UsageError(f"{twice[0]} is named twice: the key is the file's name")


def warn(portals: Sequence[Portal], contact: str, progress: Progress) -> None:
    """Says what the user should know of portals before they are crawled."""
    today = now().date()
    for portal in portals:
        if portal.expired(today):
            until = portal.definition.valid_until or portal.definition.valid_from
            progress.say(
                f"{portal.key}: its hosts were not this portal's after {until}: what answers may be another unit"
            )
    if note := proxy_note():
        progress.say(note)
    if not contact and any(not portal.definition.private for portal in portals):
        progress.say("portals cannot reach you: set LUUTRU_CONTACT (or --contact) to an e-mail or web address of yours")

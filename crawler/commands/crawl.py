"""`luutru crawl`: crawls what is due, of the portals named or of every one the archive knows."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive import Archive
from archive.clock import now
from archive.commands.options import ArchiveOption, archive_folder
from archive.errors import ArchiveError, LuutruError, UsageError
from crawler.alerts import tell, tell_broken
from crawler.configuration import load_configuration
from crawler.downloading.browser import check_browser
from crawler.frontier.sqlite import SqliteFrontier
from crawler.interpreter import PortalReader
from crawler.job import Options
from crawler.peers import proxy_note
from crawler.portal import Portal, PortalError, find_portal, load_portal, own_files, parse_portal
from crawler.progress import Progress
from crawler.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.run import Ended

ONLY_WHEN_NAMED = ("demo",)


def crawl(
    ctx: typer.Context,
    portals: Annotated[
        list[str] | None, typer.Argument(metavar="[PORTAL]...", help="Keys of portals; none: every due one.")
    ] = None,
    file: Annotated[
        list[Path] | None, typer.Option("--file", metavar="F.toml", help="Crawl the portal that this file defines.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Stop after this many requests to each portal; the rest stays queued.")
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
    archive: ArchiveOption = None,
) -> None:
    """Crawl what is due, into the archive. Interrupted, it goes on where it was.

    Without a name: every portal in ARCHIVE/portals/ and in the archive, except the practice portal and those whose
    valid_until has passed. A portal that is named is asked for news at once, whatever its schedule.
    """
    folder = archive_folder(ctx, archive)
    changes = dict(_override(text) for text in overrides or ())
    named = [find_portal(key, folder, overrides=changes) for key in dict.fromkeys(portals or ())]
    named += [load_portal(path, overrides=changes) for path in file or ()]
    if named:
        _check_keys(named)
        chosen = named
    else:
        chosen = known_portals(folder, changes)
    options = Options(limit=limit, recheck=recheck)
    crawl_portals(folder, chosen, options, by_name=bool(named), contact=contact, quiet=quiet)


def crawl_portals(
    folder: Path, portals: Sequence[Portal], options: Options, *, by_name: bool, contact: str = "", quiet: bool = False
) -> list[Ended]:
    """Crawls portals into the archive in `folder`, made if it is missing. Raises LuutruError where something failed."""
    from crawler.run import Run

    progress = Progress(quiet=quiet)
    configuration = load_configuration(folder)
    check_browser(portals)
    _warn(portals, contact, progress)
    with Workers() as workers, Archive.open(
        folder, write=True, create=True, interpreter=PortalReader(workers.read_now), progress=progress.adopting
    ) as archive:  # fmt: skip
        _say_adopted(archive, progress)
        frontier = SqliteFrontier(folder / "frontier.db")
        try:
            if not by_name and not options.recheck:
                portals = [portal for portal in portals if _is_due(frontier, portal)]
                if not portals:
                    progress.say("nothing is due")
                    return []
            run = Run(archive, frontier, progress, user_agent=user_agent(contact), workers=workers)
            ended = run.crawl(portals, options, due=by_name)
            if run.was_forced:
                frontier.close()
                archive.close()
                workers.close()
                # Everything is on disk and closed; a thread that still resolves a host's name must not hold us.
                os._exit(0)
            for line in tell(archive, configuration.alerts, now=now()):
                sys.stderr.write(f"luutru: {line}\n")
            _raise_failures(archive, ended)
        except ArchiveError as error:
            for line in tell_broken(folder, configuration.alerts, str(error)):
                sys.stderr.write(f"luutru: {line}\n")
            raise
        else:
            return ended
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


def known_portals(folder: Path, overrides: dict[str, str]) -> list[Portal]:
    """Every portal of the archive that may be crawled without being named."""
    if not (folder / "archive.db").exists() and not own_files(folder):
        raise UsageError(
            f"nothing to crawl: name a portal (see luutru portals), or put its definition into {folder / 'portals'}"
        )
    portals = {key: load_portal(path, overrides=overrides) for key, path in own_files(folder).items()}
    if (folder / "archive.db").exists():
        with Archive.open(folder) as archive:
            for row in archive.portals():
                key = row["id"]
                if key not in portals:
                    portals[key] = as_last_used(key, row["definition"], folder, overrides)
    today = now().date()
    return [
        portal for key, portal in sorted(portals.items()) if key not in ONLY_WHEN_NAMED and not portal.expired(today)
    ]


def as_last_used(key: str, definition: str, folder: Path, overrides: dict[str, str]) -> Portal:
    """The portal as it is defined now, or, where its definition is gone, as it was last crawled."""
    try:
        return find_portal(key, folder, overrides=overrides)
    except PortalError:
        return parse_portal(definition, key=key, origin=f"{key} (as last used)", overrides=overrides)


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


def _override(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark or not key.strip():
        raise UsageError(f"--set {text!r}: write it as KEY=VALUE, as in --set politeness.delay=2")
    return key.strip(), value.strip()


def _check_keys(portals: Sequence[Portal]) -> None:
    keys = [portal.key for portal in portals]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise UsageError(f"{twice[0]} is named twice: the key is the file's name")


def _warn(portals: Sequence[Portal], contact: str, progress: Progress) -> None:
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


def _is_due(frontier: SqliteFrontier, portal: Portal) -> bool:
    moment = now()
    due = frontier.next_due(portal.key, now=moment)
    return due is None or due <= moment


def _raise_failures(archive: Archive, ended: Sequence[Ended]) -> None:
    lines = []
    for one in ended:
        key = one.job.portal.key
        lines += [f"{key}: {line}" for line in one.failures]
        if not one.failures and one.reason == "finished" and not archive.count_articles(key):
            lines.append(
                f"{key}: no article was found: look at {one.job.portal.homepage}, or give [article] url a pattern"
            )
        if one.reason not in ("finished", "limit", "interrupted"):
            lines.append(f"{key}: the crawl broke off: {one.reason}")
    if lines:
        raise LuutruError("; ".join(lines))

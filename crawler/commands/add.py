"""`luutru add`: looks at an unknown portal politely and writes its definition."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.clock import now
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say
from archive.errors import LuutruError, UsageError
from crawler.commands.crawl import user_agent
from crawler.downloading.peers import proxy_note
from crawler.portal import KEY, PortalError, own_files, parse_portal
from crawler.roster import named
from crawler.survey.drafting import definition_text
from crawler.survey.moving import TRIED, kept_of, old_addresses
from crawler.survey.report import lines_of, record_of
from crawler.survey.surveyor import Surveyor, portal_at
from crawler.urls import bare_host, split_url
from crawler.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.portal import Portal
    from crawler.spiders.look import LookSpider
    from crawler.survey.found import Survey

MOST_IN_A_LIST = 10_000
_PUBLIC_ENDING = re.compile(r"\.(?:(?:gov|gouv|gob|go|gv|govt|com|org|edu|net)\.[a-z]{2}|[a-z]{2,})$")


@dataclass(slots=True)
class _Look:
    """One portal to look at, and what came of it."""

    address: str
    portal: Portal | None = None
    survey: Survey | None = None
    before: Portal | None = None
    """The portal as it was defined before it moved."""
    failure: str = ""
    is_usage: bool = False
    """The failure is one of what was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """How the user wants it."""

    folder: Path
    key: str
    same_as: str
    private: bool
    dry_run: bool
    yes: bool
    as_json: bool


def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="[URL]", help="The portal's home page.")] = "",
    from_list: Annotated[
        Path | None,
        typer.Option("--from", metavar="LIST", help="A file of home pages, one a line; # begins a comment."),
    ] = None,
    key: Annotated[str, typer.Option(metavar="KEY", help="The portal's key; without it made from the host.")] = "",
    same_as: Annotated[
        str,
        typer.Option(metavar="KEY", help="The portal KEY has moved here: its articles go on in the same archive."),
    ] = "",
    private: Annotated[
        bool, typer.Option("--private", help="It may be on loopback or a private network, and is asked without delay.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the definition instead of writing it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write over a definition that is there.")] = False,
    contact: Annotated[
        str,
        typer.Option(envvar="LUUTRU_CONTACT", help="Whom a portal can write to: an e-mail or web address."),
    ] = "",
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """Look at an unknown portal, with 30 requests at most, and write its definition into ARCHIVE/portals/.

    Shows ten articles as they would be archived, and how sure it is of each part of them.
    """
    if bool(url) == bool(from_list):
        raise UsageError("give the address of a home page, or a file of them with --from")
    if key and (from_list or not KEY.fullmatch(key)):
        raise UsageError("--key is for one portal, in lower-case letters, digits, '.', '_' or '-'")
    if same_as and (from_list or key):
        raise UsageError("--same-as is for one portal, which keeps its key")
    wish = _Wish(
        folder=archive_folder(ctx, archive), key=key or same_as, same_as=same_as, private=private, dry_run=dry_run,
        yes=yes, as_json=as_json,
    )  # fmt: skip
    looks = [_begun(address, wish) for address in (_listed(from_list) if from_list else [url])]
    old = old_addresses(same_as, wish.folder) if same_as else []
    _follow([one for one in looks if not one.failure], user_agent(contact), old[:TRIED])
    for one in looks:
        _finish(one, wish, old)
    _raise_failures(looks, in_list=from_list is not None)


def key_of(homepage: str) -> str:
    """A portal's key, made from its host without what all portals share.

    >>> key_of("https://thuynguyen.haiphong.gov.vn/"), key_of("http://127.0.0.1:8803/"), key_of("https://www.gov.uk/")
    ('thuynguyen-haiphong', '127-0-0-1-8803', 'gov-uk')
    """
    split = split_url(homepage)
    assert split is not None
    host = bare_host(split.host)
    short = host if host.count(".") == 1 else _PUBLIC_ENDING.sub("", host)
    port = f"-{split.port}" if split.port else ""
    return re.sub(r"[^a-z0-9]+", "-", f"{short}{port}").strip("-")[:64] or "portal"


def _listed(file: Path) -> list[str]:
    """The home pages in a file, each once."""
    try:
        written = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{file}: there is no such file") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file}: not UTF-8 text") from None
    found = dict.fromkeys(filter(None, (re.sub(r"(?:^|\s)#.*", "", line).strip() for line in written.splitlines())))
    if not found or len(found) > MOST_IN_A_LIST:
        raise UsageError(f"{file}: {len(found)} home pages: write one a line, {MOST_IN_A_LIST} at most")
    return list(found)


def _begun(address: str, wish: _Wish) -> _Look:
    """The portal to look at; with a failure where it may not be, or need not be."""
    split = split_url(address if "//" in address else f"https://{address}")
    if split is None:
        return _Look(address, failure="no http(s) address", is_usage=True)
    homepage = address if "//" in address else f"https://{address}/"
    before = named(wish.same_as, wish.folder) if wish.same_as else None
    private = wish.private or bool(before and before.definition.private)
    try:
        portal = portal_at(homepage, private=private)
    except PortalError as error:
        hint = "; --private says that it is meant" if "private" in str(error) else ""
        return _Look(address, failure=f"{str(error).removeprefix(f'{homepage}: ').split(';')[0]}{hint}", is_usage=True)
    look = _Look(address, portal, before=before)
    look.failure = _refusal(wish.key or key_of(homepage), wish)
    look.is_usage = bool(look.failure)
    return look


def _refusal(key: str, wish: _Wish) -> str:
    """Why the definition may not be written; empty where it may. Asks where there is somebody to ask."""
    file = own_files(wish.folder).get(key)
    if file is None or wish.yes or wish.dry_run:
        return ""
    if sys.stdin.isatty() and typer.confirm(f"{file} is there already: write over it?", err=True):
        return ""
    return f"{file} is there already: --yes writes over it, --key gives another name"


def _follow(looks: Sequence[_Look], agent: str, old: Sequence[str]) -> None:
    """Looks at the portals, side by side; `old` are addresses to be tried."""
    from crawler.survey.glance import glance
    from crawler.survey.looking import look_at

    async def plan(place: int, spider: LookSpider) -> None:
        look = looks[place]
        try:
            look.survey = await Surveyor(spider, old).survey()
        except LuutruError as error:
            look.failure = str(error)

    if looks:
        _tell(looks, agent)
        with Workers(function=glance) as workers:
            look_at([look.portal for look in looks if look.portal], plan, user_agent=agent, workers=workers)


def _tell(looks: Sequence[_Look], agent: str) -> None:
    """Says what takes a while, and what a portal cannot know, to somebody who may be there."""
    if "contact:" not in agent and not all(look.portal and look.portal.definition.private for look in looks):
        sys.stderr.write(
            "portals cannot reach you: set LUUTRU_CONTACT (or --contact) to an e-mail or web address of yours\n"
        )
    if note := proxy_note():
        sys.stderr.write(f"{note}\n")
    if sys.stderr.isatty():
        sys.stderr.write(f"looking at {looks[0].address if len(looks) == 1 else f'{len(looks)} portals'} …\n")


def _finish(look: _Look, wish: _Wish, old: Sequence[str]) -> None:
    """Shows what was found and writes it."""
    survey = look.survey
    if survey is None:
        return
    key = wish.key or key_of(survey.homepage)
    kept = kept_of(look.before, survey, old) if look.before else None
    text = definition_text(survey, at=now().date().isoformat(), kept=kept)
    parse_portal(text, key=key, origin=f"{key}.toml")
    file = wish.folder / "portals" / f"{key}.toml"
    if look.portal is not None and key != (wish.key or key_of(look.portal.definition.homepage)):
        look.failure = _refusal(key, wish)  # it has led to another host
    if wish.as_json:
        written = "" if wish.dry_run or look.failure else str(file)
        print_json([{**record_of(survey), "id": key, "definition": text, "written_to": written or None}])
    elif wish.dry_run:
        say(text.rstrip("\n"))
    else:
        for line in lines_of(survey):
            say(line)
    if look.failure or wish.dry_run:
        return
    _write(file, text)
    if not wish.as_json:
        say(f"written to {file}; now: luutru crawl {key} --limit 50")


def _write(file: Path, text: str) -> None:
    """Writes a definition, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def _raise_failures(looks: Sequence[_Look], *, in_list: bool) -> None:
    failed = [f"{look.address}: {look.failure}" for look in looks if look.failure]
    if not failed:
        return
    if in_list:
        raise LuutruError(f"{len(failed)} of {len(looks)} failed: {'; '.join(failed)}")
    raise UsageError(failed[0]) if looks[0].is_usage else LuutruError(failed[0])

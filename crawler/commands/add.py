"""`luutru add`: looks at unknown portals politely and writes their definitions."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say
from archive.errors import LuutruError, UsageError
from crawler.commands.adding import Look, Wish, begun, finished, hosts_of, key_of, look_of, written_without_a_look
from crawler.commands.listing import MOST_LINES, counted, folded
from crawler.downloading.peers import proxy_note
from crawler.portal import KEY, override
from crawler.roster import looked_at
from crawler.survey.lists import LARGEST_BYTES, Listed, read_list
from crawler.survey.moving import TRIED, old_addresses
from crawler.survey.report import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.spiders.look import LookSpider

__all__ = ["add", "key_of"]
_ADVISED = re.compile(r"\[(\w{1,40})\] (\w{1,40}) = (?:([\"'])(.{1,80}?)\3|(\w{1,10}))")
MOST_NAMED = 10
"""Failures that the last line names."""


def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="[URL]", help="The portal's home page.")] = "",
    from_list: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE",
            help="A list: home pages, one a line; CSV (address, key, name, tags, schedule); or OPML.",
        ),
    ] = None,
    key: Annotated[str, typer.Option(metavar="KEY", help="The portal's key; without it made from the host.")] = "",
    same_as: Annotated[
        str,
        typer.Option(metavar="KEY", help="The portal KEY has moved here: its articles go on in the same archive."),
    ] = "",
    private: Annotated[
        bool, typer.Option("--private", help="It may be on loopback or a private network, and is asked without delay.")
    ] = False,
    javascript: Annotated[
        bool, typer.Option("--javascript", help="Its pages are shown to a browser, in the look and in each crawl.")
    ] = False,
    overrides: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Write this into the definition, as tls.oldest=TLSv1; the look obeys."
        ),
    ] = None,
    no_look: Annotated[
        bool, typer.Option("--no-look", help="Ask nothing: write what the list says, the crawl finds out the rest.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the definition instead of writing it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write over a definition that is there.")] = False,
    contact: Annotated[
        str,
        typer.Option(envvar="LUUTRU_CONTACT", help="Whom a portal can write to: an e-mail or web address."),
    ] = "",
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:  # fmt: skip
    """Look at an unknown portal, with 30 requests at most, and write its definition into ARCHIVE/portals/.

    Shows ten articles as they would be archived, and how sure it is of each part of them. Of a list those are left out
    that are known already, and each portal is a line.
    """
    if bool(url) == bool(from_list):
        raise UsageError("give the address of a home page, or a file of them with --from")
    if key and (from_list or not KEY.fullmatch(key)):
        raise UsageError("--key is for one portal, in lower-case letters, digits, '.', '_' or '-'")
    if same_as and (from_list or key or no_look):
        raise UsageError("--same-as is for one portal, which is looked at and keeps its key")
    settings = dict(override(text) for text in overrides or ()) | ({"javascript": "true"} if javascript else {})
    if "homepage" in settings:
        raise UsageError("--set homepage: give the address of the home page itself")
    folder = archive_folder(ctx, archive)
    with looked_at(folder) as (known, _, _):
        wish = Wish(
            folder=folder, known=known, key=key or same_as, same_as=same_as, private=private, dry_run=dry_run, yes=yes,
            is_list=from_list is not None, hosts=hosts_of(known), settings=settings,
        )  # fmt: skip
        listed = _listed(from_list) if from_list else [Listed(address=url)]
        looks = [begun(one, wish, no_look=no_look) for one in listed]
    if from_list is None:
        _add_one(looks[0], wish, contact, no_look=no_look, as_json=as_json)
    else:
        _add_all(looks, wish, contact, no_look=no_look, as_json=as_json)


def _listed(file: Path) -> list[Listed]:
    """The portals in a file, each once."""
    try:
        with file.open("rb") as opened:
            payload = opened.read(LARGEST_BYTES + 1)
        found = read_list(payload, ending=file.suffix.lower())
    except FileNotFoundError:
        raise UsageError(f"{file}: there is no such file") from None
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise UsageError(f"{file}: {error}") from None
    if not found:
        raise UsageError(f"{file}: no home page: write one a line, or a table with a column address")
    return found


def _add_one(look: Look, wish: Wish, contact: str, *, no_look: bool, as_json: bool) -> None:
    """One portal, with all that was found."""
    if look.failure:
        raise UsageError(f"{look.listed.address}: {look.failure}")
    if no_look:
        written_without_a_look(look, wish)
    else:
        old = old_addresses(wish.same_as, wish.folder) if wish.same_as else []
        _follow([look], contact, old[:TRIED])
        finished(look, wish, old)
    if as_json and look.text:
        print_json([look_of(look)])
    elif wish.dry_run and look.text:
        say(look.text.rstrip("\n"))
    elif look.survey is not None:
        for line in lines_of(look.survey):
            say(line)
    if look.failure:
        raise (UsageError if look.is_usage else LuutruError)(f"{look.listed.address}: {look.failure}")
    if look.file is not None:
        if not as_json:
            say(f"written to {look.file}; now: luutru crawl {look.key} --limit 50")
        with looked_at(wish.folder) as (known, _, _):
            for pair in known.twins(of=[look.key]):
                sys.stderr.write(f"luutru: {pair.line}\n")


def _add_all(looks: Sequence[Look], wish: Wish, contact: str, *, no_look: bool, as_json: bool) -> None:
    """A list: a line a portal as soon as it is done, and a summary."""

    def tell(look: Look) -> None:
        if as_json:
            if look.text or look.failure or look.known_as:
                print_json([look_of(look)])
        else:
            say(look.line)

    def end(look: Look) -> None:
        try:
            finished(look, wish, [])
        except LuutruError as error:
            look.failure = str(error)
        tell(look)

    before = [look.known_as for look in looks if look.known_as]
    is_long = len(before) > MOST_LINES and not as_json
    if is_long:
        say(f"known   {len(before):,} portals: {', '.join(folded(before, 5))}")
    for look in looks:
        if look.is_settled and not (is_long and look.known_as):
            tell(look)
    waiting = [look for look in looks if not look.is_settled]
    if no_look:
        for look in waiting:
            written_without_a_look(look, wish)
            tell(look)
    else:
        _follow(waiting, contact, [], end)
    failed = [look for look in looks if look.failure]
    known = sum(bool(look.known_as) for look in looks)
    if not as_json:
        added = len(looks) - known - len(failed)
        say(f"{counted(len(looks), 'portal')}: {added:,} added, {known:,} known, {len(failed):,} failed")
    if failed:
        named = "; ".join(f"{look.listed.address}: {look.failure}" for look in failed[:MOST_NAMED])
        more = f"; and {len(failed) - MOST_NAMED:,} more" if len(failed) > MOST_NAMED else ""
        raise LuutruError(f"{len(failed)} of {len(looks)} failed: {named}{more}")


def _follow(
    looks: Sequence[Look], contact: str, old: Sequence[str], end: Callable[[Look], None] = lambda _look: None
) -> None:  # fmt: skip
    """Looks at the portals, side by side; `old` are addresses to be tried. `end` is told each as soon as it is done."""
    if not looks:
        return
    # Imported where somebody is asked: a list of known portals is read without.
    from crawler.commands.crawl import user_agent
    from crawler.survey.glance import glance
    from crawler.survey.looking import look_at
    from crawler.survey.surveyor import Surveyor
    from crawler.workers import Workers

    agent = user_agent(contact)

    async def plan(place: int, spider: LookSpider) -> None:
        look = looks[place]
        try:
            look.survey = await Surveyor(spider, old).survey()
        except LuutruError as error:
            look.failure = _with_option(str(error))
        end(look)

    _tell(looks, agent)
    with Workers(function=glance) as workers:
        look_at([look.portal for look in looks if look.portal], plan, user_agent=agent, workers=workers)


def _with_option(why: str) -> str:
    """Why a look failed, with the option of `add` for the key of a definition that helps.

    >>> _with_option("too old; [tls] oldest = 'TLSv1' in the definition allows it")
    "too old; [tls] oldest = 'TLSv1' in the definition allows it (--set 'tls.oldest=TLSv1')"
    """
    found = _ADVISED.search(why)
    return f"{why} (--set '{found[1]}.{found[2]}={found[4] or found[5]}')" if found else why


def _tell(looks: Sequence[Look], agent: str) -> None:
    """Says what takes a while, and what a portal cannot know, to somebody who may be there."""
    if "contact:" not in agent and not all(look.portal and look.portal.definition.private for look in looks):
        sys.stderr.write(
            "portals cannot reach you: set LUUTRU_CONTACT (or --contact) to an e-mail or web address of yours\n"
        )
    if note := proxy_note():
        sys.stderr.write(f"{note}\n")
    if sys.stderr.isatty():
        what = looks[0].listed.address if len(looks) == 1 else f"{len(looks)} portals"
        sys.stderr.write(f"looking at {what} …\n")

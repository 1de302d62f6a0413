"""`luutru portals`: every portal that the archive knows, when it is crawled next, what is wrong with definitions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive.clock import now, utc_text
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, put, say
from archive.errors import UsageError
from archive.terminal import harmless, one_line
from crawler.agenda import next_of
from crawler.calendar import Next, is_paused
from crawler.commands.listing import MOST_LINES, TagOption, counted, folded, has_tag, in_time
from crawler.defaults import read_defaults
from crawler.portal import Portal, PortalError, load_portal
from crawler.roster import LAST_USED, looked_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from crawler.roster import Known, Roster

_ORDER = ("broken", "open", "paused", "named", "closed", "removed")
_SAID = {"named": "only when named"}


def portals(
    ctx: typer.Context,
    file: Annotated[
        list[Path] | None, typer.Option("--file", metavar="F.toml", help="Check this file instead of the known ones.")
    ] = None,
    tag: TagOption = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them, however many there are.")] = False,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """List every portal that the archive knows: state, when it is crawled next, tags; and check the definitions.

    Those that come with luutru and were never used are listed apart.
    """
    folder = archive_folder(ctx, archive)
    if file:
        faults = list(_check(file, read_defaults(folder), as_json=as_json))
    else:
        with looked_at(folder) as (known, opened, frontier):
            shown = [one for one in known.known if has_tag(one.tags, tag)]
            following = {one.key: next_of(one.portal, opened, frontier)
                         for one in shown if one.portal and one.state in ("open", "paused")}  # fmt: skip
            moment = now()
            unused = known.unused(folder) if tag is None else []
            if as_json:
                others = [*(known.removed if tag is None else ()), *unused]
                print_json(_record(one, following.get(one.key)) for one in (*shown, *others))
            else:
                _say(known, shown, following, moment, is_whole=everything or tag is not None)
                _say_others(known, unused, is_filtered=tag is not None)
        faults = [one.fault for one in shown if one.fault]
    if faults:
        raise UsageError("; ".join(faults))


def _check(files: Sequence[Path], defaults: Mapping[str, Any], *, as_json: bool) -> Iterator[str]:
    """Shows what each file defines; yields what is wrong with one."""
    for file in files:
        try:
            portal = load_portal(file, defaults=defaults)
        except PortalError as error:
            yield str(error)
            continue
        if as_json:
            print_json([_defined(portal, str(file))])
        else:
            say(one_line(f"{portal.key}: {portal.name}"))
            say(f"    {portal.homepage} ({', '.join([str(file), *_traits(portal)])})")


def _say(
    known: Roster, shown: Sequence[Known], following: Mapping[str, Next], moment: datetime, *, is_whole: bool
) -> None:  # fmt: skip
    """A line each; of many those alone that need a look, and those that are crawled next."""
    columns = {one.key: _columns(one, following.get(one.key), moment) for one in shown}
    widths = [max(map(len, column), default=0) for column in zip(*columns.values(), strict=True)]
    lines = {
        one.key: "  ".join([*(f"{text:<{width}}" for text, width in zip(columns[one.key], widths, strict=True)),
                            _rest(one)]) for one in shown
    }  # fmt: skip
    if is_whole or len(shown) <= MOST_LINES:
        for one in shown:
            put(lines[one.key])
    else:
        first = [one for one in shown if one.state not in ("open", "closed") or one.has_no_file]
        due = sorted(
            (one for one in shown if one.state == "open" and one not in first),
            key=lambda one: (following[one.key].at or moment, one.key),
        )
        for line in folded([lines[one.key] for one in (*first, *due)], MOST_LINES // 2):
            put(line)
        put(f"the others: luutru portals --all; of one group: --tag {'TAG'}")
    for pair in known.twins(of=[one.key for one in shown]):
        say(pair.line)
    if shown:
        counts = {state: sum(one.state == state for one in shown) for state in _ORDER}
        told = ", ".join(f"{count:,} {_SAID.get(state, state)}" for state, count in counts.items() if count)
        never = sum(not one.was_crawled for one in shown)
        put(f"{counted(len(shown), 'portal')}: {told}" + (f"; {never:,} of them never crawled" if never else ""))


def _say_others(known: Roster, unused: Sequence[Known], *, is_filtered: bool) -> None:
    if is_filtered:
        return
    for one in known.removed:
        say(f"{one.key}: {one.note}")
    if unused:
        say("come with luutru, and were never used here:")
    for one in unused:
        put("    " + one_line(f"{one.key}: {one.name}, {one.homepage}"))


def _columns(one: Known, following: Next | None, moment: datetime) -> tuple[str, str, str]:
    """Key, state and next crawl."""
    note = one.note if one.state in ("closed", "paused") else ""
    coming = in_time(following, moment) if one.state == "open" else ""
    if one.state == "open" and not one.was_crawled:
        coming = f"{coming}, never crawled"
    return harmless(one.key), f"{_SAID.get(one.state, one.state)} {note}".strip(), coming


def _rest(one: Known) -> str:
    """What stands behind the columns; a second line where something is to be done."""
    if one.portal is None:
        return harmless(one_line(one.fault))
    traits = [_short(one.place), *(trait for trait in _traits(one.portal) if not trait.startswith("until "))]
    where = f"{one_line(one.name)}: {one.homepage}" + ("" if one.has_no_file else f" ({', '.join(traits)})")
    line = harmless(where) + "".join(f" #{harmless(tag)}" for tag in one.tags)
    return f"{line}\n    {gone_line(one.key)}" if one.has_no_file else line


def gone_line(key: str) -> str:
    """What is to be said of a portal whose file is gone."""
    return (
        f"its file is gone (portals/{key}.toml; or it was given with --file): crawled as last used; "
        f"luutru portal remove {key} ends that"
    )


def _short(place: str) -> str:
    """A file as `portals/NAME.toml`."""
    path = Path(place)
    return f"{path.parent.name}/{path.name}" if path.suffix else place


def _traits(portal: Portal) -> list[str]:
    """What there is to know of a definition beside where it stands."""
    definition = portal.definition
    found = [portal.platform.name] if portal.platform else []
    if definition.valid_until:
        found.append(f"until {definition.valid_until}")
    if is_paused(portal.plan, now()):
        schedule = definition.schedule
        until = schedule.paused_until
        found.append(f"paused until {until}" if until and not portal.plan.pause else "paused")
    return found


def _record(one: Known, following: Next | None) -> dict[str, Any]:
    place = "bundled" if one.place == "bundled" else one.place
    said = _defined(one.portal, place) if one.portal else {"id": one.key, "name": one.name, "definition": place}
    return {
        **said,
        "state": one.state,
        "note": gone_line(one.key) if one.has_no_file else one.note,
        "fault": one.fault or None,
        "tags": list(one.tags),
        "crawled": one.was_crawled,
        "file_is_gone": one.has_no_file,
        "next_due": utc_text(following.at) if following and following.at else None,
        "next_why": following.why if following else None,
    }


def _defined(portal: Portal, place: str) -> dict[str, Any]:
    definition = portal.definition
    return {
        "id": portal.key,
        "name": portal.name,
        "homepage": portal.homepage,
        "hosts": sorted(portal.netlocs),
        "platform": definition.platform or None,
        "valid_from": definition.valid_from.isoformat() if definition.valid_from else None,
        "valid_until": definition.valid_until.isoformat() if definition.valid_until else None,
        "paused": is_paused(portal.plan, now()),
        "open": not portal.expired(now().date()),
        "definition": "" if place == LAST_USED else place,
    }

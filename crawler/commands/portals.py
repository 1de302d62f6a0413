"""`luutru portals`: the known definitions, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.clock import now
from archive.commands.options import ArchiveOption, JsonOption, archive_folder, print_json, say
from archive.errors import UsageError
from archive.terminal import one_line
from crawler.calendar import is_paused
from crawler.portal import Portal, PortalError, bundled_keys, find_portal, load_portal, own_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def portals(
    ctx: typer.Context,
    file: Annotated[
        list[Path] | None, typer.Option("--file", metavar="F.toml", help="Check this file instead of the known ones.")
    ] = None,
    as_json: JsonOption = False,
    archive: ArchiveOption = None,
) -> None:
    """List and check the known portal definitions: the archive's own in ARCHIVE/portals/, then the bundled ones."""
    folder = archive_folder(ctx, archive)
    faults = []
    for key, place, found in _definitions(folder, file or ()):
        if isinstance(found, PortalError):
            faults.append(str(found))
        elif as_json:
            print_json([_record(found, place)])
        else:
            definition = found.definition
            until = f", until {definition.valid_until}" if definition.valid_until else ""
            platform = f", {found.platform.name}" if found.platform else ""
            say(one_line(f"{key}: {found.name}"))
            say(f"    {found.homepage} ({place}{platform}{until}{_paused(found)})")
    if faults:
        raise UsageError("; ".join(faults))


def _definitions(folder: Path, files: Sequence[Path]) -> Iterator[tuple[str, str, Portal | PortalError]]:
    """Key, place and portal of each definition, or what is wrong with it."""
    own = {file.stem: file for file in files} or own_files(folder)
    for key in sorted(own if files else {*own, *bundled_keys()}):
        place = str(own[key]) if key in own else "bundled"
        try:
            yield key, place, load_portal(own[key]) if key in own else find_portal(key, folder)
        except PortalError as error:
            yield key, place, error


def _paused(portal: Portal) -> str:
    schedule = portal.definition.schedule
    if not is_paused(portal.plan, now()):
        return ""
    return ", paused" if schedule.pause else f", paused until {schedule.paused_until}"


def _record(portal: Portal, place: str) -> dict[str, object]:
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
        "definition": place,
    }

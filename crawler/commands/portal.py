"""`luutru portal`: a portal's life. What is decided is stated in `warc/`, so that it holds through a repair."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, archive_folder, say
from archive.decisions import NOTHING_DECIDED
from archive.errors import ArchiveBusy, ArchiveError, UsageError
from crawler.frontier.sqlite import SqliteFrontier
from crawler.portal import KEY, bundled_keys, own_files, write_definition
from crawler.roster import LAST_USED, removed_line, roster, was_begun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.roster import Known, Roster

app = typer.Typer(
    name="portal", help="Pause a portal, let it go on, give it another key, or remove it; its articles stay.",
    no_args_is_help=True, add_completion=False,
)  # fmt: skip
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="The portal's key.")]
SET_ASIDE = ".removed"
"""How the name of a definition ends whose portal was removed."""


@app.command()
def pause(ctx: typer.Context, key: KeyArgument, archive: ArchiveOption = None) -> None:
    """Crawl a portal only when it is named, until `luutru portal resume KEY`."""
    folder = archive_folder(ctx, archive)
    with _decided(folder, key) as (opened, one, _):
        if one.state == "removed":
            raise UsageError(f"{key}: {removed_line(key, one.decision)}")
        if not one.decision.paused_at:
            opened.decide(key, "pause", homepage=one.homepage)
    say(f"{key} is paused: it is crawled when it is named; luutru portal resume {key} lets it go on")


@app.command()
def resume(ctx: typer.Context, key: KeyArgument, archive: ArchiveOption = None) -> None:
    """Let a portal go on that was paused, or take up one that was removed."""
    folder = archive_folder(ctx, archive)
    with _decided(folder, key) as (opened, one, _):
        if one.decision.paused_at or one.decision.removed_at:
            opened.decide(key, "resume", homepage=one.homepage)
        _put_back(folder, key)
        now_known = roster(folder, opened).get(key)
    also = _by_definition(now_known) if now_known else ""
    say(f"{key} goes on: it is crawled when it is due{also}")


@app.command()
def remove(ctx: typer.Context, key: KeyArgument, archive: ArchiveOption = None) -> None:
    """Crawl and list a portal no more. Its articles stay: they can be searched, read and cited as before."""
    folder = archive_folder(ctx, archive)
    if not was_begun(folder) and key in own_files(folder):  # nothing was ever crawled: its file is all there is
        say(f"{key} is removed; its definition lies in {_set_aside(folder, key)}")
        return
    with _decided(folder, key) as (opened, one, _):
        if one.state != "removed":
            opened.decide(key, "remove", homepage=one.homepage)
        aside = _set_aside(folder, key)
        held = opened.count_articles(key)
    kept = f"its {held:,} articles stay" if held else "it holds no article"
    say(f"{key} is removed: {kept}" + (f"; its definition lies in {aside}" if aside else ""))


@app.command()
def rename(
    ctx: typer.Context,
    key: KeyArgument,
    new_key: Annotated[str, typer.Argument(metavar="NEW", help="Its new key.")],
    archive: ArchiveOption = None,
) -> None:
    """Give a portal another key: its file, all that the archive holds of it, and what is queued go with it.

    Where its file was renamed already, to NEW.toml, this has the archive follow. Numbers of articles stay.
    """
    folder = archive_folder(ctx, archive)
    if not KEY.fullmatch(new_key) or new_key == key:
        raise UsageError(f"{new_key!r} is no new key: write lower-case letters, digits, '.', '_' or '-'")
    if not was_begun(folder) and key in own_files(folder):
        _rename_file(folder, key, new_key)
        say(f"{key} is called {new_key} now")
        return
    with _decided(folder, key, renamed_to=new_key) as (opened, one, known):
        if one.key == new_key:  # done before
            say(f"{key} is called {new_key} now")
            return
        _check_new_key(known, key, new_key)
        if one.place != LAST_USED and one.portal is not None and not own_files(folder).keys() & {key, new_key}:
            write_definition(folder / "portals" / f"{new_key}.toml", one.portal.toml)  # the bundled one keeps its key
        _rename_file(folder, key, new_key)
        frontier = SqliteFrontier(folder / "frontier.db")
        try:
            frontier.rename(key, new_key)
        finally:
            frontier.close()
        if one.row is not None:
            opened.decide(key, "rename", homepage=one.homepage, new_key=new_key)
    say(f"{key} is called {new_key} now")


@contextlib.contextmanager
def _decided(folder: Path, key: str, *, renamed_to: str = "") -> Iterator[tuple[Archive, Known, Roster]]:
    """The archive open for writing, made if nothing was crawled yet, a portal that it knows, and all that it knows.

    The portal is the one of the key that it was `renamed_to` where that has been done.
    """
    if not was_begun(folder) and not own_files(folder):
        raise UsageError(f"no portal {key!r}: nothing is known in {folder}; luutru add finds out about one")
    try:
        with Archive.open(folder, write=True, create=True) as archive:
            known = roster(folder, archive)
            yield (
                archive,
                _found(known, key, archive.decisions().get(key, NOTHING_DECIDED).renamed_to, renamed_to),
                known,
            )
    except ArchiveBusy as busy:
        raise ArchiveBusy(
            f"{busy}; meanwhile pause = true under [schedule] in portals/{key}.toml keeps it from being crawled again"
        ) from None


def _found(known: Roster, key: str, is_called: str | None, renamed_to: str) -> Known:
    one = known.get(key)
    if one is not None:
        return one
    if is_called and is_called == renamed_to and (one := known.get(renamed_to)) is not None:
        return one
    hint = f"it is called {is_called} now" if is_called else "luutru portals lists those that are"
    raise UsageError(f"no portal {key!r} is known here: {hint}")


def _check_new_key(known: Roster, key: str, new_key: str) -> None:
    """Raises UsageError where another portal has the key: a file that was never crawled is the renamed one's."""
    other = known.get(new_key)
    if other is not None and (other.row is not None or own_file_of(known, key)):
        raise UsageError(f"{new_key} is the key of another portal: luutru portals lists all")
    if new_key in bundled_keys() and other is None:
        raise UsageError(f"{new_key} is the key of a portal that comes with luutru")


def own_file_of(known: Roster, key: str) -> bool:
    """Whether a portal has a file of its own."""
    one = known.get(key)
    return one is not None and one.place.endswith(".toml")


def _by_definition(one: Known) -> str:
    """What else keeps a portal from being crawled, as its definition says."""
    if one.portal is None:
        return f"; but its definition cannot be used: {one.fault}" if one.fault else ""
    schedule = one.portal.definition.schedule
    if schedule.pause or schedule.paused_until:
        return (
            f"; its definition says {'pause = true' if schedule.pause else f'paused_until = {schedule.paused_until}'}"
        )
    return f"; but its hosts were its own {one.note}" if one.state == "closed" else ""


def _rename_file(folder: Path, key: str, new_key: str) -> None:
    file = own_files(folder).get(key)
    if file is not None:
        _move(file, file.with_name(f"{new_key}.toml"))


def _set_aside(folder: Path, key: str) -> Path | None:
    """Keeps the definition under a name that nobody reads; None: there is no file."""
    file = own_files(folder).get(key)
    if file is None:
        return None
    aside = file.with_name(file.name + SET_ASIDE)
    _move(file, aside)
    return aside


def _put_back(folder: Path, key: str) -> None:
    """Puts the definition of a portal that was removed back into its place, where there is no newer one."""
    file = folder / "portals" / f"{key}.toml"
    aside = file.with_name(file.name + SET_ASIDE)
    if aside.exists() and not file.exists():
        _move(aside, file)


def _move(file: Path, target: Path) -> None:
    try:
        file.replace(target)
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be renamed to {target.name}: {error.strerror}") from None

"""What the verbs share: which archive, and how records are printed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive.errors import UsageError
from archive.terminal import harmless, json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGEST = 2**63 - 1
"""The largest number that SQLite counts to."""
DEFAULT_FOLDER = Path("archive-data")

ArchiveOption = Annotated[
    Path | None,
    typer.Option(
        "--archive", "-a", metavar="DIR", help="The archive's folder; else LUUTRU_ARCHIVE, else ./archive-data."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


def countable(value: Any) -> Any:
    """The number, or numbers, that an option was given, as a callback of typer. Raises UsageError for one of more than
    64 bits: no table holds such a number.
    """
    for number in value if isinstance(value, tuple | list) else (value,):
        if isinstance(number, int) and not -LARGEST <= number <= LARGEST:
            raise UsageError(f"{str(number)[:40]} is too large a number: {LARGEST} at most")
    return value


def archive_folder(ctx: typer.Context, given: Path | None) -> Path:
    """The archive's folder: the option after the verb, the one before it, the environment, the default."""
    if given is not None:
        return given
    before = ctx.find_root().obj
    if isinstance(before, Path):
        return before
    return Path(os.environ.get("LUUTRU_ARCHIVE") or DEFAULT_FOLDER)


def print_json(records: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line, in UTF-8 whatever the terminal's encoding."""
    for record in records:
        line = json_text(record) + "\n"
        sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    sys.stdout.flush()


def say(line: str = "") -> None:
    """A line of output; what came from the web in it cannot steer the terminal."""
    sys.stdout.write(harmless(line) + "\n")


def put(line: str) -> None:
    """A line of output whose foreign parts are harmless already; our own colours stay."""
    sys.stdout.write(line + "\n")


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()

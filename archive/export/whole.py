"""A file or folder that appears whole or not at all: written beside its place, then moved there."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.errors import LuutruError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def whole_file(target: Path, *, binary: bool = False) -> Iterator[Any]:
    """A file to write into, text in UTF-8 with its line ends as written; it takes the place of what is there."""
    partial = _beside(target)
    try:
        with partial.open("wb") if binary else partial.open("w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise LuutruError(f"{target}: cannot be written: {error.strerror or error}") from None
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder to write into. Raises LuutruError where there is anything but an empty folder at its place."""
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise LuutruError(f"{target}: there is something already: name a new folder")
    partial = _beside(target)
    try:
        partial.mkdir()
        yield partial
        partial.replace(target)
    except OSError as error:
        raise LuutruError(f"{target}: cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.part")

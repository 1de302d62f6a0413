"""How this archive is looked after: `ARCHIVE/luutru.toml`, the archivist's own settings. Values only, no behaviour.

It stands apart from the definitions of portals because it says nothing of any portal. There need be no such file.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from archive.errors import UsageError
from crawler.definition import Duration, first_fault

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "luutru.toml"
_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}


def size_bytes(text: str) -> int:
    """A size as the file writes it, in bytes.

    >>> size_bytes("500 MB"), size_bytes("1.5GB")
    (500000000, 1500000000)
    """
    number = text.strip().rstrip("BbKkMmGgTt").strip()
    unit = text.strip()[len(number) :].strip().lower()
    try:
        return int(float(number) * _UNITS[unit])
    except (KeyError, ValueError, OverflowError):
        raise ValueError(f"{text!r} is no size: write it as in '500 MB' or '2 GB'") from None


def _size(text: str) -> str:
    size_bytes(text)
    return text


Size = Annotated[str, AfterValidator(_size)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Disk(_Section):
    """When there is too little room to go on."""

    floor: Size = "1 GB"
    """A crawl ends cleanly when less than this is free where the archive lies; "0 MB": never."""


class RunSettings(_Section):
    """How `luutru run` and `luutru crawl` go about many portals."""

    at_once: int = Field(default=8, ge=1, le=100)
    """Portals crawled side by side; each is asked as gently as if it were alone."""
    longest: Duration = "6 hours"
    """After this time a round of `luutru run` ends: crawls that are still under way go on in the next one."""


class Configuration(_Section):
    """The archivist's settings as written."""

    run: RunSettings = RunSettings()
    disk: Disk = Disk()


def load_configuration(folder: Path) -> Configuration:
    """The settings of the archive in `folder`; the defaults where there is no file.

    Raises UsageError, one line with file, key and reason, where it cannot be used.
    """
    file = folder / FILE_NAME
    try:
        return Configuration.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        return Configuration()
    except ValidationError as error:
        raise UsageError(f"{file}: {first_fault(error)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: not TOML: {error}") from None
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None

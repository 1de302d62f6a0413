"""What definitions take from `[defaults]` in `luutru.toml` where they say nothing themselves. Values only.

A default is handed on like a value of `--set`: by its dotted key, written as in TOML, and kept with every crawl, so
that what was received is read again under the same terms.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from archive.errors import UsageError
from archive.files import SETTINGS
from crawler.definition import Definition
from crawler.toml_values import first_fault, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE_NAME = SETTINGS
OF_ONE_PORTAL = ("homepage", "name", "hosts", "valid_from", "valid_until")
"""Keys that say something of one portal alone."""
_SECTIONS = tuple(name for name, one in Definition.model_fields.items() if isinstance(one.default, BaseModel))
_ONE_OF = ({"schedule.interval", "schedule.cron"},)
"""Keys of which a definition has one: its own goes before a default for the other."""


def check_defaults(values: Mapping[str, Any]) -> None:
    """Raises ValueError, one line with key and reason, where the values cannot be a part of every definition."""
    if not isinstance(values, dict):
        raise ValueError("write it as a table: [defaults]")  # noqa: TRY004 - said like all others
    for key in OF_ONE_PORTAL:
        if key in values:
            raise ValueError(f"{key}: says something of one portal: write it into that portal's definition")
    try:
        Definition.model_validate({"homepage": "https://example.org/", **values})
    except ValidationError as error:
        raise ValueError(first_fault(error, Definition)) from None


def read_defaults(folder: Path) -> dict[str, Any]:
    """The defaults of the archive in `folder`; none where there is no file. Raises UsageError where it is no use."""
    file = folder / FILE_NAME
    try:
        written = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise UsageError(f"{file}: not UTF-8 text") from None
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    try:
        settings = read_toml(written)
    except ValueError as error:
        raise UsageError(f"{file}: {error}") from None
    values: dict[str, Any] = settings.get("defaults", {})
    try:
        check_defaults(values)
    except ValueError as error:
        raise UsageError(f"{file}: defaults: {error}") from None
    return values


def taken_over(values: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, str]:
    """The defaults that count for a definition with these values: by dotted key, written as in TOML.

    >>> taken_over({"tls": {"verify": False}}, {"language": "vi", "tls": {"verify": True, "oldest": "TLSv1"}})
    {'language': '"vi"', 'tls.oldest': '"TLSv1"'}
    """
    own = {key for key, _ in _flat(values)}
    shut = {other for group in _ONE_OF if own & group for other in group}
    return {key: toml_value(value) for key, value in _flat(defaults) if key not in own | shut}


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if key in _SECTIONS and isinstance(value, dict):
            yield from ((f"{key}.{name}", one) for name, one in value.items())
        else:
            yield key, value


def plain_value(written: str) -> object:
    """A value of `--set` as TOML reads it; what is no TOML is the text itself.

    >>> plain_value("2"), plain_value("TLSv1")
    (2, 'TLSv1')
    """
    try:
        return read_toml(f"value = {written}")["value"]
    except (ValueError, KeyError):
        return written


def toml_value(value: object) -> str:
    """A value of a definition as TOML writes it.

    >>> toml_value({"event": ["/events/"], "guide": []}), toml_value(True), toml_value('"a"')
    ('{ "event" = ["/events/"], "guide" = [] }', 'true', '"\\\\"a\\\\""')
    """
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml_value(str(name))} = {toml_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, bool | int | float | str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)  # a date

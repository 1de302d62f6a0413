"""Texts from the web as they may be printed. Pure; whatever prints goes through here.

A title, an address or an error may hold escapes that steer a terminal, C1 controls that do the same in one sign, marks
that turn the direction of writing, or signs of no width: what is read would not be what is there.
"""

from __future__ import annotations

import json
from typing import Any

_SPACES = "\n\u00a0\u3000"


def harmless(text: str) -> str:
    """The text without signs that steer (terminal escapes among them), line breaks kept.

    >>> harmless("a\\x1b[31mb\\nc\\u202ed\\x9be")
    'a[31mb\\ncde'
    """
    return "".join(mark for mark in text if mark.isprintable() or mark in _SPACES)


def one_line(text: str) -> str:
    """The text on one line, without signs that steer: a title in a log cannot pass for a line of the log.

    >>> one_line("a\\n\\x1b[31mb")
    'a [31mb'
    """
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def json_text(record: Any, *, indent: int | None = None) -> str:
    """The record as JSON in which letters stay letters and all that steers is escaped: nothing is lost.

    >>> json_text({"title": "Đường\\x9b\\u202e"})
    '{"title": "Đường\\\\u009b\\\\u202e"}'
    """
    made = json.dumps(record, ensure_ascii=False, default=str, indent=indent)
    return escaped(made)


def escaped(quoted: str, *, is_toml: bool = False) -> str:
    """A JSON or TOML string, quotes and all, in which what steers stands as `\\uXXXX`."""

    def written(mark: str) -> str:
        if mark.isprintable() or mark in _SPACES:
            return mark
        return f"\\U{ord(mark):08x}" if is_toml and ord(mark) > 0xFFFF else json.dumps(mark)[1:-1]

    return quoted if quoted.isprintable() else "".join(map(written, quoted))

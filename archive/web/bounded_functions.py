"""SQL functions that take time in proportion to what they are given, in the place of SQLite's own that may not.

A statement that runs too long is ended between two of its steps. A call of a function is one step: SQLite's `printf`
writes as many characters as its format says, and `instr`, `replace`, `trim` and `LIKE` compare each place of a text
with the whole of another. So whoever may type SQL could hold a thread for minutes.
"""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Value = str | bytes | int | float | None

LONGEST_PATTERN = 500
"""Bytes of a pattern of LIKE or GLOB."""
WIDEST = 10_000
"""Characters to which `printf` fills up a number or a text, and digits that it writes of a number."""
_FORMAT = re.compile(r"%[-+ 0#,!]*(\*|\d*)(?:\.(\*|\d*))?l*([A-Za-z%])")
_TAKES_NONE = "%n"


def bound_functions(connection: sqlite3.Connection) -> None:
    """Puts functions with bounds in the place of those without; what they answer is the same.

    What one of them refuses is an error of the statement. Datasette lets every such error be printed with a traceback,
    for the whole process; here that ends.
    """
    sqlite3.enable_callback_tracebacks(False)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
    plain = sqlite3.connect(":memory:", check_same_thread=False)
    for name in ("printf", "format"):
        connection.create_function(name, -1, _formatter(plain), deterministic=True)
    connection.create_function("instr", 2, instr, deterministic=True)
    connection.create_function("replace", 3, replace, deterministic=True)
    for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip)):
        connection.create_function(name, 2, _trimmer(strip), deterministic=True)


def instr(text: Value, part: Value) -> int | None:
    """The place of the first `part` in `text`, from 1; 0: it is not in it.

    >>> instr("đường xã", "xã"), instr("a", "b"), instr(b"ab", b"b"), instr(None, "a")
    (7, 0, 2, None)
    """
    if text is None or part is None:
        return None
    if isinstance(text, bytes) and isinstance(part, bytes):
        return text.find(part) + 1
    return _text(text).find(_text(part)) + 1


def replace(text: Value, part: Value, other: Value) -> Value:
    """`text` with each `part` replaced; an empty part replaces nothing.

    >>> replace("a-b-c", "-", "+"), replace("abc", "", "x"), replace(12, 2, 3), replace("a", None, "b")
    ('a+b+c', 'abc', '13', None)
    """
    if text is None or part is None:
        return None
    if part == "":
        return text
    return None if other is None else _text(text).replace(_text(part), _text(other))


def _trimmer(strip: Callable[[str, str], str]) -> Callable[[Value, Value], str | None]:
    def trim(text: Value, letters: Value) -> str | None:
        if text is None or letters is None:
            return None
        return strip(_text(text), "".join(set(_text(letters)))) if letters != "" else _text(text)

    return trim


def _formatter(plain: sqlite3.Connection) -> Callable[..., Value]:
    def printf(*values: Value) -> Value:
        """As SQLite's; an error where a place is to be filled up without bounds."""
        if not values or values[0] is None:
            return None
        if any(width > WIDEST for width in _widths(_text(values[0]), values[1:])):
            raise ValueError("too wide")
        places = ", ".join("?" * len(values))
        made: Value = plain.execute(f"SELECT printf({places})", values).fetchone()[0]
        return made

    return printf


def _widths(form: str, values: Sequence[Value]) -> Iterator[int]:
    """How wide, and of how many digits, each place of a format is to be.

    >>> list(_widths("%5d %-*s %.2f %%", (7, 40, "a", 1.5)))
    [5, 40, 2]
    """
    rest = iter(values)
    for width, digits, kind in _FORMAT.findall(form):
        for asked in (width, digits):
            if asked == "*":
                told = next(rest, 0)
                yield 0 if told is None else WIDEST + 1 if not isinstance(told, int) else abs(told)
            elif asked:
                yield int(asked[:9])
        if kind not in _TAKES_NONE:
            next(rest, None)


def _text(value: Value) -> str:
    """A value as SQLite writes it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)

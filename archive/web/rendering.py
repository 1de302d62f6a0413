"""Templates made into pages: every value is escaped, numbers and times are written as the reader's language does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from archive.search import MARK
from archive.web.language import said, term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.web.asking import Asked, Page

_TEMPLATES = Path(__file__).with_name("templates")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rendered(page: Page, asked: Asked) -> bytes:
    """A page as HTML in the reader's language."""
    language = asked.language
    values = {
        "asked": asked, "language": language, "t": partial(_told, language=language),
        "term": partial(term, language=language),
        "number": partial(number, language=language), "day": partial(day, language=language),
        "moment": partial(moment, language=language), "address": address,
        "other_language": _other_language(asked),
    }  # fmt: skip
    return _environment().get_template(page.template).render({**values, **page.values}).encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters["marked"] = marked
    return made


def _told(sentence: str, /, *, language: str, **values: object) -> str:
    return said(sentence, language).format(**values) if values else said(sentence, language)


def number(value: int | float, *, language: str) -> str:
    """A number with its thousands parted as the language does.

    >>> number(1234567, language="vi"), number(1234567, language="en")
    ('1.234.567', '1,234,567')
    """
    written = f"{value:,}"
    return written.replace(",", ".") if language == "vi" else written


def day(written: str | None, precision: str = "day", *, language: str) -> str:
    """A date of the tables for a reader, no more of it than was stated; empty where there is none.

    >>> day("2022-12-05", language="vi"), day("2022-12-05", language="en"), day("2022-12-05", "month", language="vi")
    ('5/12/2022', '5 Dec 2022', '12/2022')
    """
    try:
        found = date.fromisoformat((written or "")[:10])
    except ValueError:
        return written or ""
    if precision == "year":
        return str(found.year)
    if language == "vi":
        return f"{found.month}/{found.year}" if precision == "month" else f"{found.day}/{found.month}/{found.year}"
    name = _MONTHS[found.month - 1]
    return f"{name} {found.year}" if precision == "month" else f"{found.day} {name} {found.year}"


def moment(written: str | None, zone: str | None = None, *, language: str) -> str:
    """A time of the tables for a reader: on the clock of `zone`, or in UTC, which is then said.

    >>> moment("2022-12-12T00:30:00Z", "Asia/Ho_Chi_Minh", language="en"), moment("2022-12-12T00:30:00Z", language="en")
    ('12 Dec 2022, 07:30', '12 Dec 2022, 00:30 UTC')
    """
    try:
        found = datetime.fromisoformat(written or "")
    except ValueError:
        return written or ""
    clock = _zone(zone)
    local = found.astimezone(clock or UTC)
    return f"{day(local.date().isoformat(), language=language)}, {local:%H:%M}{'' if clock else ' UTC'}"


@cache
def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError):
        return None


def marked(passage: str) -> Markup:
    """A snippet with its hits as `mark` elements, everything else escaped.

    >>> marked("Xây ⟦nông thôn⟧ <mới>")
    Markup('Xây <mark>nông thôn</mark> &lt;mới&gt;')
    """
    before, after = MARK
    written = str(escape(passage)).replace(before, "<mark>").replace(after, "</mark>")
    missing = written.count("<mark>") - written.count("</mark>")
    return Markup(written + "</mark>" * missing)  # noqa: S704 (escaped above)


def address(path: str, parameters: Mapping[str, Any] | None = None, /, **more: Any) -> str:
    """An address of these pages: parameters that are empty are left out, lists stand once for each value.

    >>> address("/search", {"q": "đường", "portal": ["a", "b"]}, page=None)
    '/search?q=%C4%91%C6%B0%E1%BB%9Dng&portal=a&portal=b'
    """
    pairs: list[tuple[str, str]] = []
    for name, value in {**(parameters or {}), **more}.items():
        values = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(name, str(one)) for one in values if one not in (None, "", False)]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _other_language(asked: Asked) -> dict[str, str]:
    other = "en" if asked.language == "vi" else "vi"
    query = {name: list(values) for name, values in asked.query.items() if name != "lang"}
    return {"tag": other, "name": "English" if other == "en" else "Tiếng Việt",
            "address": address(asked.path, {**query, "lang": other})}  # fmt: skip

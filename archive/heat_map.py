"""The ledger as a picture: a heat map of months, as SVG that stands alone, or as a few lines of text. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

from archive.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.ledger import Coverage

CELL, GAP, LEFT, TOP = 16, 2, 260, 64
Level = Literal["all", "most", "much", "less"]
LEVELS: tuple[tuple[float, Level], ...] = ((1.0, "all"), (0.95, "most"), (0.75, "much"), (0.0, "less"))
"""Share held from which on a month is called so."""
_COLOURS: dict[Level, str] = {"all": "#1a7f4b", "most": "#5fae5b", "much": "#e3c34d", "less": "#d0563f"}
_SIGNS: dict[Level, str] = {"all": "█", "most": "▓", "much": "▒", "less": "░"}
_EMPTY = "#e8e8e8"
MOST_ROWS = 400
MOST_MONTHS = 480
SECTIONS_UP_TO = 5
"""Portals in one picture whose sections are drawn; of more, each is one row."""
_EARLY = 20
"""One portal of so many may begin before the first month that has a column: one old portal does not stretch all."""
EARLIER = "earlier"
"""The column of what lies before."""
_LEGEND_WIDTH, _LETTER = 570, 8


@dataclass(slots=True)
class Month:
    """What is held and what is missing of a row in a month."""

    held: int = 0
    missing: int = 0

    @property
    def share(self) -> float:
        """Held of what is known to exist, 0 to 1."""
        return self.held / (self.held + self.missing)

    @property
    def level(self) -> Level:
        """What that is called."""
        return next(level for least, level in LEVELS if self.share >= least)


Rows = dict[tuple[str, str], dict[str, Month]]
"""By portal and section; the section `""` holds the portal as a whole."""


def rows_of(ledgers: Iterable[Coverage]) -> Rows:
    """Each portal as a whole, then section by section; what has no date is left out."""
    rows: Rows = {}
    for ledger in ledgers:
        whole = rows.setdefault((ledger.portal, ""), defaultdict(Month))
        for cell in ledger.cells:
            if not cell.month or not cell.held + cell.missing + cell.gaps:
                continue
            named = rows.setdefault((ledger.portal, cell.section), defaultdict(Month)) if cell.section else None
            for row in (whole, named):
                if row is not None:
                    row[cell.month].held += cell.held
                    row[cell.month].missing += cell.missing + cell.gaps
    return rows


def svg(ledgers: Iterable[Coverage], *, title: str) -> str:
    """The heat map as an SVG document without any reference to elsewhere: a row a section, a column a month.

    Of many portals each is one row, and what lies before the months of nearly all of them is one column.
    """
    rows = rows_of(ledgers)
    if sum(not section for _, section in rows) > SECTIONS_UP_TO:
        rows = {key: row for key, row in rows.items() if not key[1]}
    left_out = len(rows) - MOST_ROWS
    rows = dict(list(rows.items())[:MOST_ROWS])
    months = _span(rows)
    first = months[0] if months else ""
    columns = [EARLIER, *months] if any(month < first for row in rows.values() for month in row) else months
    width = max(LEFT + len(columns) * (CELL + GAP) + 40, _LEGEND_WIDTH, 16 + _LETTER * len(title))
    height = TOP + len(rows) * (CELL + GAP) + 44
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="11" role="img">',
        f"<title>{_plain(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="8" y="22" font-size="15">{_plain(title)}</text>',
        *_years(columns),
    ]
    for line, ((portal, section), row) in enumerate(rows.items()):
        parts += _svg_row(portal, section, _in_columns(row, first), columns, TOP + line * (CELL + GAP))
    if left_out > 0:
        parts.append(f'<text x="8" y="{height - 32}">and {left_out} more rows: name a portal</text>')
    parts += [*_legend(height - 16), "</svg>"]
    return "\n".join(parts) + "\n"


def _years(columns: Sequence[str]) -> Iterable[str]:
    """The year above its first month, and the first year above the first column if it has the room."""
    for column, month in enumerate(columns):
        x = LEFT + column * (CELL + GAP)
        if month == EARLIER:
            yield f'<text x="{x + CELL - 6}" y="{TOP - 8}" text-anchor="end">{EARLIER}</text>'
        elif month.endswith("-01") or ((columns[column - 1] == EARLIER or not column) and month[5:] < "11"):
            yield f'<text x="{x}" y="{TOP - 8}">{month[:4]}</text>'


def _in_columns(row: dict[str, Month], first: str) -> dict[str, Month]:
    """The row with what lies before the first month that has a column as one."""
    earlier = [found for month, found in row.items() if month < first]
    if not earlier:
        return row
    return {**row, EARLIER: Month(sum(one.held for one in earlier), sum(one.missing for one in earlier))}


def _svg_row(portal: str, section: str, row: dict[str, Month], months: Sequence[str], y: int) -> Iterable[str]:
    name = section or portal
    weight = ' font-weight="bold"' if not section else ""
    shown = name if len(name) <= 36 else name[:35] + "…"
    yield f'<text x="{8 if not section else 20}" y="{y + 12}"{weight}>{_plain(shown)}</text>'
    for column, month in enumerate(months):
        found = row.get(month)
        colour = _COLOURS[found.level] if found else _EMPTY
        told = f"{found.held} held, {found.missing} missing" if found else "nothing known"
        yield (
            f'<rect x="{LEFT + column * (CELL + GAP)}" y="{y}" width="{CELL}" height="{CELL}" rx="2" fill="{colour}">'
            f"<title>{_plain(name)} {month}: {told}</title></rect>"
        )


def _legend(y: int) -> Iterable[str]:
    words = ("all held", "95 % or more", "75 % or more", "less", "nothing known")
    for place, (colour, text) in enumerate(zip([*_COLOURS.values(), _EMPTY], words, strict=True)):
        x = 8 + place * 110
        yield f'<rect x="{x}" y="{y - 11}" width="12" height="12" rx="2" fill="{colour}"/>'
        yield f'<text x="{x + 18}" y="{y}">{text}</text>'


def lines(ledger: Coverage) -> list[str]:
    """The portal as a whole, a line a year and a sign a month; nothing where no month is known."""
    row = rows_of([ledger])[(ledger.portal, "")]
    found = []
    for year in sorted({month[:4] for month in row}):
        months = [row.get(f"{year}-{number:02}") for number in range(1, 13)]
        signs = "".join(_SIGNS[one.level] if one else "·" for one in months)
        held, missing = (sum(getattr(one, name) for one in months if one) for name in ("held", "missing"))
        found.append(f"{year}  {signs}  {held} held, {missing} missing")
    return found


LEGEND = "█ all held   ▓ 95 % or more   ▒ 75 % or more   ░ less   · nothing known"


def _span(rows: Rows) -> list[str]:
    """Every month from that on in which all portals but a few had begun, to the last; the last 40 years at most."""
    begun = sorted(min(row) for (_, section), row in rows.items() if row and not section)
    if not begun:
        return []
    start, end = begun[len(begun) // _EARLY], max(max(row) for row in rows.values() if row)
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (start, end))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(max(first, last - MOST_MONTHS + 1), last + 1)]


def _plain(text: str) -> str:
    """Text as SVG holds it, without controls, which XML forbids."""
    return escape(one_line(text))

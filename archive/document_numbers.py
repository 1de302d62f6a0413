"""Numbers of official documents: `Số 123/QĐ-UBND`, `45/2024/NĐ-CP`, `15-CT/TW`. Pure.

Each issuer counts the documents of a kind from 1 every year; a number has its kind, issuer and year.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = frozenset(
    "QĐ NQ NĐ TT TTLT CT KH TB BC TTr CV HD CĐ GM CTr CTHĐ QC QyĐ PA ĐA BB GP GCN LCT PL L VBHN ĐL KL QĐUB".split()
)
"""Quyết định, nghị quyết, nghị định, thông tư, chỉ thị, kế hoạch, thông báo, báo cáo, tờ trình, công văn …"""
LETTER = "CV"
"""Công văn: a letter, whose number names its issuer first (`1234/UBND-VX`)."""
_LATEST_YEAR = 2100
_CODE = r"[A-ZĐ][A-ZĐa-z]{0,9}\d{0,2}"
_NUMBER = re.compile(
    r"(?<![\w/.,-])(?P<number>\d{1,5}) ?(?:/ ?(?P<year>(?:19|20)\d\d) ?)?[/-] ?"
    rf"(?P<code>{_CODE}(?: ?[-–/] ?{_CODE}){{0,4}})"
    r"(?![\wÀ-ỹ])"
)
_OWN = re.compile(r"^\W*(?:Số|SỐ|No\.?)\b", re.MULTILINE)
_DATE = re.compile(
    r"(?:ngày|Ngày|,)\W{0,3}\d{1,2}(?: tháng |[/.-])\d{1,2}(?: năm |[/.-])(?P<year>(?:19|20)\d\d)|"
    r"năm (?P<only>(?:19|20)\d\d)"
)
HEAD = 400
"""Characters of a text in whose lines a number after `Số` is the document's own."""


class DocumentNumber(NamedTuple):
    """A number with what it counts."""

    kind: str
    issuer: str
    """As written; empty where the number names none."""
    year: int
    number: int

    @property
    def written(self) -> str:
        """As documents print it, the year left out."""
        rest = f"-{self.issuer}" if self.issuer and self.kind != LETTER else ""
        return f"{self.number}/{self.issuer if self.kind == LETTER and self.issuer else self.kind}{rest}"


def numbers_in(text: str, *, year: int | None) -> Iterator[DocumentNumber]:
    """The document numbers in a text, each with the year that it states, that stands after it, or else `year`.

    >>> list(numbers_in("Quyết định số 123/QĐ-UBND ngày 05/01/2024 và 1234/UBND-VX", year=2023))[0]
    DocumentNumber(kind='QĐ', issuer='UBND', year=2024, number=123)
    >>> [one.written for one in numbers_in("Nghị định 45/2024/NĐ-CP; 15-CT/TW; 24/7; 1234/UBND-VX", year=2023)]
    ['45/NĐ-CP', '15/CT-TW', '1234/UBND']
    """
    for match in _NUMBER.finditer(text):
        code = re.sub(r" ?[-–/] ?", "-", match["code"])
        kind, _, issuer = code.partition("-")
        if kind.upper() == "QD":
            kind = "QĐ"
        kind = {"TTR": "TTr", "CTR": "CTr"}.get(kind, kind)
        if re.fullmatch(r"QH\d+", kind):
            kind, issuer = "L", kind
        elif kind not in KINDS:
            if not issuer or not kind.isupper() or len(kind) < 2:
                continue
            kind, issuer = LETTER, kind
        number = int(match["number"])
        stated = match["year"] or _year_after(text, match.end())
        found = int(stated) if stated else year
        if number and found is not None and found <= _LATEST_YEAR:
            yield DocumentNumber(kind, issuer, found, number)


def _year_after(text: str, start: int) -> str | None:
    match = _DATE.search(text, start, start + 60)
    return (match["year"] or match["only"]) if match else None


def own_numbers(title: str, text: str, names: str, *, year: int | None) -> set[DocumentNumber]:
    """The numbers of the documents that an article is or carries: in its title, in lines of its beginning that say
    `Số`, in the names of its attachments (`names`, a line each). What its text cites is not among them.
    """
    found: set[DocumentNumber] = set()
    for part in (title, names):
        if "/" in part or "-" in part:
            found.update(numbers_in(part, year=year))
    head = text[:HEAD]
    if "Số" in head or "SỐ" in head:
        for line in head.splitlines():
            if _OWN.match(line):
                found.update(list(numbers_in(line, year=year))[:1])
    return found

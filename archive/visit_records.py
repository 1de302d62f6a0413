"""What `warc/` says of visits, crawls and decisions, beyond the bytes received: `metadata` records, read back.

The records of a visit lie side by side: its captures in the order of their arrival, those of the later pages of its
text behind the answer, then one `metadata` record. All
else that the tables hold and no response says stands in `metadata` records too, so that `warc/` alone is enough to make
the rest again. Of the tables this module knows nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from archive.certificates import certificates_in, said_of_certificates
from archive.errors import ArchiveError
from archive.records import Capture, Certificate
from archive.warc import Place, http_headers
from archive.warc_scan import Damage, Member, Record, members, record_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from archive.looks import Recorded
    from archive.records import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCapture:
    """A capture as its record tells it; the payload of a revisit record is empty and lies where it refers to."""

    capture: Capture
    place: Place
    digest: str
    refers_to: tuple[str, str] | None
    """Address and time of the capture that holds the payload; None: it is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldVisit:
    """A visit as `warc/` tells it: all of a Visit but what is read from its bytes."""

    portal: str
    crawl: int
    url: str
    requested_url: str
    at: datetime
    outcome: str
    error: str
    redirect_to: str
    referrer: str
    found_by: str
    hints: tuple[tuple[str, str], ...]
    news_count: int
    site: int
    """The number of the portal's latest model when it was read; 0: there was none."""
    doubt: str
    """Why what was read then was set aside; empty: it was not."""
    captures: tuple[ToldCapture, ...]
    parts: tuple[tuple[ToldCapture, ...], ...]
    """What came of each later page of the text."""
    file: str
    end: int
    """Where its records end in that file."""
    refused: Certificate | None = None
    """The certificate for which no answer was waited for."""
    has_answer: bool = True
    """Whether its answer is there, if there was one; False: that record is damaged."""

    @property
    def parts_received(self) -> tuple[tuple[Capture, ...], ...]:
        """What came of each later page of the text."""
        return tuple(tuple(one.capture for one in captures) for captures in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Another statement: of a crawl, of dates that a listing gave, of a withholding."""

    values: dict[str, Any]
    url: str
    at: datetime
    file: str
    end: int

    @property
    def kind(self) -> str:
        """`crawl`, `crawl-end`, `dates`, `site`, `withhold`, `settle`, `health`, `accept`, `told`, `reclassify`,
        `numbers`, `portal`, `definitions`, `loss`.
        """
        return str(self.values.get("type", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which definition a visit is read."""

    portal: str
    definition: str
    overrides: str
    """What `--set` changed, as a JSON object."""
    started_at: datetime
    """When the crawl of that visit began: what bounds a guessed year."""
    models: tuple[str, ...] = ()
    """What was learned of the portal's pages and counts for the visit, as JSON; see `archive.sites`."""

    @classmethod
    def of(cls, portal: str, definition: str, overrides: str, started_at: str) -> Terms:
        """The terms as a row of `crawls` or a `metadata` record gives them."""
        return cls(portal=portal, definition=definition, overrides=overrides, started_at=moment(started_at))


class Interpreter(Protocol):
    """Reads visits again from what `warc/` holds. The archive is handed one: it knows nothing of extraction itself."""

    @property
    def extractor(self) -> str:
        """The version of the extractor."""
        ...

    def visit(self, told: ToldVisit, terms: Terms) -> Visit:
        """The visit, its captures read by today's extractor."""
        ...

    def page_text(self, told: ToldVisit) -> str:
        """What the page that answered says, a text node a line, and the documents that it links to."""
        ...

    def due(self, visit: Visit, recorded: Recorded, terms: Terms) -> tuple[datetime | None, str]:
        """When to look again, and why."""
        ...

    def is_former(self, url: str, terms: Terms) -> bool:
        """Whether the portal's pages have moved away from the address."""
        ...


def said_of(visit: Visit, crawl_id: int) -> dict[str, Any]:
    """What the bytes themselves do not say of a visit."""
    values = {
        "type": "visit", "portal": visit.portal, "crawl": crawl_id, "url": visit.url, "outcome": visit.outcome,
        "error": visit.error, "redirect_to": visit.redirect_to, "referrer": visit.referrer, "found_by": visit.found_by,
        "captures": len(visit.captures), "hints": [list(hint) for hint in visit.hints], "news": visit.news_count,
    }  # fmt: skip
    if visit.site:
        values["site"] = visit.site
    if visit.doubt:
        values["doubt"] = visit.doubt
    if visit.parts:
        values["parts"] = [len(captures) for captures in visit.parts]
    values["certificates"] = said_of_certificates(visit)
    return {name: value for name, value in values.items() if value not in ("", [], None)}


def statements(folder: Path, name: str, *, start: int = 0, end: int | None = None) -> Iterator[
    ToldVisit | Told | Damage
]:  # fmt: skip
    """What a file of `warc/` tells from `start` to `end`, in its order. Damaged stretches come as Damage.

    Captures whose visit's record is missing are passed over: nobody says whose they are.
    """
    waiting: list[ToldCapture] = []
    for found in members(folder / name, start=start, end=end):
        if isinstance(found, Damage):
            waiting = []  # it may have been the record of their visit: they are not the next one's
            yield found
            continue
        record = record_of(found.plain)
        if record is None or record.fault():
            waiting = []
            reason = record.fault() if record else "a gzip member that holds no WARC record"
            yield Damage(found.offset, found.length, reason, is_tail=False)
        elif record.kind in ("response", "revisit"):
            waiting.append(_told_capture(record, found, name))
        elif record.kind == "conversion" and waiting and waiting[-1].capture.url == record.url:
            last = waiting[-1]
            waiting[-1] = replace(last, capture=replace(last.capture, rendered=record.block))
        elif record.kind == "metadata":
            told = _told(record, found, name, waiting)
            if isinstance(told, ToldVisit):
                waiting = []
            if told is not None:
                yield told


def visit_at(folder: Path, place: Place) -> ToldVisit | None:
    """The visit whose answer lies at `place`, with what came of the later pages of its text; None where its own record
    is damaged.
    """
    for one in statements(folder, place.file, start=place.offset):
        if isinstance(one, Damage):
            return None
        if isinstance(one, ToldVisit):
            return one if one.captures and one.captures[-1].place == place else None
    return None


def capture_at(folder: Path, place: Place) -> Capture:
    """The capture whose record lies at `place`; a revisit record gives an empty payload.

    Raises ArchiveError where no whole record lies there.
    """
    found = next(members(folder / place.file, start=place.offset), None)
    record = record_of(found.plain) if isinstance(found, Member) and found.length == place.length else None
    fault = record.fault() if record is not None else ""
    if record is None or fault or not isinstance(found, Member):
        reason = found.reason if isinstance(found, Damage) else fault or "no whole WARC record"
        raise ArchiveError(f"{folder / place.file} at {place.offset}: {reason}: luutru verify tells what it affects")
    return _told_capture(record, found, place.file).capture


def _told_capture(record: Record, member: Member, name: str) -> ToldCapture:
    protocol, status, headers = http_headers(record.block)
    digest = record.fields.get("warc-payload-digest", "").removeprefix("sha256:")
    refers_to = None
    if record.kind == "revisit":
        refers_to = record.fields.get("warc-refers-to-target-uri", ""), record.fields.get("warc-refers-to-date", "")
    capture = Capture(
        url=record.url, fetched_at=moment(record.fields.get("warc-date", "")), status=status, headers=headers,
        payload=record.payload, protocol=protocol, ip_address=record.fields.get("warc-ip-address"),
        truncated=record.fields.get("warc-truncated"),  # type: ignore[arg-type]
    )  # fmt: skip
    place = Place(name, member.offset, member.length)
    return ToldCapture(capture=capture, place=place, digest=digest, refers_to=refers_to)


def _told(record: Record, member: Member, name: str, waiting: list[ToldCapture]) -> ToldVisit | Told | None:
    try:
        values = json.loads(record.block)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    at = moment(record.fields.get("warc-date", ""))
    if values.get("type") != "visit" or "portal" not in values or "url" not in values:
        return Told(values=values, url=record.url, at=at, file=name, end=member.end)
    return _told_visit(values, record.url, at, waiting, name, member.end)


def _told_visit(
    values: Mapping[str, Any], requested_url: str, at: datetime, waiting: list[ToldCapture], name: str, end: int
) -> ToldVisit:
    sizes = [int(size) for size in values.get("parts", ())]
    count = int(values.get("captures", 0)) + sum(sizes)
    presented, refused = certificates_in(values.get("certificates", ()), count)
    own = waiting[-count:] if count else []
    if len(own) == count:
        own = [
            replace(one, capture=replace(one.capture, certificate=certificate))
            for one, certificate in zip(own, presented, strict=True)
        ]
    parts: list[tuple[ToldCapture, ...]] = []
    for size in reversed(sizes):
        parts.insert(0, tuple(own[len(own) - size :]))
        own = own[: len(own) - size]
    return ToldVisit(
        portal=values["portal"], crawl=int(values.get("crawl", 0)), url=values["url"], requested_url=requested_url,
        at=at, outcome=values.get("outcome", "other"), error=values.get("error", ""),
        redirect_to=values.get("redirect_to", ""), referrer=values.get("referrer", ""),
        found_by=values.get("found_by", ""), hints=tuple((str(one), str(two)) for one, two in values.get("hints", ())),
        news_count=int(values.get("news", 0)), site=int(values.get("site", 0)),
        doubt=values.get("doubt", ""),
        captures=tuple(own), parts=tuple(parts), file=name, end=end, refused=refused,
        has_answer=bool(own) or not int(values.get("captures", 0)),
    )  # fmt: skip


def moment(written: str) -> datetime:
    """A WARC-Date as a time; the epoch where it cannot be read.

    >>> moment("2022-12-12T07:30:00Z").isoformat()
    '2022-12-12T07:30:00+00:00'
    """
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)

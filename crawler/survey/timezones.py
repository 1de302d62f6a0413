"""Which clock a portal keeps: guessed from its country, its language, and the offsets of the times it states. Pure."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crawler.hosts import is_private_host

if TYPE_CHECKING:
    from collections.abc import Iterable

COUNTRY_OF = {
    "vi": "VN", "th": "TH", "lo": "LA", "km": "KH", "ja": "JP", "ko": "KR", "da": "DK", "fi": "FI", "hu": "HU",
    "cs": "CZ", "pl": "PL", "bg": "BG", "el": "GR", "is": "IS", "tr": "TR", "he": "IL", "ka": "GE", "hy": "AM",
}  # fmt: skip
"""The one country of a language that is spoken by one country's government."""
ENOUGH_SHARE = 0.8
"""Of the times stated, so many must be a zone's for it to be the portal's."""


def zone_of(host: str, language: str, stamps: Iterable[str]) -> tuple[str, str]:
    """The IANA name of the portal's clock and in a few words why; both empty where nothing tells.

    >>> zone_of("thuynguyen.haiphong.gov.vn", "vi", [])
    ('Asia/Ho_Chi_Minh', 'by its domain .vn')
    >>> zone_of("www.canada.ca", "en", ["2024-01-15T10:00:00-05:00", "2024-07-15T10:00:00-04:00"])
    ('America/Toronto', 'by the 2 times that it states, and its domain .ca')
    """
    ending = "" if is_private_host(host) else host.rpartition(".")[2].lower()
    country = {"uk": "GB", "eu": ""}.get(ending, ending.upper())
    zones, why = _zones().get(country, ()), f"its domain .{ending}"
    if not zones and language in COUNTRY_OF:
        zones, why = _zones()[COUNTRY_OF[language]], f"its language {language}"
    stated = [time for one in stamps if (time := _time(one)) is not None and time.utcoffset()]
    if stated:
        shares = [(_share(zone, stated), -place, zone) for place, zone in enumerate(zones)]
        best = max(shares, default=(0.0, 0, ""))
        if best[0] >= ENOUGH_SHARE:
            return best[2], f"by the {len(stated)} times that it states, and {why}"
    if len(zones) == 1:
        return zones[0], f"by {why}"
    return "", ""


def offset_of(stamps: Iterable[str]) -> str:
    """The offset from UTC that most of the times have, as `+07:00`; empty where none has one other than UTC's.

    >>> offset_of(["Mon, 12 Dec 2022 08:00:00 +0700"])
    '+07:00'
    """
    offsets = Counter(time.utcoffset() for one in stamps if (time := _time(one)) is not None and time.utcoffset())
    if not offsets:
        return ""
    minutes = round((offsets.most_common(1)[0][0] or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _share(zone: str, stated: list[datetime]) -> float:
    clock = ZoneInfo(zone)
    return sum(time.astimezone(clock).utcoffset() == time.utcoffset() for time in stated) / len(stated)


def _time(written: str) -> datetime | None:
    try:
        if re.match(r"\d{4}-", written):
            return datetime.fromisoformat(written)
        time = parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return None
    return time if time.tzinfo is not None else None


@lru_cache(maxsize=1)
def _zones() -> dict[str, tuple[str, ...]]:
    """The zones of each country by its ISO 3166 code, as the time zone database lists them."""
    found: dict[str, list[str]] = {}
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}

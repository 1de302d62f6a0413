"""The practice portal's articles: what each truly says, made from a number and nothing else, the same on every machine."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from typing import Literal

from crawler.demo import material as m

FIRST_DAY = datetime(2022, 12, 12, 8, 0)  # noqa: DTZ001 - the portal's own clock
"""Day 1 on the portal's clock."""
Layout = Literal["tables", "divs", "modern"]
LAYOUTS: tuple[Layout, ...] = ("tables", "divs", "modern")
SEED_NUMBER = 0
BARE_NUMBERS = (41, 137)
"""Articles of a headline and a date, without any text."""
COPIES = {310: 25, 311: 190}
"""Number of a copy, and of the article that it repeats word for word, its date too."""
GREETINGS = range(290, 294)
FORECASTS = range(294, 298)
CATEGORIES = tuple(m.CATEGORIES)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: `p`, `h` (subheading), `li`, `row` (cells joined by ` | `), `quote`, or `img` (its caption)."""

    kind: Literal["p", "h", "li", "row", "quote", "img"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueArticle:
    """An article as it truly is, before any layout prints it."""

    number: int
    title: str
    lead: str
    is_lead_repeated: bool
    """The body's first paragraph opens with the lead's words, as on the seed's page."""
    pieces: tuple[Piece, ...]
    category: str
    """Its key; the name is `material.CATEGORIES[category]`."""
    published: datetime
    """On the portal's clock."""
    dated: Literal["minute", "day", "dateline", "listing"]
    """What is printed of that: all of it, the date, day and month in the text alone, or nothing but in listings."""
    author: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    """Path and name of each document."""
    views: int = 0
    layout: Layout = "modern"
    encoding: Literal["utf-8", "windows-1258", "nfd"] = "utf-8"
    roads: frozenset[str] = field(default_factory=frozenset)
    """Where it is announced: listing, feed, sitemap; `link`: only in other articles."""
    version: int = 1
    slug: str = ""
    """The first title in ASCII, for addresses; an edit does not change it."""

    @property
    def text(self) -> str:
        """The running text: lead first, paragraphs apart, items and rows a line each."""
        out: list[str] = [self.lead] if self.lead and not self.is_lead_repeated else []
        last = ""
        for piece in self.pieces:
            if piece.kind == "img":
                continue
            joined = piece.kind in ("li", "row") and piece.kind == last
            out.append(("\n" if joined else "\n\n") + piece.text if out else piece.text)
            last = piece.kind
        return "".join(out)

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions of its pictures, in order; a picture without one is left out."""
        return tuple(piece.text for piece in self.pieces if piece.kind == "img" and piece.text)


@lru_cache(maxsize=4096)
def article(number: int, mode: str) -> TrueArticle:
    """The article of that number as first published. `mode`: `mixed`, or the one layout that all are printed in."""
    if number in COPIES:
        original = article(COPIES[number], mode)
        return replace(original, number=number, roads=frozenset(["listing"]))
    made = _seed() if number == SEED_NUMBER else _made(number)
    layout = _layout(number, mode)
    encoding = made.encoding if layout == "tables" or made.encoding == "nfd" else "utf-8"
    return replace(made, layout=layout, encoding=encoding, slug=_slug(made.title))


def _layout(number: int, mode: str) -> Layout:
    if mode in LAYOUTS:
        return mode
    if number == SEED_NUMBER:
        return "divs"
    return "modern" if number < 100 or number >= 1000 else "divs" if number < 205 else "tables"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    words = "".join(
        mark if mark.isascii() and mark.isalnum() else " " for mark in plain if not unicodedata.combining(mark)
    )
    return "-".join(words.split())[:90].strip("-")


def _made(number: int) -> TrueArticle:
    rng = _rng("article", number)
    published = FIRST_DAY - timedelta(days=int(number * 1.3), minutes=rng.randrange(0, 9) * 55)
    if number >= 1000:
        published = FIRST_DAY + timedelta(days=(number - 1000) // 10, minutes=-(number % 10) * 35)
    category = CATEGORIES[number % len(CATEGORIES)]
    commune = _title_slots(number)["commune"]
    slots = _slots(rng, published, commune)
    title = _title(number, category, rng, commune)
    if number in GREETINGS or number in FORECASTS:
        return _formula(number, published, category, rng, slots)
    lead_style = rng.choice(("none", "separate", "separate", "repeated"))
    has_dateline = number % 7 == 3
    opening = rng.choice(m.OPENINGS[:2] if has_dateline else m.OPENINGS).format(**slots)
    lead = ""
    if lead_style == "separate":
        lead = rng.choice(m.LEADS).format(**_slots(rng, published, commune))
    elif lead_style == "repeated":
        lead = opening
    pieces = () if number in BARE_NUMBERS else _pieces(rng, category, slots, opening, published, number)
    return TrueArticle(
        number=number,
        title=title,
        lead=lead if pieces else "",
        is_lead_repeated=lead_style == "repeated" and bool(pieces),
        pieces=pieces,
        category=category,
        published=published,
        dated=_dated(number, has_dateline),
        author=rng.choice(m.AUTHORS) if number % 3 == 1 and pieces else "",
        source=rng.choice(m.SOURCES).format(**slots) if number % 3 == 0 and pieces else "",
        tags=tuple(rng.sample(m.TAGS, 2)) if number % 4 == 0 else (),
        attachments=_documents(number),
        views=rng.randrange(20, 4000),
        encoding="windows-1258" if number % 3 == 0 else "nfd" if number % 17 == 2 else "utf-8",
        roads=_roads(number),
    )


def _rng(what: str, number: int) -> random.Random:
    return random.Random(f"an-binh-{what}-{number}")


def _slots(rng: random.Random, published: datetime, commune: str = "") -> dict[str, str]:
    return {
        "commune": commune or rng.choice(m.COMMUNES),
        "person": rng.choice(m.PEOPLE),
        "post": rng.choice(m.POSTS),
        "unit": rng.choice(m.UNITS),
        "crop": rng.choice(m.CROPS),
        "road": rng.choice(m.ROADS),
        "n": str(rng.randrange(38, 970)),
        "m": str(rng.randrange(3, 29)),
        "stars": str(rng.randrange(3, 6)),
        "pct": f"{rng.randrange(11, 99)},{rng.randrange(1, 9)}",
        "money": f"{rng.randrange(2, 39)},{rng.randrange(1, 9)}",
        "month": str(rng.randrange(2, 13)),
        "year": str(published.year),
        "doc": str(rng.randrange(101, 4990)),
        "session": rng.choice(("Sáng", "Chiều", "Tối")),
        "date": f"{published.day}/{published.month}",
        "low": str(rng.randrange(11, 19)),
        "high": str(rng.randrange(20, 31)),
    }


@lru_cache(maxsize=4096)
def _title_slots(number: int) -> dict[str, str]:
    return _slots(_rng("slots", number), FIRST_DAY)


@lru_cache(maxsize=4096)
def _title_of(number: int) -> str:
    category = CATEGORIES[number % len(CATEGORIES)]
    return _rng("title", number).choice(m.TOPICS[category]).format(**_title_slots(number))


def _title(number: int, category: str, rng: random.Random, commune: str) -> str:
    """A title that no earlier article has; where its own is taken, one with the hamlet's number in it."""
    taken = {_title_of(other) for other in range(number % 5, number, 5)}
    title = _title_of(number)
    while title in taken:
        title = rng.choice(m.TOPICS[category]).format(**_slots(rng, FIRST_DAY, commune))
        title += f", thôn {rng.randrange(2, 90)}"
    return title


def _pieces(
    rng: random.Random, category: str, slots: dict[str, str], opening: str, published: datetime, number: int
) -> tuple[Piece, ...]:
    texts = rng.sample(m.SENTENCES[category], 7) + rng.sample(m.GENERAL, 8)
    sentences = [
        text.format(**_slots(rng, published + timedelta(days=rng.randrange(5, 90)), slots["commune"])) for text in texts
    ]
    rng.shuffle(sentences)
    paragraphs = [f"{opening} {sentences.pop()}"]
    most = 2 if number % 19 == 4 else rng.choice((4, 6, 9))
    while sentences and len(paragraphs) < most:
        size = min(rng.choice((1, 2, 2, 3)), len(sentences))
        paragraphs.append(" ".join(sentences.pop() for _ in range(size)))
    pieces = [Piece("p", text) for text in (*paragraphs, rng.choice(m.CLOSINGS).format(**slots))]
    _decorate(rng, pieces, slots, number)
    return tuple(pieces)


def _decorate(rng: random.Random, pieces: list[Piece], slots: dict[str, str], number: int) -> None:
    """Puts pictures, subheadings, lists, tables and quotations between the paragraphs."""
    if number % 5 == 0 and len(pieces) > 3:
        pieces.insert(2, Piece("h", rng.choice(m.SUBHEADINGS)))
    if number % 6 == 1:
        where = rng.randrange(1, len(pieces))
        items = [f"{unit}: hoàn thành {rng.randrange(2, 30)} đầu việc." for unit in rng.sample(m.UNITS, 3)]
        pieces[where:where] = [Piece("li", text) for text in items]
    if number % 8 == 2:
        where = rng.randrange(1, len(pieces))
        rows = [("Xã", "Số hộ", "Tỷ lệ")]
        rows += [
            (name, str(rng.randrange(100, 900)), f"{rng.randrange(40, 99)}%") for name in rng.sample(m.COMMUNES, 4)
        ]
        pieces[where:where] = [Piece("row", " | ".join(row)) for row in rows]
    if number % 9 == 3:
        said = f"“Chúng tôi làm vì quê hương, được đóng góp {slots['m']} ngày công là niềm vui”, ông {rng.choice(m.PEOPLE)} bộc bạch."
        pieces.insert(rng.randrange(1, len(pieces)), Piece("quote", said))
    for _ in range((0, 1, 2, 2, 1)[number % 5]):
        caption = rng.choice(m.CAPTIONS).format(**_slots(rng, FIRST_DAY, slots["commune"])) if number % 10 != 7 else ""
        spots = [at for at in range(1, len(pieces)) if pieces[at].kind == "p" and pieces[at - 1].kind == "p"]
        if spots:
            pieces.insert(rng.choice(spots), Piece("img", caption))
    if number % 23 == 6:  # a photo report: hardly anything but pictures
        kept = [piece for piece in pieces if piece.kind == "p"][:2]
        shots = [Piece("img", text.format(**slots)) for text in m.CAPTIONS]
        pieces[:] = [*kept[:1], *shots[:3], *kept[1:], *shots[3:]]


def _formula(number: int, published: datetime, category: str, rng: random.Random, slots: dict[str, str]) -> TrueArticle:
    """A greeting, or a weather notice: texts that share all but their figures."""
    greeting = number in GREETINGS
    text = (m.GREETING if greeting else m.WEATHER).format(**slots)
    if greeting:
        title = f"Thư chúc mừng năm mới gửi Nhân dân xã {slots['commune']}"
    else:
        title = f"Bản tin thời tiết ngày {published.day}/{published.month}/{published.year}"
    return TrueArticle(
        number=number, title=title, lead="", is_lead_repeated=False, category=category, published=published,
        dated="minute", pieces=tuple(Piece("p", part) for part in text.split("\n\n")), views=rng.randrange(20, 400),
        roads=frozenset(["listing"]),
    )  # fmt: skip


def _dated(number: int, has_dateline: bool) -> Literal["minute", "day", "dateline", "listing"]:
    if number in BARE_NUMBERS:
        return "minute"
    if number % 13 == 8:
        return "listing"
    if has_dateline:
        return "dateline"
    return "day" if number % 4 == 3 else "minute"


def _documents(number: int) -> tuple[tuple[str, str], ...]:
    if number % 29 != 5:
        return ()
    return ((f"/upload/anbinh/documents/{number}/van-ban-{number}.pdf", f"Văn bản số {number}/UBND-VP"),)


def _roads(number: int) -> frozenset[str]:
    roads = {"listing"}
    if number % 13 != 8:  # what only listings date must stand in one
        if number % 11 == 4:
            roads = {"sitemap"}
        elif number % 31 == 9:
            roads = {"link"}
    if number < 12:
        roads.add("feed")
    return frozenset(roads)


def _seed() -> TrueArticle:
    """The article with which luutru began, of another district's portal; here it stands as a guest."""
    text = (resources.files("crawler.demo") / "seed.txt").read_text(encoding="utf-8")
    title, lead, *rest = (" ".join(line.split()) for line in text.strip().split("\n\n"))
    pieces = [
        Piece("img", line.removeprefix("[ảnh] ")) if line.startswith("[ảnh] ") else Piece("p", line) for line in rest
    ]
    return TrueArticle(
        number=SEED_NUMBER, title=title, lead=lead, is_lead_repeated=True, pieces=tuple(pieces),
        category="tin-tuc-su-kien", published=FIRST_DAY.replace(hour=0), dated="dateline",
        source="Cổng TTĐT huyện Thủy Nguyên", views=44, roads=frozenset(["listing", "feed"]),
    )  # fmt: skip

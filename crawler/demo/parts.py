"""What an article is made of, before any layout prints it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["paragraph", "heading", "list", "table", "quotation", "photo", "more"]
LayoutName = Literal["tables", "divs", "modern"]
Road = Literal["listing", "sitemap", "feed", "link"]
CATEGORIES: tuple[tuple[str, str], ...] = (
    ("tin-tuc-su-kien", "Tin tức - Sự kiện"),
    ("kinh-te", "Kinh tế"),
    ("van-hoa-xa-hoi", "Văn hóa - Xã hội"),
    ("cai-cach-hanh-chinh", "Cải cách hành chính"),
    ("xay-dung-dang", "Xây dựng Đảng"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the body, in reading order."""

    kind: Kind
    text: str = ""
    """A photo's caption; empty for one without."""
    lines: tuple[str, ...] = ()
    """A list's items."""
    rows: tuple[tuple[str, ...], ...] = ()
    """A table's cells; the first row is its head."""

    def as_text(self) -> str:
        """The block as `text` holds it; empty for what is not running text."""
        if self.kind in ("photo", "more"):
            return ""
        if self.kind == "list":
            return "\n".join(self.lines)
        if self.kind == "table":
            return "\n".join(" | ".join(row) for row in self.rows)
        return self.text


@dataclass(frozen=True, slots=True)
class Content:
    """What an edit can change."""

    title: str
    lead: str
    blocks: tuple[Block, ...]
    attachments: tuple[str, ...] = ()
    """Numbers of official documents, as the links name them (`Quyết định số 12/QĐ-UBND`)."""

    @property
    def text(self) -> str:
        """The running text: the lead first, unless the body opens with its words."""
        body = [text for text in (block.as_text() for block in self.blocks) if text]
        if self.lead and not (body and body[0].startswith(self.lead)):
            body.insert(0, self.lead)
        return "\n\n".join(body)

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions in reading order."""
        return tuple(block.text for block in self.blocks if block.kind == "photo" and block.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article of the portal as first published, and how the portal shows it."""

    number: int
    """The id in its address; six digits."""
    category: int
    topic: str
    content: Content
    published: datetime
    """On the portal's clock, without an offset."""
    first_day: int
    layout: LayoutName
    slug: str
    date_form: str
    """A key of `dates.FORMS`, or `none` (nothing on the page), `dateline` (a day and month in the text)."""
    listing_date: bool = True
    """Whether listings and feeds print its date."""
    source: str = ""
    source_label: str = ""
    author: str = ""
    author_label: str = ""
    tags: tuple[str, ...] = ()
    roads: frozenset[Road] = frozenset(("listing", "sitemap", "link"))
    encoding: Literal["utf-8", "windows-1258", "nfd"] = "utf-8"
    views_form: str = "Lượt xem: {}"
    """How the view count is printed; empty: not at all."""
    first_views: int = 44
    breaks: bool = False
    """Whether paragraphs are parted by `<br><br>` alone (layout divs)."""
    comments: bool = False
    other_category: int | None = None
    """A second category under which it also stands."""
    copies: tuple[int, ...] = ()
    """Other numbers under which the very same article stands."""
    story: str = ""
    """Shared by articles of their own that carry nearly the same text."""
    formula: str = ""
    """Names the formula that it shares with others without being their copy."""
    fault: str = ""
    """`busy` (503 at first), `slow`, or empty."""
    conditional: bool = False
    """Whether it is sent with ETag and Last-Modified."""
    head_dates: tuple[str, ...] = field(default=())
    """Where else the page states its date (layout modern): `json-ld`, `meta`, `time`."""

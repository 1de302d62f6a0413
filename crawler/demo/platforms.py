"""Practice portals that turn the pages of their listings in the ways of real platforms, and announce nothing elsewhere.

Each holds the same 120 articles in two sections and has neither feed nor sitemap: whoever does not turn the pages does
not find them. What they print is as plain as can be; how articles may be printed is the practice portal's to show.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlsplit

from crawler.demo import material as m
from crawler.demo.articles import BARE_NUMBERS, COPIES, FORECASTS, GREETINGS, article
from crawler.demo.other_pages import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.demo.articles import TrueArticle

COUNT = 120
PER_PAGE = 12
SECTIONS = ("thoi-su", "van-hoa")
_NAMES = {"thoi-su": "Thời sự", "van-hoa": "Văn hóa"}
Query = dict[str, str]


@lru_cache(maxsize=1)
def articles() -> tuple[TrueArticle, ...]:
    """The articles, newest first."""
    odd = {*BARE_NUMBERS, *COPIES, *GREETINGS, *FORECASTS}
    numbers = [number for number in range(1, 2 * COUNT) if number not in odd][:COUNT]
    return tuple(sorted((article(number, "modern") for number in numbers), key=lambda one: one.published, reverse=True))


@dataclass(frozen=True)
class Platform(ABC):
    """A portal on one platform. A subclass says where its pages are and how its pager is printed."""

    key = "links"
    article_path = "/{section}/{slug}-{number}.html"

    def path(self, made: TrueArticle) -> str:
        """The address of an article."""
        return self.article_path.format(
            section=self.section(made), slug=made.slug, number=100000 + made.number, at=made.published
        )

    def section(self, made: TrueArticle) -> str:
        """The section in which an article stands."""
        return SECTIONS[made.number % 2]

    def truth(self) -> dict[str, TrueArticle]:
        """Every article by its path."""
        return {self.path(made): made for made in articles()}

    # What an address answers

    def answer(self, target: str, form: Mapping[str, str] | None = None) -> Answer:
        """The answer to a request; `form` is what was posted."""
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        path = unquote(parts.path)
        truth = _truth(self)
        if (made := truth.get(target) or truth.get(path)) is not None and form is None:
            return Answer.html(self.frame(made.title, article_html(made)))
        if path == "/" and not query and form is None:
            return Answer.html(self.frame(m.PORTAL_NAME, self.home()))
        if path in ("/gioi-thieu", "/lien-he"):
            return Answer.html(self.frame("Giới thiệu", f"<h1>Giới thiệu</h1><p>{m.SLOGAN}</p>"))
        return self.listing(path, query, form) or missing()

    @abstractmethod
    def listing(self, path: str, query: Query, form: Mapping[str, str] | None) -> Answer | None:
        """The answer at an address of a listing; None where there is none."""

    def first(self, section: str) -> str:
        """The address of a section's first page."""
        return f"/{section}"

    def page(self, section: str, number: int, pager: str) -> Answer | None:
        """A section's page, counted from 1."""
        shown = self.entries(section, number)
        if not shown:
            return None
        name = f"{_NAMES[section]} - {m.PORTAL_NAME}"
        return Answer.html(self.frame(name, f"<h1>{_NAMES[section]}</h1>{self.rows(shown)}{pager}"))

    def entries(self, section: str, number: int) -> Sequence[TrueArticle]:
        """The articles of a section's page, counted from 1."""
        chosen = [made for made in articles() if self.section(made) == section]
        return chosen[(number - 1) * PER_PAGE : number * PER_PAGE] if number >= 1 else []

    def pages(self, section: str) -> range:
        """The numbers of a section's pages, from 1."""
        return range(1, 1 + -(-sum(self.section(made) == section for made in articles()) // PER_PAGE))

    def rows(self, shown: Sequence[TrueArticle]) -> str:
        """The lines of a listing."""
        return "".join(
            f'<div class="tin"><h3><a href="{escape(self.path(made))}">{escape(made.title)}</a></h3>'
            f"<span>{made.published:%d/%m/%Y}</span><p>{escape(' '.join(made.text.split()[:18]))} …</p></div>"
            for made in shown
        )

    def home(self) -> str:
        """The home page: the newest of each section."""
        newest = [made for section in SECTIONS for made in self.entries(section, 1)[:4]]
        return f"<h1>Tin mới</h1>{self.rows(newest)}"

    def frame(self, title: str, inner: str) -> str:
        """A whole page."""
        menu = "".join(f'<li><a href="{escape(self.first(one))}">{_NAMES[one]}</a></li>' for one in SECTIONS)
        return (
            f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>'
            f'<ul class="menu"><li><a href="/">Trang chủ</a></li>{menu}<li><a href="/gioi-thieu">Giới thiệu</a></li>'
            f'<li><a href="/lien-he">Liên hệ</a></li></ul><main>{inner}</main><footer>{m.SLOGAN}</footer></body></html>'
        )


@lru_cache(maxsize=32)
def _truth(platform: Platform) -> dict[str, TrueArticle]:
    return platform.truth()


def article_html(made: TrueArticle) -> str:
    """An article, plainly printed."""
    parts = [f"<p>{escape(piece.text)}</p>" for piece in made.pieces if piece.kind != "img"]
    lead = f'<p class="sapo"><b>{escape(made.lead)}</b></p>' if made.lead else ""
    return (
        f'<article><h1>{escape(made.title)}</h1><span class="date">{made.published:%d/%m/%Y %H:%M}</span>'
        f"{lead}{''.join(parts)}</article>"
    )


def linked_pager(addresses: Mapping[int, str], number: int, *, window: int = 2) -> str:
    """A pager of links: the pages around `number`, the first and the last, back and forth."""
    last = max(addresses)
    parts = [f'<a href="{escape(addresses[number - 1])}">« Trước</a>'] if number > 1 else []
    for other, address in addresses.items():
        if other == number:
            parts.append(f"<b>{other}</b>")
        elif abs(other - number) <= window or other in (1, last):
            parts.append(f'<a href="{escape(address)}">{other}</a>')
    if number < last:
        parts.append(f'<a href="{escape(addresses[number + 1])}">Sau »</a>')
    return f'<div class="pager">{" ".join(parts)} Trang {number}/{last}</div>'


def missing() -> Answer:
    """The answer at an address that there is not."""
    return Answer.html(
        "<html><head><title>404</title></head><body><h1>404</h1><p>Không có.</p></body></html>", status=404
    )


def json_answer(value: object) -> Answer:
    """An answer in JSON."""
    return Answer(
        200, {"Content-Type": "application/json; charset=utf-8"}, json.dumps(value, ensure_ascii=False).encode()
    )


def number_in(query: Mapping[str, str], name: str, default: int) -> int:
    """The number that a parameter holds; -1 where it holds none."""
    written = query.get(name, str(default))
    return int(written) if written.isdigit() else -1


def quoted(text: str) -> str:
    """A part of an address."""
    return quote(text, safe="")

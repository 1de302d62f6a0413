"""The practice portal as a value: what each of its addresses answers on a day, and what it truly holds."""

from __future__ import annotations

import gzip
import random
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from urllib.parse import parse_qs, quote, unquote, urlsplit

from crawler.demo import chrome as c
from crawler.demo import material as m
from crawler.demo.articles import FIRST_DAY, LAYOUTS, Layout, TrueArticle
from crawler.demo.days import article_on, gone_on, numbers, state_on
from crawler.demo.layouts import Printed, a_path, article_page, frame, listing
from crawler.demo.other_pages import OTHER_PAGES, Answer, binary, calendar, document_list, pdf

PER_PAGE = 12
SLOW_PATH = "/cham"
CLOSED = "/noi-bo/"
BUSY_NUMBER = 15
"""The article whose address answers 503 once before it answers."""
ALIAS_EVERY = 20


@dataclass(frozen=True, slots=True)
class Truth:
    """An article that the portal truly holds or held."""

    path: str
    aliases: tuple[str, ...]
    """Other paths of the same article."""
    article: TrueArticle
    state: str
    """`live`; on the first day without it `suspect`, then `removed`; `restored` once it is back."""


@dataclass(frozen=True)
class DemoPortal:
    """The portal: `layout` is `mixed` or the one in which all articles are printed, `articles` those of day 1."""

    layout: str = "mixed"
    articles: int = 312

    def truth(self, day: int = 1) -> tuple[Truth, ...]:
        """What the portal holds on a day, each article once, removed ones with their state."""
        found: dict[tuple[str, str], Truth] = {}
        for number in numbers(self.articles, day):
            made = article_on(number, self.layout, day)
            key = (made.title, made.text)
            if key in found and (made.text or key[0] == ""):
                first = found[key]
                found[key] = Truth(first.path, (*first.aliases, a_path(made)), first.article, first.state)
                continue
            found[key] = Truth(a_path(made), tuple(self.aliases(made)), made, state_on(number, day))
        return tuple(found.values())

    def aliases(self, made: TrueArticle) -> list[str]:
        """Other paths under which the portal shows an article."""
        if made.number >= 1000 or made.number in (310, 311):
            return []
        other = list(m.CATEGORIES)[(made.number + 1) % len(m.CATEGORIES)]
        if made.layout == "tables" and made.number % 9 == 0:
            return [f"/xem-tin.asp?cat={other}&id={10000 + made.number}"]
        if made.layout == "divs" and made.number % ALIAS_EVERY == 1:
            return [f"/{other}/{made.slug}-{400000 + made.number}"]
        return []

    # What an address answers

    def answer(self, target: str, *, day: int, host: str, visit: int) -> Answer:
        """The answer to a request. `visit` counts the requests so far: clocks and counters move with it."""
        parts = urlsplit(target)
        path, query = unquote(parts.path).partition(";")[0], parse_qs(parts.query)
        number = self._index(day).get(path) if path != "/xem-tin.asp" else _number(query.get("id", ["0"])[0])
        if number is not None and number in self._numbers(day):
            return self._article(number, day, host, visit, bare="print" in query)
        if path.startswith("/in/"):
            return (
                self._article(_number(path[4:]), day, host, visit, bare=True)
                if _number(path[4:]) in self._numbers(day)
                else _missing()
            )
        return self._page(path, query, day, host, visit)

    def _page(self, path: str, query: dict[str, list[str]], day: int, host: str, visit: int) -> Answer:
        place = self._listing_of(path, query)
        if place is not None:
            return self._listing(*place, day=day, host=host, visit=visit)
        if path == "/":
            return Answer.html(self._home(day, host, visit))
        if path in OTHER_PAGES:
            title, inner = OTHER_PAGES[path]
            return Answer.html(
                frame(self._site_layout(path), f"{title} - {m.PORTAL_NAME}", inner, self._around(day, visit))
            )
        if path == "/lich":
            title, inner = calendar(query.get("thang", [f"{FIRST_DAY:%Y-%m}"])[0])
            return Answer.html(frame("divs", title, inner, self._around(day, visit)))
        if path == "/van-ban":
            return Answer.html(frame("tables", "Văn bản", document_list(), self._around(day, visit)))
        if path.startswith("/tag/"):
            entries = tuple(self._entry(n, day) for n in self._numbers(day)[:40] if n % 4 == 0)
            return Answer.html(
                frame("modern", "Thẻ", listing("modern", f"Thẻ: {path[5:]}", entries, ""), self._around(day, visit))
            )
        if path.startswith("/upload/") and path.endswith(".pdf"):
            return Answer(200, {"Content-Type": "application/pdf"}, pdf(path))
        return self._oddity(path, day, host) or _missing()

    def _oddity(self, path: str, day: int, host: str) -> Answer | None:
        if path == "/robots.txt":
            lines = ("User-agent: *", f"Disallow: {CLOSED}", f"Sitemap: {host}/sitemap.xml", "")
            return Answer(200, {"Content-Type": "text/plain"}, "\n".join(lines).encode())
        if path == "/sitemap.xml":
            body = f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{host}/sitemap-1.xml.gz</loc></sitemap></sitemapindex>'
            return Answer(200, {"Content-Type": "application/xml"}, body.encode())
        if path == "/sitemap-1.xml.gz":
            return Answer(
                200, {"Content-Type": "application/gzip"}, gzip.compress(self._sitemap(day, host).encode(), mtime=0)
            )
        if path in ("/rss.xml", "/van-hoa-xa-hoi/atom.xml"):
            return Answer(
                200,
                {"Content-Type": "application/xml; charset=utf-8"},
                self._feed(day, host, atom="atom" in path).encode(),
            )
        redirects = {
            "/vong/1": "/vong/2",
            "/vong/2": "/vong/1",
            "/mang-noi-bo": "http://10.255.255.1/quan-tri",
            "/trang-ban": "http://trang-ban.invalid/",
        }
        if path in redirects:
            return Answer(302, {"Location": redirects[path]}, b"")
        if path == "/rong":
            return Answer(200, {"Content-Type": "text/html"}, b"")
        if path == "/nhi-phan":
            return Answer(200, {"Content-Type": "text/html"}, binary())
        if path == SLOW_PATH or path.startswith(CLOSED):
            return Answer.html(frame("divs", "Trang chậm", "<div>Trang này mở chậm.</div>", self._around(day, 0)))
        return None

    def _article(self, number: int, day: int, host: str, visit: int, *, bare: bool) -> Answer:
        gone = gone_on(number, day)
        if gone == "404":
            return _missing()
        if gone == "home":
            return Answer(302, {"Location": "/"}, b"")
        if gone == "refresh":
            return Answer(
                200,
                {"Content-Type": "text/html"},
                b'<html><head><meta http-equiv="refresh" content="0;url=/"></head><body></body></html>',
            )
        if gone == "soft":
            inner = "<div>Không tìm thấy trang bạn yêu cầu. Bài viết có thể đã bị gỡ.</div>"
            return Answer.html(
                frame("divs", f"Không tìm thấy trang - {m.PORTAL_NAME}", inner, self._around(day, visit))
            )
        made = article_on(number, self.layout, day)
        more = self._entry((number + 40) % self.articles, day) if number % 12 == 7 and len(made.pieces) > 3 else None
        printed = Printed(made, a_path(made), made.views + visit, more, host)
        around = c.Around("", 0, (), (), (), 0) if bare else self._around(day, visit, made)
        text = article_page(printed, around)
        if made.encoding == "windows-1258":
            text = text.replace(
                "<HEAD>", '<HEAD><META http-equiv="Content-Type" content="text/html; charset=windows-1258">', 1
            )
            return Answer(200, {"Content-Type": "text/html"}, _cp1258(text))
        if made.encoding == "nfd":
            text = unicodedata.normalize("NFD", text)
        return Answer.html(text)

    def _home(self, day: int, host: str, visit: int) -> str:
        entries = tuple(self._entry(n, day) for n in self._listed(day)[:PER_PAGE])
        strange = (
            "/vong/1",
            "/mang-noi-bo",
            "/trang-ban",
            "/rong",
            "/nhi-phan",
            "/hong",
            SLOW_PATH,
            f"{CLOSED}bao-cao",
            "/thu-vien-anh",
            "/video",
            "/so-do-trang",
            "/tim-kiem?q=nong+thon+moi",
        )
        links = "".join(
            f'<div><a href="{path}">Chuyên trang {place}</a></div>' for place, path in enumerate(strange, 1)
        )
        head = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
        layout = self._site_layout("/")
        return frame(
            layout,
            m.PORTAL_NAME,
            listing(layout, "Tin nổi bật", entries, "") + f"<div>{links}</div>",
            self._around(day, visit),
            head=head,
        )

    # Listings

    def _listing_of(self, path: str, query: dict[str, list[str]]) -> tuple[str, int] | None:
        if path == "/danh-sach.asp" and query.get("cat", [""])[0] in m.CATEGORIES:
            return query["cat"][0], _number(query.get("p", ["1"])[0]) or 1
        head, _, tail = path.strip("/").partition("/trang-")
        if head in m.CATEGORIES and (tail.isdigit() or not tail) and "/" not in head:
            return head, int(tail) if tail else _number(query.get("page", ["1"])[0]) or 1
        return None

    def _listing(self, category: str, page: int, *, day: int, host: str, visit: int) -> Answer:
        chosen = [n for n in self._listed(day) if article_on(n, self.layout, day).category == category]
        last = max(1, -(-len(chosen) // PER_PAGE))
        if not 1 <= page <= last:
            return _missing()
        entries = []
        for number in chosen[(page - 1) * PER_PAGE : page * PER_PAGE]:
            entry = self._entry(number, day)
            made = article_on(number, self.layout, day)
            if number % 25 == 2:  # the other name of the host
                entry = c.Entry(
                    host.replace("127.0.0.1", "localhost") + entry.path, entry.title, entry.date, entry.teaser
                )
            elif number % 14 == 3:
                mark = "&" if "?" in entry.path else "?"
                entry = c.Entry(
                    f"{entry.path}{mark}utm_source=portal&utm_medium=list", entry.title, entry.date, entry.teaser
                )
            elif number % 14 == 4 and "?" not in entry.path:
                entry = c.Entry(f"{entry.path};jsessionid={visit:08X}ABCDEF", entry.title, entry.date, entry.teaser)
            entries.append(entry)
            entries += [c.Entry(alias, entry.title, entry.date) for alias in self.aliases(made)]
        layout = self._site_layout(category)
        links = " ".join(
            f'<a href="{self._listing_path(category, other)}">{other}</a>'
            for other in range(1, last + 1)
            if abs(other - page) < 4 or other == last
        )
        inner = listing(layout, m.CATEGORIES[category], tuple(entries), f"{links} <span>Trang {page}/{last}</span>")
        return Answer.html(
            frame(layout, f"{m.CATEGORIES[category]} - {m.PORTAL_NAME}", inner, self._around(day, visit))
        )

    def _listing_path(self, category: str, page: int) -> str:
        if page == 1:
            return f"/{category}"
        layout = self._site_layout(category)
        return {"tables": f"/danh-sach.asp?cat={category}&p={page}", "divs": f"/{category}/trang-{page}"}.get(
            layout, f"/{category}?page={page}"
        )

    def _site_layout(self, path: str) -> Layout:
        if self.layout in LAYOUTS:
            return self.layout
        keys = list(m.CATEGORIES)
        return LAYOUTS[keys.index(path) % 3] if path in keys else "modern" if path == "/" else "divs"

    # Feeds and sitemaps

    def _sitemap(self, day: int, host: str) -> str:
        paths = [
            a_path(article_on(n, self.layout, day))
            for n in self._numbers(day)
            if "sitemap" in article_on(n, self.layout, day).roads
        ]
        rows = "".join(f"<url><loc>{host}{escape(quote(path, safe='/?=&'))}</loc></url>" for path in ["/", *paths])
        return f'<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'

    def _feed(self, day: int, host: str, *, atom: bool) -> str:
        made = [article_on(n, self.layout, day) for n in self._numbers(day)]
        chosen = [a for a in made if "feed" in a.roads and (not atom or a.category == "van-hoa-xa-hoi")]
        if atom:
            rows = "".join(
                f'<entry><title>{escape(a.title)}</title><link href="{host}{escape(a_path(a))}"/><published>{a.published:%Y-%m-%dT%H:%M:00}+07:00</published></entry>'
                for a in chosen
            )
            return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{m.PORTAL_NAME}</title>{rows}</feed>'
        rows = "".join(
            f"<item><title>{escape(a.title)}</title><link>{host}{escape(a_path(a))}</link><pubDate>{a.published:%a, %d %b %Y %H:%M:00} +0700</pubDate></item>"
            for a in chosen
        )
        return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{m.PORTAL_NAME}</title>{rows}</channel></rss>'

    # What is where

    def _numbers(self, day: int) -> list[int]:
        return _numbers(self.articles, day)

    def _listed(self, day: int) -> list[int]:
        return [
            n for n in self._numbers(day) if "listing" in article_on(n, self.layout, day).roads and not gone_on(n, day)
        ]

    def _index(self, day: int) -> dict[str, int]:
        return _index(self, day)

    def _entry(self, number: int, day: int) -> c.Entry:
        made = article_on(number, self.layout, day)
        teaser = " ".join(made.text.split()[:18])
        return c.Entry(a_path(made), made.title, f"{made.published:%d/%m/%Y}", f"{teaser} …" if teaser else "")

    def _around(self, day: int, visit: int, made: TrueArticle | None = None) -> c.Around:
        rng = random.Random(visit)
        listed = self._listed(day)
        moment = FIRST_DAY + timedelta(days=day - 1, seconds=visit * 7)
        related: list[int] = []
        if made is not None:
            related = [n for n in listed if n != made.number and n % 5 == made.number % 5][:30]
            related = rng.sample(related, min(5, len(related)))
            hidden = [
                n
                for n in self._numbers(day)
                if "link" in article_on(n, self.layout, day).roads and n in (made.number - 1, made.number + 1)
            ]
            related = hidden + related
        weekday = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")[moment.weekday()]
        return c.Around(
            clock=f"{weekday}, {moment:%d/%m/%Y %H:%M:%S}", visitors=1_204_000 + visit,
            latest=tuple(self._entry(n, day) for n in listed[:6]),
            popular=tuple(self._entry(n, day) for n in rng.sample(listed, min(4, len(listed)))),
            related=tuple(self._entry(n, day) for n in related), advertisement=rng.randrange(1, 5),
        )  # fmt: skip


@lru_cache(maxsize=64)
def _numbers(count: int, day: int) -> list[int]:
    return numbers(count, day)


@lru_cache(maxsize=16)
def _index(portal: DemoPortal, day: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for number in numbers(portal.articles, day):
        # An edited title does not change the address under which the article came out.
        first = article_on(number, portal.layout, 1)
        made = article_on(number, portal.layout, day)
        for one in (first, made):
            found[a_path(one)] = number
            for alias in portal.aliases(one):
                found[alias] = number
    return found


def _number(text: str) -> int:
    digits = "".join(mark for mark in text if mark.isdigit())
    value = int(digits[:9]) if digits else -1
    return value - 10000 if value >= 10000 else value


def _missing() -> Answer:
    body = "<html><head><title>404 - Không tìm thấy trang</title></head><body><h1>404</h1><p>Trang bạn tìm không tồn tại.</p><a href='/'>Trang chủ</a></body></html>"
    return Answer.html(body, status=404)


def _cp1258(text: str) -> bytes:
    """The text in windows-1258, which writes tone marks after their letter."""
    out = []
    for mark in unicodedata.normalize("NFC", text):
        try:
            out.append(mark.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", mark)
            tones = [one for one in parts if one in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(one for one in parts if one not in tones))
            out.append((base + "".join(tones)).encode("cp1258", "xmlcharrefreplace"))
    return b"".join(out)


def day_of(number: int) -> date:
    """The calendar date of the portal's n-th day."""
    return (FIRST_DAY + timedelta(days=number - 1)).date()

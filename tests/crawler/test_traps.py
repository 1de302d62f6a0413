"""Ways in which a portal names addresses without end: each is given up soon, and no article is lost by it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from archive import Archive

if TYPE_CHECKING:
    from conftest import Answer, Luutru, Site

ARTICLES = 60
PER_PAGE = 12
MOST = 50
"""Requests that a trap may cost."""
HTML = {"Content-Type": "text/html; charset=utf-8"}


def article_path(number: int) -> str:
    return f"/tin/hoi-nghi-tong-ket-cong-tac-nam-thu-{number}"


def title(number: int) -> str:
    return f"Hội nghị tổng kết công tác năm thứ {number}"


def shown(heading: str, inner: str, links: str = "") -> Answer:
    head = f"<head><title>{heading} - Cổng thông tin</title></head>"
    return 200, HTML, f"<html>{head}<body><h1>{heading}</h1>{inner}<div>{links}</div></body></html>".encode()


def anchors(*paths: str) -> str:
    return "".join(f'<p><a href="{path}">Xem tiếp trang {place}</a></p>' for place, path in enumerate(paths, 1))


def entries(numbers: list[int], mark: Callable[[str], str] = str) -> str:
    rows = (
        f'<li><a href="{mark(article_path(n))}">{title(n)}</a> <span>{n % 28 + 1:02}/{12 - n // 28:02}/2023</span></li>'
        for n in numbers
    )
    return f"<ul>{''.join(rows)}</ul>"


class Portal:
    """Sixty articles in a listing of five pages; a trap decides what addresses look like and what lies elsewhere."""

    def __init__(self, *, entrances: tuple[str, ...] = (), mark: Callable[[str, int], str] | None = None) -> None:
        self.entrances = entrances
        self.mark = mark or (lambda path, _: path)

    def answer(self, path: str, visit: int) -> Answer:
        """The page at an address without marks, as seen at a visit."""

        def mark(one: str) -> str:
            return self.mark(one, visit)

        parts = urlsplit(path)
        trap = anchors(*map(mark, self.entrances))
        if parts.path == "/":
            return shown("Trang chủ", entries(list(range(PER_PAGE)), mark), trap + anchors(mark("/tin?page=1")))
        if parts.path == "/tin":
            page = int(parse_qs(parts.query).get("page", ["1"])[0])
            chosen = list(range((page - 1) * PER_PAGE, min(page * PER_PAGE, ARTICLES)))
            pages = "".join(f'<a href="{mark(f"/tin?page={n}")}">{n}</a> ' for n in range(1, 6))
            return shown("Tin tức", entries(chosen, mark), pages) if chosen else (404, HTML, b"khong co")
        number = next((n for n in range(ARTICLES) if article_path(n) == parts.path), None)
        if number is None:
            return self.elsewhere(path, visit)
        rng = random.Random(visit)
        related = entries(rng.sample(range(ARTICLES), 4), mark)
        prose = (
            f"Ngày {number + 3} tháng trước, huyện tổ chức hội nghị lần thứ {number} với nhiều đại biểu tham dự. " * 6
        )
        printed = f"<p>Ngày đăng: {number % 28 + 1:02}/{12 - number // 28:02}/2023</p><p>{prose}</p>"
        return shown(title(number), printed, f"<h2>Tin liên quan</h2>{related}{trap}")

    def elsewhere(self, path: str, visit: int) -> Answer:
        return 404, HTML, b"khong co"


class Calendar(Portal):
    """Months for ever, forwards and back, with a box of the most read."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        if not path.startswith("/lich?thang="):
            return super().elsewhere(path, visit)
        year, month = map(int, path.partition("=")[2].split("-"))
        around = [(year + (month == 12), month % 12 + 1), (year - (month == 1), (month - 2) % 12 + 1)]
        read = entries(random.Random(visit).sample(range(ARTICLES), 5))
        return shown(f"Tháng {month} năm {year}", read, anchors(*(f"/lich?thang={y}-{m:02}" for y, m in around)))


class EmptyMonths(Portal):
    """Months for ever whose only text is the portal's own, the same each time."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        if not path.startswith("/lich?thang="):
            return super().elsewhere(path, visit)
        year, month = map(int, path.partition("=")[2].split("-"))
        around = [(year + (month == 12), month % 12 + 1), (year - (month == 1), (month - 2) % 12 + 1)]
        prose = "<p>Văn phòng tiếp công dân vào các ngày làm việc trong tuần, tại trụ sở của huyện.</p>" * 3
        return shown(
            f"Sổ phòng họp, tờ {12 * year + month}", prose, anchors(*(f"/lich?thang={y}-{m:02}" for y, m in around))
        )


class DayByDay(Portal):
    """Days for ever, in the path."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        if not path.startswith("/lich/"):
            return super().elsewhere(path, visit)
        year, month, day = map(int, path.split("/")[2:5])
        days = [f"/lich/{year}/{month:02}/{n:02}" for n in (day % 28 + 1, (day + 6) % 28 + 1)]
        return shown(f"Lịch ngày {day}/{month}/{year}", "", anchors(*days, f"/lich/{year + 1}/{month:02}/{day:02}"))


FACETS = ("linhvuc", "coquan", "nam", "loai", "kieu", "vung", "cap", "mau")


class Filters(Portal):
    """Every page of a filtered list offers every other filter."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        parts = urlsplit(path)
        if parts.path != "/loc":
            return super().elsewhere(path, visit)
        chosen = sorted(set(parse_qs(parts.query)))
        more = [f"/loc?{'&'.join(f'{n}=1' for n in sorted({*chosen, name}))}" for name in FACETS if name not in chosen]
        found = random.Random(parts.query).sample(range(ARTICLES), 8)
        return shown("Kết quả lọc", entries(sorted(found)), anchors(*more))


class FilterFolders(Portal):
    """The same in folders."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        if not path.startswith("/loc/"):
            return super().elsewhere(path, visit)
        chosen = path.split("/")[2:]
        more = [f"/loc/{'/'.join([*chosen, name])}" for name in FACETS if name not in chosen]
        found = random.Random(path).sample(range(ARTICLES), 8)
        return shown("Kết quả lọc", entries(sorted(found)), anchors(*more))


class GrowingPath(Portal):
    """A relative link that leads one folder deeper each time."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        if not path.startswith("/thu-muc/"):
            return super().elsewhere(path, visit)
        return shown("Thư mục", "", anchors(f"{path}tin/", f"{path}tuc/", "../a/"))


class States(Portal):
    """WebSphere: the state of all boxes of the page in the address, another one at each visit."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        if not path.startswith("/wps/portal/!ut/"):
            return super().elsewhere(path, visit)
        rng = random.Random(visit)
        states = ["".join(rng.choices("ABCDEFabcdef0123456789_-", k=60)) for _ in range(4)]
        return shown(
            "Cổng", entries(rng.sample(range(ARTICLES), 6)), anchors(*(f"/wps/portal/!ut/p/z1/{s}/" for s in states))
        )


class SortOrders(Portal):
    """One list in twenty orders, each with its pages."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        parts = urlsplit(path)
        if parts.path != "/bang":
            return super().elsewhere(path, visit)
        asked = parse_qs(parts.query)
        page = int(asked.get("page", ["1"])[0])
        numbers = list(range(ARTICLES))
        random.Random(asked.get("sort", [""])[0] + asked.get("dir", [""])[0]).shuffle(numbers)
        orders = [
            f"/bang?dir={direction}&page={n}&sort={name}"
            for name in ("ten", "ngay", "xem", "so", "loai")
            for direction in ("asc", "desc")
            for n in (1, page + 1)
        ]
        return shown("Bảng tin", entries(numbers[(page - 1) * 12 : page * 12]), anchors(*orders))


class RelatedForEver(Portal):
    """Pages of related texts that lead to pages of related texts."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        if not path.startswith("/lien-quan/"):
            return super().elsewhere(path, visit)
        rng = random.Random(path)
        more = anchors(*(f"/lien-quan/{rng.randrange(10**6)}" for _ in range(3)))
        return shown("Bài liên quan", entries(rng.sample(range(ARTICLES), 5)), more)


class SearchForEver(Portal):
    """A search whose every page has a next one."""

    def elsewhere(self, path: str, visit: int) -> Answer:
        parts = urlsplit(path)
        if parts.path != "/tim":
            return super().elsewhere(path, visit)
        page = int(parse_qs(parts.query).get("trang", ["1"])[0])
        found = entries(list(range(max(0, 60 - page * 12), max(12, 72 - page * 12))))
        return shown("Tìm kiếm", found, f'<a href="/tim?q=huyen&trang={page + 1}">Trang sau</a>')


def token(path: str, visit: int) -> str:
    return (
        f"{path}{'&' if '?' in path else '?'}tok={random.Random(visit).randrange(16**8):08x}" if path != "/" else path
    )


def session(path: str, visit: int) -> str:
    return f"/s-{random.Random(visit).randrange(16**8):08x}{path}" if path != "/" else path


TRAPS = {
    "months for ever": Calendar(entrances=("/lich?thang=2023-12",)),
    "empty months for ever": EmptyMonths(entrances=("/lich?thang=2023-12",)),
    "days for ever": DayByDay(entrances=("/lich/2023/12/12",)),
    "filters": Filters(entrances=tuple(f"/loc?{name}=1" for name in FACETS)),
    "filters in folders": FilterFolders(entrances=tuple(f"/loc/{name}" for name in FACETS)),
    "a token on every link": Portal(mark=token),
    "a session in every path": Portal(mark=session),
    "ever-growing paths": GrowingPath(entrances=("/thu-muc/",)),
    "state addresses": States(entrances=("/wps/portal/!ut/p/z1/04_Sj9CPykssy0xPLMnMz0vMAfIjo8/",)),
    "sort orders": SortOrders(entrances=("/bang?dir=asc&page=1&sort=ten",)),
    "related for ever": RelatedForEver(entrances=("/lien-quan/1", "/lien-quan/2")),
    "a search for ever": SearchForEver(entrances=("/tim?q=huyen&trang=1",)),
}


def plain(path: str) -> str:
    """The address without the marks that a trap puts into it."""
    parts = urlsplit(path)
    kept = "&".join(pair for pair in parts.query.split("&") if pair and not pair.startswith("tok="))
    place = parts.path
    if place.startswith("/s-"):
        place = "/" + place[3:].partition("/")[2]
    return f"{place}?{kept}" if kept else place


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_given_up_and_costs_no_article(name: str, luutru: Luutru, site: Site) -> None:
    trap = TRAPS[name]
    site.elsewhere = lambda path, visit: trap.answer(plain(path), visit)
    site.put("/robots.txt", b"", 404)
    site.put("/sitemap.xml", b"", 404)
    done = luutru("crawl", "--limit", "700", "--file", luutru.define(site))
    assert done.returncode == 0, done.stderr
    with Archive.open(luutru.archive) as archive:
        rows = archive.rows("SELECT title FROM articles WHERE page_type IN ('news', 'notice')")
        found = {row["title"] for row in rows}
    assert found == {title(number) for number in range(ARTICLES)}
    needed = 1 + 5 + 1 + ARTICLES + 2  # home page, listing with and without its number, articles, robots.txt, sitemap
    spent = site.asked.total() - needed
    print(f"\n{name}: {spent} requests")
    assert spent <= MOST, done.stderr

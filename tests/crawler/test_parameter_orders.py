"""Addresses that differ in the order of their parameters are one, kept as the portal prints it."""

from __future__ import annotations

import itertools
import sqlite3
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.orders import MOST_ORDERS, Orders
from crawler.urls import canonical_url
from tests.crawler.conftest import page, rows

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru, Site

COUNT = 5
pairs = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("123")).map("=".join), min_size=1, max_size=5, unique=True
)


def printed(number: int) -> str:
    return f"/Default.aspx?tabid=129&mid=455&ItemID=33{number:02}"


def portal(site: Site) -> None:
    """Its home page and its list print one order, its articles another for the next one."""
    links = tuple(printed(n) for n in range(COUNT))
    site.put("/", page("Cổng", date="", links=links))
    for n in range(COUNT):
        other = f"/Default.aspx?ItemID=33{(n + 1) % COUNT:02}&tabid=129&mid=455"
        made = page(f"Bài viết hay số {n}", body=f"Nội dung riêng của bài thứ {n}. " * 12, links=(other,))
        site.put(printed(n), made)
        site.put(f"/Default.aspx?ItemID=33{n:02}&tabid=129&mid=455", made)


def test_an_article_is_kept_once_and_as_the_portal_prints_it(luutru: Luutru, site: Site) -> None:
    portal(site)
    file = luutru.define(site)
    for _ in range(2):
        assert luutru("crawl", "--file", file).returncode == 0
    kept = [row["url"] for row in rows(luutru.archive, "SELECT url FROM articles ORDER BY url")]
    assert kept == [site.url.rstrip("/") + printed(n) for n in range(COUNT)]
    assert rows(luutru.archive, "SELECT * FROM article_urls") == []
    assert not [path for path in site.asked if path.startswith("/Default.aspx?ItemID")]


def test_an_archive_of_before_goes_on_in_its_order(luutru: Luutru, site: Site) -> None:
    """An earlier luutru sorted them: the same article under another address would be a second one."""
    portal(site)
    file = luutru.define(site)
    site.put(
        "/", page("Cổng", date="", links=tuple(f"/Default.aspx?ItemID=33{n:02}&mid=455&tabid=129" for n in (0, 1)))
    )
    for n in (0, 1):
        site.put(f"/Default.aspx?ItemID=33{n:02}&mid=455&tabid=129", site.answers[printed(n)][2])  # type: ignore[index]
    assert luutru("crawl", "--file", file).returncode == 0
    portal(site)
    assert luutru("crawl", "--file", file).returncode == 0
    kept = [row["url"] for row in rows(luutru.archive, "SELECT url FROM articles ORDER BY url")]
    assert kept == [f"{site.url}Default.aspx?ItemID=33{n:02}&mid=455&tabid=129" for n in range(COUNT)]
    (luutru.archive / "frontier.db").unlink()
    assert luutru("crawl", "--file", file).returncode == 0
    with sqlite3.connect(luutru.archive / "archive.db") as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (COUNT,)


@given(pairs, st.randoms(use_true_random=False))
def test_whatever_the_order_the_address_is_one(found: list[str], chance: object) -> None:
    orders = Orders()
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    kept = set()
    for order in (found, shuffled, sorted(found)):
        url = f"https://a.vn/x?{'&'.join(order)}"
        kept.add(orders.put(canonical_url(url) or "", url))
    assert len(kept) == 1
    (url,) = kept
    assert canonical_url(url) == canonical_url(f"https://a.vn/x?{'&'.join(found)}")
    assert orders.put(canonical_url(url) or "", url) == url


def test_a_portal_that_makes_up_parameters_without_end_costs_no_memory() -> None:
    orders = Orders()
    for n in itertools.count():
        url = f"https://a.vn/x?z{n}=1&a=2"
        if orders.put(canonical_url(url) or "", url) != url:
            break
    assert n == MOST_ORDERS

from __future__ import annotations

import tracemalloc
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import LARGEST_BYTES, TRIES, Robots

SITE = "http://127.0.0.1:8000"


def robots(text: str | None = None) -> Robots:
    made = Robots("luutru/0.1 (archive)", delay_seconds=0)
    if text is not None:
        made.read(f"{SITE}/robots.txt", text.encode())
    return made


def test_robots_txt_is_asked_for_once_a_host_and_before_anything_else() -> None:
    made = robots()
    assert not made.allows(f"{SITE}/a")
    assert made.wanted(f"{SITE}/a") == f"{SITE}/robots.txt"
    assert made.wanted(f"{SITE}/b") is None
    assert made.wanted("http://127.0.0.1:8001/") == "http://127.0.0.1:8001/robots.txt"


def test_what_is_closed_is_closed_and_the_rest_is_open() -> None:
    made = robots("User-agent: *\nDisallow: /kin/\nUser-agent: luutru\nDisallow: /rieng\n")
    assert not made.allows(f"{SITE}/rieng/a")
    assert made.allows(f"{SITE}/kin/a")


def test_a_missing_one_allows_and_an_unreachable_one_does_not() -> None:
    made = robots()
    made.unavailable(f"{SITE}/robots.txt")
    assert made.allows(f"{SITE}/a")
    other = robots()
    other.unreachable(f"{SITE}/robots.txt", "HTTP 503")
    assert not other.allows(f"{SITE}/a")
    assert other.wanted(f"{SITE}/a") == f"{SITE}/robots.txt"


def test_a_host_whose_robots_txt_stays_unreachable_is_given_up_for_the_run() -> None:
    made = robots()
    for _ in range(TRIES):
        assert not made.failure(f"{SITE}/a")
        made.wanted(f"{SITE}/a")
        made.unreachable(f"{SITE}/robots.txt", "HTTP 503")
    assert made.failures() == {SITE: "HTTP 503"}
    assert not list(made.waiting_hosts())


def test_a_page_in_its_place_has_no_rules() -> None:
    assert robots("<!DOCTYPE html><html>Disallow: /</html>").allows(f"{SITE}/a")


def test_crawl_delay_counts_and_is_bounded() -> None:
    assert robots("User-agent: *\nCrawl-delay: 7\n").crawl_delay(f"{SITE}/a") == 7.0
    assert robots("User-agent: *\nCrawl-delay: 86400\n").crawl_delay(f"{SITE}/a") == 60.0
    assert robots("User-agent: *\nDisallow:\n").crawl_delay(f"{SITE}/a") is None


def test_sitemap_lines_are_found() -> None:
    assert robots(f"Sitemap: {SITE}/sitemap.xml\n").sitemaps(f"{SITE}/a") == [f"{SITE}/sitemap.xml"]


def test_a_group_for_a_longer_name_is_not_ours() -> None:
    made = robots("User-agent: *\nDisallow: /kin/\nUser-agent: luutru-thu\nUser-agent: luu\nDisallow: /\n")
    assert made.allows(f"{SITE}/a")
    assert not robots("User-agent: Luutru/0.1 (archive)\nDisallow: /\n").allows(f"{SITE}/a")


def test_lines_that_are_no_rules_do_not_end_a_group() -> None:
    made = robots("User-agent: luutru\nCrawl-delay: 3\nNoindex: /x\n\nUser-agent: b\nCrawl-delay: 9\nDisallow: /b\n")
    assert not made.allows(f"{SITE}/b")
    assert made.crawl_delay(f"{SITE}/b") == 3.0


def test_a_file_cut_at_the_limit_loses_the_line_that_was_cut() -> None:
    text = "User-agent: *\n" + "#" * (LARGEST_BYTES - 25) + "\nDisallow: /kin/\n"
    assert robots(text).allows(f"{SITE}/a")
    assert robots(text).allows(f"{SITE}/kin/a")


def test_octets_that_are_no_utf8_are_rules_all_the_same() -> None:
    made = robots()
    made.read(f"{SITE}/robots.txt", b"User-agent: *\nDisallow: /v\xe3n/\n")
    assert not made.allows(f"{SITE}/v%E3n/a")
    assert made.allows(f"{SITE}/v")


def test_rules_count_where_other_things_stand_around_them() -> None:
    made = robots("<!DOCTYPE html>\n<pre>\nUser-agent: *\nDisallow: /kin/\nSitemap cua trang\n</pre>")
    assert not made.allows(f"{SITE}/kin/a")
    assert made.sitemaps(SITE) == []


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_rules(text: bytes) -> None:
    for prefix in (b"", b"User-agent: *\nDisallow: ", b"\xff\xfe", b"\xef\xbb", b"Crawl-delay:"):
        made = robots()
        made.read(SITE, prefix + text)
        assert isinstance(made.allows(f"{SITE}/a?b"), bool)
        made.crawl_delay(SITE)
        made.sitemaps(SITE)


def test_of_thousands_of_sitemaps_five_hundred_are_taken() -> None:
    robots = Robots("luutru/1", delay_seconds=1.0)
    lines = "".join(f"Sitemap: https://a.vn/s{n}.xml\n" for n in range(10_000))
    robots.read("https://a.vn/robots.txt", lines.encode())
    assert robots.sitemaps("https://a.vn/")[-1] == "https://a.vn/s499.xml"


def test_a_rule_without_an_address_closes_nothing() -> None:
    robots = Robots("luutru", delay_seconds=1)
    robots.read(
        "https://a.vn/robots.txt", b"User-agent: *\nDisallow:\nDisallow: # all is open\nDisallow: /quan-tri\nAllow: /\n"
    )
    assert robots.closing("https://a.vn/") == ["Disallow: /quan-tri"]
    assert robots.allows("https://a.vn/tin")


def test_what_is_said_to_others_is_not_kept_however_many_they_are() -> None:
    names = ["".join(one) for one in product("abcdefghijklmnop", repeat=3)]
    text = "".join(f"User-agent: {name}\n" for name in names) + "".join(f"Disallow: /{n}\n" for n in range(4000))
    robots = Robots("luutru/0.1", delay_seconds=0)
    tracemalloc.start()
    robots.read("https://a.gov.vn/", f"{text}\nUser-agent: luutru\nDisallow: /x\n".encode())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert robots.lines("https://a.gov.vn/") == ("Disallow: /x",)
    assert most < 40 * len(text)  # 260 MB where each rule is kept for each name

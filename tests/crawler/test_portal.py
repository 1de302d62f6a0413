from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from crawler.portal import PortalError, bundled_keys, find_portal, load_portal, parse_portal
from tests.crawler.conftest import Luutru

MINIMAL = "homepage = 'https://example.gov.vn/'\n"


def portal(text: str = MINIMAL, **values: str):
    return parse_portal(text, key="example", origin="example.toml", overrides=values)


def test_a_home_page_is_all_that_a_definition_needs() -> None:
    made = portal()
    assert made.key == "example"
    assert made.name == "example"
    assert made.seeds == (("seed", "https://example.gov.vn/"),)
    assert made.definition.politeness.delay == 1.0
    assert made.definition.politeness.concurrency == 2


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("", "homepage", "missing"),
        ("homepage = 3", "homepage", "write it in quotes"),
        ("homepage = 'ftp://example.gov.vn/'", "homepage", "no http(s) address"),
        (MINIMAL + "titel = 'x'", "titel", "unknown key"),
        (MINIMAL + "[article]\nurl = '('", "article.url", "no regular expression"),
        (MINIMAL + "[discover]\nfollow = ['[a-']", "discover.follow.0", "no regular expression"),
        (MINIMAL + "[article]\nbody = 'div[['", "article.body", "no CSS selector"),
        (MINIMAL + "[article]\ntitel = 'h1'", "article.titel", "unknown key"),
        (MINIMAL + "[discover]\nfeeds = ['https://other.vn/rss']", "discover.feeds", "outside the portal's hosts"),
        (MINIMAL + "[discover]\nfeeds = ['/rss', '/rss']", "discover.feeds", "stands twice"),
        (MINIMAL + "[discover]\nlistings = ['http://www.example.gov.vn/']", "discover.listings", "stands twice"),
        (MINIMAL + "timezone = 'Asia/Hanoi'", "timezone", "no time zone"),
        (MINIMAL + "hosts = ['a/b']", "hosts", "no host"),
        (MINIMAL + "valid_from = 2025-07-01\nvalid_until = 2025-06-30", "valid_until", "before valid_from"),
        (MINIMAL + "[politeness]\ndelay = -1", "politeness.delay", "write 0.0 or more"),
        (MINIMAL + "[politeness]\ndelay = 'a'", "politeness.delay", "write a number, without quotes"),
        (MINIMAL + "[politeness]\nconcurrency = 1.5", "politeness.concurrency", "write a whole number"),
        (MINIMAL + "hosts = 'a.vn'", "hosts", "write a list, as in"),
        (MINIMAL + "private = 'yes'", "private", "write true or false"),
        (MINIMAL + "valid_until = 'soon'", "valid_until", "write a date, as in 2025-06-30"),
        (MINIMAL + "schedule = 'daily'", "schedule", "write it as [schedule] and its keys below"),
        (MINIMAL + "languge = 'vi'", "languge", "is language meant?"),
        (MINIMAL + "delay = 3", "delay", "is politeness.delay meant?"),
        (MINIMAL + "[discover]\nfeed = ['/rss']", "discover.feed", "is discover.feeds meant?"),
        (MINIMAL + "[tls]\noldest = 'x'", "tls.oldest", "write one of 'TLSv1'"),
        (MINIMAL + f"x = {'[' * 100_000}{']' * 100_000}", "", "too many"),
        (MINIMAL + f"x = {'[' * 50_000}{']' * 50_000}", "", "too deep"),
        (MINIMAL + f"x = {'1' * 10_000}", "", "not TOML"),
        (MINIMAL + f"a{'.a' * 20_000} = 1", "", "a key of 50 parts"),
        (MINIMAL + "[schedule]\ninterval = 'soon'", "schedule.interval", "no length of time"),
        (MINIMAL + "[schedule]\ninterval = '99999999999 weeks'", "schedule.interval", "longer than 3650 days"),
        (MINIMAL + f"[schedule]\ninterval = '{'9' * 400} days'", "schedule.interval", "longer than 3650 days"),
        (MINIMAL + "[schedule]\nwatch = ['1 day', '40000 weeks']", "schedule.watch", "longer than 3650 days"),
        (MINIMAL + "[schedule]\npaused_until = 0001-01-01", "schedule.paused_until", "write 1970-01-01 or more"),
        ("homepage = 'http://127.0.0.1:8000/'", "homepage", "private"),
        (MINIMAL + "hosts = ['192.168.0.7']", "hosts", "private"),
        ("homepage = ", "not TOML", "at end of document"),
    ],
)
def test_what_is_wrong_is_one_line_with_file_key_and_reason(text: str, key: str, reason: str) -> None:
    with pytest.raises(PortalError) as caught:
        portal(text)
    line = str(caught.value)
    assert line.startswith(f"example.toml: {key}")
    assert reason in line
    assert "\n" not in line
    assert caught.value.exit_status == 2


def test_host_and_port_make_a_host_and_www_does_not() -> None:
    made = parse_portal(
        "homepage = 'http://127.0.0.1:8803/'\nprivate = true\nhosts = ['localhost:8803']", key="p", origin="p.toml"
    )
    assert made.owns("http://127.0.0.1:8803/a")
    assert made.owns("http://localhost:8803/a")
    assert not made.owns("http://127.0.0.1:8804/a")
    assert not made.owns("http://10.255.255.1/")
    assert portal().owns("http://www.example.gov.vn/x")
    assert not portal().owns("https://example.gov.vn.evil.com/")


def test_values_can_be_overridden_for_one_run() -> None:
    made = portal(**{"politeness.delay": "0", "name": "'Huyện'", "language": "vi"})
    assert (made.definition.politeness.delay, made.name, made.definition.language) == (0.0, "Huyện", "vi")


def test_the_users_own_definition_is_looked_at_first(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "thuynguyen.toml").write_text(MINIMAL, encoding="utf-8")
    assert find_portal("thuynguyen", tmp_path).homepage == "https://example.gov.vn/"
    assert find_portal("thuynguyen", tmp_path / "empty").homepage == "https://thuynguyen.haiphong.gov.vn/"


def test_every_bundled_definition_loads(tmp_path: Path) -> None:
    assert set(bundled_keys()) >= {"demo", "thuynguyen"}
    for key in bundled_keys():
        assert find_portal(key, tmp_path).name


def test_thuy_nguyen_ended_with_its_district(tmp_path: Path) -> None:
    made = find_portal("thuynguyen", tmp_path)
    assert made.expired(date(2025, 7, 1))
    assert not made.expired(date(2025, 6, 30))
    assert made.is_article_url("https://thuynguyen.haiphong.gov.vn/tin-tuc-su-kien/huyen-uy-to-chuc-hoi-nghi-123456")
    assert not made.is_article_url("https://thuynguyen.haiphong.gov.vn/tin-tuc-su-kien")


def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for file in (tmp_path / "missing.toml", binary, tmp_path):
        with pytest.raises(PortalError) as caught:
            load_portal(file)
        assert str(file) in str(caught.value)
    with pytest.raises(PortalError, match="known are"):
        find_portal("nowhere", tmp_path)


def test_a_platform_brings_its_usual_addresses_where_the_definition_names_none() -> None:
    made = portal(MINIMAL + "platform = 'wordpress'")
    assert made.guesses == (
        ("feed", "https://example.gov.vn/feed/"),
        ("sitemap", "https://example.gov.vn/wp-sitemap.xml"),
    )
    named = portal(MINIMAL + "platform = 'wordpress'\n[discover]\nfeeds = ['/tin.rss']")
    assert [road for road, _ in named.guesses] == ["sitemap"]
    with pytest.raises(PortalError, match="'wordpres' is no known platform: known are aem, dnn"):
        portal(MINIMAL + "platform = 'wordpres'")


def test_a_name_that_would_steer_the_terminal_is_printed_without(luutru: Luutru) -> None:
    file = luutru.folder / "a.toml"
    file.write_text(
        'homepage = "https://a.vn/"\nname = "A\\u001b[2J\\u202eb\\u009bm\\nluutru: done"\n', encoding="utf-8"
    )
    shown = luutru("portals", "--file", str(file)).stdout
    assert shown.splitlines()[0] == "a: A [2J b m luutru: done"
    record = luutru("portals", "--file", str(file), "--json").stdout
    assert "\\u202e" in record
    assert json.loads(record)["name"] == "A\x1b[2J\u202eb\x9bm\nluutru: done"

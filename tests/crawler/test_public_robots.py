"""robots.txt on files that no one here wrote: Google's suite for RFC 9309, crawler-commons' files, 600 real ones.

Skipped where missing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.robots import Robots

SITE = "http://example.org"

IS_ALLOWED_BY_THE_STANDARD = "/robots.txt itself is always allowed (RFC 9309, 2.2.2)"
NAMES_ARE_LETTERS = (
    "a crawler's name holds no digits (2.2.1); ours is read up to them like the file's, so that it counts"
)
NAMES_ARE_ONE_WORD = "a crawler's name is one word (2.2.1)"
OCTETS_ARE_ENCODED = (
    "octets outside ASCII are percent-encoded before they are compared (2.2.2), by us in rule and address"
)
OCTETS_ARE_DECODED = "%62 is compared as b, in rule and address (2.2.2, the last line of its table)"
MISSES = {
    ("327748", "http://m.example.com/robots.txt", "asdfbot"): IS_ALLOWED_BY_THE_STANDARD,
    ("369883", "http://example.com/robots.txt", "BarBot"): IS_ALLOWED_BY_THE_STANDARD,
    ("369883", "http://example.com/robots.txt", "AB"): IS_ALLOWED_BY_THE_STANDARD,
    ("860237", "http://example.com/robots.txt", "XYZ"): IS_ALLOWED_BY_THE_STANDARD,
    ("369883", "http://example.com/foo/bar", "AB42bot"): NAMES_ARE_LETTERS,
    ("369883", "http://example.com/", "AB42bot"): NAMES_ARE_LETTERS,
    ("user-agent-name", "http://foo.bar/x/y", "Foo Bar"): NAMES_ARE_ONE_WORD,
    ("non-ascii-paths", "http://foo.bar/foo/bar/ツ", "FooBot"): OCTETS_ARE_ENCODED,
    ("non-ascii-paths", "http://foo.bar/foo/bar/baz", "FooBot"): OCTETS_ARE_DECODED,
}
"""By file, address and crawler. The one of `ツ` stands twice in the suite, for the rule written both ways."""

_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*")|(?P<field>[a-z_]+)\s*:|\b(?P<verdict>ALLOWED|DISALLOWED)\b|#[^\n]*"""
)


def folder(shared: Path, name: str) -> Path:
    place = shared / "corpora" / name
    if not place.is_dir():
        pytest.skip(f"corpora/{name} is not among the public test data")
    return place


def verdicts(text: str) -> Iterator[tuple[bytes, str, str, bool]]:
    """File, address, crawler and whether it may, of each case of a text-format protocol buffer."""
    field, values = "", {}
    for token in _TOKEN.finditer(text):
        if token["field"]:
            field = token["field"]
            values[field] = b""
        elif token["string"]:
            # Octets are written as \x..; letters outside ASCII stand as they are, in UTF-8.
            written = "".join(mark if mark.isascii() else "".join(f"\\x{byte:02x}" for byte in mark.encode())
                              for mark in token["string"])  # fmt: skip
            values[field] += ast.literal_eval(f"b{written}")
        elif token["verdict"] and field == "expected_outcome":
            yield (
                values["robotstxt"],
                values["testurl"].decode(),
                values["useragent"].decode(),
                token["verdict"] == "ALLOWED",
            )


def read(payload: bytes, name: str, url: str = SITE) -> Robots:
    robots = Robots(name, delay_seconds=0)
    robots.read(url, payload)
    return robots


def test_google_suite_for_rfc_9309(shared: Path) -> None:
    place = folder(shared, "robotstxt-spec-test")
    cases, misses = 0, []
    for file in sorted(place.rglob("*.textproto")):
        for payload, url, name, allowed in verdicts(file.read_text(encoding="utf-8")):
            cases += 1
            if read(payload, name, url).allows(url) != allowed:
                misses.append((file.stem, url, name))
    assert set(misses) == set(MISSES)
    assert (cases, len(misses)) == (400, 10)


def allowed_of(payload: bytes, name: str, paths: str) -> str:
    """Those of the paths that `name` may ask for."""
    robots = read(payload, name)
    return " ".join(path for path in paths.split() if robots.allows(SITE + path))


@pytest.mark.parametrize(
    ("name", "crawler", "paths", "allowed"),
    [
        ("crawl-delay-group-merging", "mybot", "/ /private/ /login/", "/ /login/"),
        ("crawl-delay-group-merging", "yourbot", "/ /private/ /login/", "/"),
        ("extensions-group-merging", "mybot", "/ /private/ /login/", "/"),
        ("extensions-group-merging", "yourbot", "/ /private/ /login/", "/"),
        ("extensions-group-merging", "otherbot", "/ /llms.txt", "/llms.txt"),
        ("directive-typos-robots", "bot-a", "/useragent/", "/useragent/"),
        ("dos-line-endings", "mybot", "/", "/"),
        ("extension-robots", "mybot", "/ /private/ /secret/", "/ /secret/"),
        ("extension-robots", "otherbot", "/ /private/ /admin/", "/ /private/"),
        (
            "malformed-path",
            "mybot",
            "/wiki/Main_Page /wiki/Wikipedia_talk:Mediation_Committee/",
            "/wiki/Main_Page",
        ),
        ("many-user-agents", "wget", "/ /tmp", ""),
        ("many-user-agents", "mybot", "/", "/"),
        ("merge-rules", "wget", "/foo/bar/baz.gif /tmp/bar /tmp/foo/bar /foo", "/foo/bar/baz.gif /tmp/foo/bar /foo"),
        ("merge-rules", "mybot", "/foo/bar/baz.gif /a/tmp/bar /foo", "/a/tmp/bar /foo"),
        ("precedence-of-rules", "testy", "/foo/baz /foo/bar /foo", "/foo/bar"),
        ("precedence-of-rules", "wget", "/foo /index.html /a", "/foo /index.html"),
        ("rfc9309-example-longest-match-robots", "foobot", "/example/page/ /example/page/disallowed.gif",
         "/example/page/"),
        ("rfc9309-example-rule-group-merging", "ExampleBot", "/foo /bar /baz /qux", "/qux"),
        ("rfc9309-example-rule-group-merging", "BazBot", "/foo /bar /baz", "/foo /bar"),
        ("rfc9309-example-simple-robots", "foobot", "/ /example/page.html /example/allowed.gif",
         "/example/page.html /example/allowed.gif"),
        ("rfc9309-example-simple-robots", "barbot", "/ /example/page.html", "/"),
        ("rfc9309-example-simple-robots", "quxbot", "/ /a.gif /example/", "/ /a.gif /example/"),
        ("rfc9309-example-simple-robots", "mybot", "/ /example/ /publications/", "/ /publications/"),
        ("robots-with-utf8-bom", "mybot", "/profile /a/output/print /a", "/a"),
        ("robots-with-utf16le-bom", "mybot", "/profile /a/output/print /a", "/a"),
        ("robots-with-utf16be-bom", "mybot", "/profile /a/output/print /a", "/a"),
        ("twitter.com-robots", "mybot", "/a /a?b /a/with_friends", "/a"),
        ("wildcards", "mybot", "/ /gp/cart /wishlist/a /wishlist/universal-b", "/ /wishlist/universal-b"),
        ("www.flot.com-robots", "mybot", "/ /upload/a", "/"),
    ],
)  # fmt: skip
def test_crawler_commons_rules(shared: Path, name: str, crawler: str, paths: str, allowed: str) -> None:
    payload = (folder(shared, "crawler-commons/robots") / f"{name}.txt").read_bytes()
    assert allowed_of(payload, crawler, paths) == allowed


@pytest.mark.parametrize(
    ("name", "crawler", "seconds"),
    [
        ("crawl-delay-group-merging", "mybot", 10),
        ("crawl-delay-group-merging", "yourbot", None),
        ("crawl-delay-group-merging", "otherbot", 30),
        ("extensions-group-merging", "mybot", 6),
        ("extensions-group-merging", "yourbot", None),
        ("extensions-group-merging", "otherbot", 2),
        ("extension-robots", "mybot", 6),
        ("astore.amazon.com-robots", "mybot", 5),
        ("dos-line-endings", "mybot", 1),
        ("twitter.com-robots", "msnbot", 10),
        ("twitter.com-robots", "mybot", None),
    ],
)
def test_crawler_commons_speed(shared: Path, name: str, crawler: str, seconds: float | None) -> None:
    payload = (folder(shared, "crawler-commons/robots") / f"{name}.txt").read_bytes()
    assert read(payload, crawler).crawl_delay(SITE) == seconds


@pytest.mark.parametrize(
    ("name", "sitemaps"),
    [
        ("sitemap-robots-dedup", ["http://example.org/sitemap.xml"]),
        ("sitemap-robots", ["http://domain.com/sitemap.xml", "http://domain.com/dir/MixedCased-sitemap.xml"]),
        ("relative-sitemap-robots", ["/sitemap.xml"]),
        ("format-errors-robots", ["/sitemap.xml"]),
        ("extension-robots", ["/sitemap.xml"]),
        ("www.flot.com-robots", ["http://flot.com/sitemap_index.xml"]),
        ("robots-with-utf16le-bom", ["http://www.newsweek.com/sitemap_index.xml"]),
    ],
)
def test_crawler_commons_sitemaps(shared: Path, name: str, sitemaps: list[str]) -> None:
    payload = (folder(shared, "crawler-commons/robots") / f"{name}.txt").read_bytes()
    assert read(payload, "mybot").sitemaps(SITE) == sitemaps


def test_real_files_are_read_and_their_sitemaps_found(shared: Path) -> None:
    files = [file for file in sorted(folder(shared, "protego").iterdir()) if file.name != "LICENSE"]
    closed = slow = sitemaps = missed = 0
    for file in files:
        payload = file.read_bytes()
        robots = read(payload, "luutru")
        closed += not robots.allows(f"{SITE}/tin-tuc/1")
        delay = robots.crawl_delay(SITE)
        assert delay is None or 0 < delay <= 60, file.name
        slow += delay is not None
        found = robots.sitemaps(SITE)
        sitemaps += len(found)
        encoding = "utf-16" if payload.startswith(b"\xff\xfe") else "utf-8"
        lines = re.findall(r"^\s*sitemap *: *(http\S+) *\r?$", payload.decode(encoding, "replace"), re.M | re.I)
        missed += len(set(lines) - set(found))
    assert (len(files), closed, slow, sitemaps, missed) == (600, 12, 70, 924, 0)

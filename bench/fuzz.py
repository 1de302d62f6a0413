"""Fuzzing by coverage (atheris, libFuzzer): whatever bytes come, each reader answers in its own words or not at all.

    python bench/fuzz.py [--seconds 3600] [--only NAME] [--corpus FOLDER] [--findings FOLDER]

Each target runs in a process of its own, one after another, each for its share of the time; its seeds are real files of
../shared, where that is there. A finding (an error that is not the reader's own, an answer that contradicts itself, ten
seconds, 2 GB) stops the target and is kept as a file. `pip install atheris` first; Linux only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SHARED = Path(__file__).resolve().parents[2] / "shared"
LONGEST_SECONDS = 10
MOST_MEGABYTES = 2000
LARGEST_SEED = 60_000
SEEDS = {
    "extraction": ("extraction/html/*", "pages/**/*.html", "corpora/extruct/**/*.html"),
    "page": ("pages/**/*.html", "corpora/html5lib-tests/encoding/*"),
    "addresses": ("corpora/ada-urls/urltestdata.json", "corpora/naughty-strings/*"),
    "feeds": ("corpora/feedparser/**/*.xml",),
    "sitemaps": ("corpora/crawler-commons/sitemaps/**/*", "corpora/defusedxml/*.xml"),
    "json": ("corpora/extruct/**/*.json*", "corpora/ada-urls/*.json"),
    "robots": ("corpora/protego/**/*.txt", "corpora/crawler-commons/robots/*"),
    "coding": ("corpora/scrapy-compressed/**/*",),
    "warc": ("corpora/warcio/**/*", "corpora/resiliparse/**/*"),
    "portal": (),
    "query": ("corpora/naughty-strings/*",),
}
URL = "https://example.gov.vn/tin-tuc/bai-viet-1.html"


def extraction() -> Callable[[bytes], None]:
    """A page to an article, or the reason why it is none."""
    from crawler.extraction import NotAnArticle, extract

    def one(data: bytes) -> None:
        try:
            article = extract(data, url=URL, timezone="Asia/Ho_Chi_Minh")
        except NotAnArticle:
            return
        assert article.title
        assert "<script" not in article.html.lower()

    return one


def page() -> Callable[[bytes], None]:
    """A whole response, links and pagers and all; byte 0 chooses type and kind."""
    from crawler.extraction import Hints
    from crawler.reading import Question, reading

    types = ("text/html", "text/html; charset=utf-16", "application/json", "text/xml", "text/plain", "", "garbage;;=")

    def one(data: bytes) -> None:
        first = data[0] if data else 0
        question = Question(
            url=URL, status=200, body=data[1:], content_type=types[first % len(types)],
            kind=("page", "feed", "sitemap")[first // 16 % 3], hints=Hints(), homepage="https://example.gov.vn/",
            timezone="UTC", language="vi", fields={},
        )  # fmt: skip
        for link in reading(question).links:
            assert link.url.startswith(("http://", "https://")), link.url

    return one


def addresses() -> Callable[[bytes], None]:
    """An address in every spelling: what is canonical stays so."""
    from crawler.hosts import ascii_host, is_private_host
    from crawler.urls import absolute_url, canonical_url, request_url, split_url, url_shape

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "surrogatepass" if len(data) % 2 else "replace") if _decodes(data) else ""
        found = absolute_url(URL, text)
        url_shape(text)
        for address in (text, found or ""):
            canonical = canonical_url(address)
            if canonical is not None:
                assert canonical_url(canonical) == canonical, (address, canonical)
                assert split_url(canonical) is not None
            sent = request_url(address)
            if sent is not None:
                assert request_url(sent) == sent, (address, sent)
                assert sent.isascii()
                assert not any(ord(mark) <= 32 for mark in sent)
        host = ascii_host(text)
        if host is not None:
            assert ascii_host(host) == host, (text, host)
            is_private_host(text)

    return one


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def feeds() -> Callable[[bytes], None]:
    """A feed's links; None where it is none."""
    from crawler.discovery.feeds import feed_links

    def one(data: bytes) -> None:
        for link in feed_links(data, url=URL) or ():
            assert link.url.startswith(("http://", "https://"))

    return one


def sitemaps() -> Callable[[bytes], None]:
    """A sitemap's links; None where it is none."""
    from archive.clock import now
    from crawler.discovery.lastmods import believed
    from crawler.discovery.sitemaps import sitemap_links

    def one(data: bytes) -> None:
        links = sitemap_links(data, url=URL, plain=len(data) % 2 == 0)
        if links is not None:
            believed(links, received_at=now(), timezone="UTC")

    return one


def json_listing() -> Callable[[bytes], None]:
    """The links of a JSON listing."""
    from crawler.discovery.json_listings import json_links

    def one(data: bytes) -> None:
        json_links(data, url=URL)

    return one


def robots() -> Callable[[bytes], None]:
    """What a robots.txt allows."""
    from crawler.robots import Robots

    def one(data: bytes) -> None:
        known = Robots("luutru/0 (fuzz)", delay_seconds=1)
        known.read(URL, data)
        known.allows(URL)
        known.crawl_delay(URL)

    return one


def coding() -> Callable[[bytes], None]:
    """A body with its content coding undone; byte 0 chooses which."""
    from archive.clock import now
    from archive.records import Capture
    from crawler.decoding import body_of

    codings = ("gzip", "deflate", "br", "zstd", "gzip, br", "identity", "x-gzip", "garbage")

    def one(data: bytes) -> None:
        coding = codings[(data[0] if data else 0) % len(codings)]
        capture = Capture(
            url=URL, fetched_at=now(), status=200, headers=(("Content-Encoding", coding),), payload=data[1:]
        )
        body_of(capture)

    return one


def warc() -> Callable[[bytes], None]:
    """A file of `warc/`: every stretch is a record or damage, and none is passed over."""
    from archive.visit_records import statements
    from archive.warc_scan import members, record_of

    folder = Path(tempfile.mkdtemp())

    def one(data: bytes) -> None:
        file = folder / "a.warc.gz"
        file.write_bytes(data)
        position = 0
        for found in members(file):
            assert found.offset == position, (found.offset, position)
            position += found.length
            plain = getattr(found, "plain", None)
            if plain is not None and (record := record_of(plain)) is not None:
                record.fault()
        assert position == len(data)
        for _ in statements(folder, file.name):
            pass

    return one


def portal() -> Callable[[bytes], None]:
    """A portal's definition, or one line that says what is wrong with it; the archive's settings too."""
    from archive.errors import UsageError
    from crawler.configuration import load_configuration
    from crawler.portal import load_portal

    folder = Path(tempfile.mkdtemp())

    def one(data: bytes) -> None:
        for name, load in (("a.toml", lambda: load_portal(folder / "a.toml")),
                           ("luutru.toml", lambda: load_configuration(folder))):  # fmt: skip
            (folder / name).write_bytes(data)
            try:
                load()
            except UsageError as error:
                assert "\n" not in str(error), str(error)

    return one


def query() -> Callable[[bytes], None]:
    """A search as a researcher types it, against a real index."""
    from tantivy import Index

    from archive.errors import UsageError
    from archive.fulltext.asking import Asker, Filters
    from archive.fulltext.documents import schema
    from archive.query_reader import parse_query

    index = Index(schema())
    searcher, asker = index.searcher(), Asker(index.schema)

    def one(data: bytes) -> None:
        try:
            found = parse_query(data.decode("utf-8", "replace"))
        except UsageError:
            return
        searcher.search(asker.query(found, Filters()), limit=1)

    return one


TARGETS: dict[str, Callable[[], Callable[[bytes], None]]] = {
    "extraction": extraction, "page": page, "addresses": addresses, "feeds": feeds, "sitemaps": sitemaps,
    "json": json_listing, "robots": robots, "coding": coding, "warc": warc, "portal": portal, "query": query,
}  # fmt: skip
DICTIONARY = (
    '"homepage = \'https://a.gov.vn/\'\\x0a"', '"[discover]\\x0afollow = [\'"', '"[tls]"', '"[schedule]"',
    '"<rss><channel><item><link>"', '"<urlset><url><loc>"', '"<!DOCTYPE"', '"<!ENTITY"', '"WARC/1.1\\x0d\\x0a"',
    '"Content-Length: "', '"User-agent: *\\x0aDisallow: "', '"Date: 12/12/2022"', '"application/ld+json"',
    '"NEAR("',
)  # fmt: skip


def fuzz(name: str, corpus: Path, findings: Path, seconds: int) -> None:
    """Runs one target in this process, which libFuzzer ends."""
    import atheris

    with atheris.instrument_imports(include=["crawler", "archive"]):
        one = TARGETS[name]()
    words = findings / "dictionary"
    words.write_text("\n".join(DICTIONARY) + "\n", encoding="utf-8")
    atheris.Setup(
        [sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-timeout={LONGEST_SECONDS}", "-print_final_stats=1",
         f"-rss_limit_mb={MOST_MEGABYTES}", f"-artifact_prefix={findings}/{name}-", "-verbosity=0", "-max_len=100000",
         f"-dict={words}"],
        one,
    )  # fmt: skip
    atheris.Fuzz()


def seeds(name: str, folder: Path) -> None:
    """Copies the real files that a target begins with, those of modest size."""
    import hashlib

    for pattern in SEEDS[name]:
        for file in SHARED.glob(pattern):
            if file.is_file() and file.stat().st_size <= LARGEST_SEED:
                content = file.read_bytes()
                if name == "addresses":
                    for line in content.splitlines()[:4000]:
                        (folder / hashlib.sha256(line).hexdigest()[:16]).write_bytes(line.strip(b' ",')[:2000])
                    continue
                (folder / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)


def run(names: Iterable[str], seconds: int, corpus: Path, findings: Path) -> int:
    """Runs the targets one after another; how many found something."""
    chosen = list(names)
    share, found = max(5, seconds // len(chosen)), 0
    for name in chosen:
        place = corpus / name
        place.mkdir(parents=True, exist_ok=True)
        seeds(name, place)
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, __file__, "--target", name, "--seconds", str(share), "--corpus", str(place),
             "--findings", str(findings)],
            capture_output=True, text=True, errors="replace", check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        )  # fmt: skip
        stats = dict(line.split(": ", 1) for line in done.stderr.splitlines() if line.startswith("stat::"))
        runs = stats.get("stat::number_of_executed_units", "?").strip()
        took, kept = time.monotonic() - started, len(list(place.iterdir()))
        ended = "a finding" if done.returncode else "nothing found"
        print(f"{name:<11} {took:6.0f} s, {runs:>9} inputs, {kept} in corpus: {ended}", flush=True)
        if done.returncode:
            found += 1
            print("\n".join(line for line in done.stderr.splitlines()[-60:] if "INFO" not in line), flush=True)
    return found


def main() -> int:
    """Fuzzes; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--only", choices=sorted(TARGETS))
    parser.add_argument("--target", choices=sorted(TARGETS), help=argparse.SUPPRESS)
    parser.add_argument("--corpus", type=Path, default=Path("build/fuzz/corpus"))
    parser.add_argument("--findings", type=Path, default=Path("build/fuzz/findings"))
    given = parser.parse_args()
    given.findings.mkdir(parents=True, exist_ok=True)
    if given.target:
        fuzz(given.target, given.corpus, given.findings, given.seconds)
        return 0
    return int(run([given.only] if given.only else TARGETS, given.seconds, given.corpus, given.findings) > 0)


if __name__ == "__main__":
    raise SystemExit(main())

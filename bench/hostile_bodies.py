"""Hostile portals whose responses are too large, never end, or unpack to more than anybody can hold."""

from __future__ import annotations

import gzip
import io
import sys
import time
import zipfile
import zlib
from functools import cache

import brotli
from hostile_site import Talk, article, case, home

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ZEROS = b" " * (1 << 20)
GIGA = 1024
"""Of those make a gigabyte."""
SITEMAP = (
    b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://a.vn/1</loc></url>",
    b"</urlset>",
)  # fmt: skip
FEED = (b"<rss version='2.0'><channel>", b"</channel></rss>")
RULES = b"User-agent: *\nAllow: /\n"


@cache
def _gzipped(megabytes: int, before: bytes = b"", after: bytes = b"") -> bytes:
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", compresslevel=1) as file:
        file.write(before)
        for _ in range(megabytes):
            file.write(ZEROS)
        file.write(after)
    return made.getvalue()


@cache
def _packed(coding: str) -> bytes:
    """A gigabyte of spaces in another coding."""
    if coding == "br":
        packer = brotli.Compressor(quality=3)
        return b"".join(packer.process(ZEROS) for _ in range(GIGA)) + packer.finish()
    packer = zstd.ZstdCompressor() if coding == "zstd" else zlib.compressobj(1)
    return b"".join(packer.compress(ZEROS) for _ in range(GIGA)) + packer.flush()


def make_ready() -> None:
    """Packs what takes a while to pack, so that nobody waits for it who must not."""
    for coding in ("br", "zstd", "deflate"):
        _packed(coding)
    for megabytes, around in ((GIGA, (b"<html><body><h1>A</h1>",)), (GIGA, SITEMAP), (2 * GIGA, (RULES,)), (GIGA, ()),
                              (GIGA, FEED)):  # fmt: skip
        _gzipped(megabytes, *around)
    for kind in ("pdf", "zip"):
        _document(kind)


@case("gzip bomb", quick="crawl")
def gzip_bomb(talk: Talk) -> None:
    """A page of a gigabyte of spaces in a megabyte of gzip."""
    talk.answer(_gzipped(GIGA, b"<html><body><h1>A</h1>"), Content_Encoding="gzip")


@case("deflate bomb")
def deflate_bomb(talk: Talk) -> None:
    """The same, deflated."""
    talk.answer(_packed("deflate"), Content_Encoding="deflate")


@case("brotli bomb")
def brotli_bomb(talk: Talk) -> None:
    """A page of a gigabyte in brotli, which nobody asked for."""
    talk.answer(_packed("br"), Content_Encoding="br")


@case("zstd bomb")
def zstd_bomb(talk: Talk) -> None:
    """A page of a gigabyte in Zstandard, which nobody asked for."""
    talk.answer(_packed("zstd"), Content_Encoding="zstd")


@case("gzip in gzip in gzip")
def gzip_in_gzip(talk: Talk) -> None:
    """Ten gigabytes packed three times, one coding upon the other."""
    packed = _gzipped(GIGA) * 10
    talk.answer(gzip.compress(gzip.compress(packed)), Content_Encoding="gzip, gzip, gzip")


@case("two hundred codings")
def two_hundred_codings(talk: Talk) -> None:
    """A page that claims to be packed two hundred times."""
    talk.answer(gzip.compress(article(9).encode()), Content_Encoding=", ".join(["gzip"] * 200))


@case("a million gzip members")
def a_million_gzip_members(talk: Talk) -> None:
    """A stream of a million members of one letter each."""
    talk.answer(gzip.compress(b"a") * 1_000_000, Content_Encoding="gzip")


@case("sitemap bomb", path="/sitemap.xml")
def sitemap_bomb(talk: Talk) -> None:
    """A sitemap in gzip, a gigabyte of spaces in it."""
    talk.answer(_gzipped(GIGA, *SITEMAP), Content_Type="application/gzip")


@case("sitemap packed thrice", path="/sitemap.xml")
def sitemap_packed_thrice(talk: Talk) -> None:
    """A sitemap that is a gzip file of a gzip file, sent with a gzip coding."""
    talk.answer(gzip.compress(gzip.compress(_gzipped(GIGA, *SITEMAP))), Content_Type="application/x-gzip",
                Content_Encoding="gzip")  # fmt: skip


@case("robots bomb", path="/robots.txt")
def robots_bomb(talk: Talk) -> None:
    """A robots.txt of two gigabytes in gzip."""
    talk.answer(_gzipped(2 * GIGA, RULES), Content_Type="text/plain", Content_Encoding="gzip")


@case("robots of a million lines", path="/robots.txt")
def robots_of_a_million_lines(talk: Talk) -> None:
    """A robots.txt of hundreds of thousands of rules with wildcards, and of as many sitemaps."""
    rules = "".join(f"Disallow: /*{n}*a*b*c*d*$\nSitemap: http://{talk.host}/s{n}.xml\n" for n in range(300_000))
    talk.answer(f"User-agent: *\n{rules}", Content_Type="text/plain")


@case("rules that go back and back", path="/robots.txt")
def rules_that_go_back_and_back(talk: Talk) -> None:
    """A robots.txt whose wildcards would take a century for a search that goes back."""
    rules = "".join(f"Disallow: /{'*a' * 60}{n}$\n" for n in range(200))
    talk.answer(f"User-agent: *\n{rules}", Content_Type="text/plain")


@case("feed bomb", path="/rss.xml")
def feed_bomb(talk: Talk) -> None:
    """A feed of a gigabyte in gzip."""
    talk.answer(_gzipped(GIGA, *FEED), Content_Encoding="gzip",
                Content_Type="application/rss+xml")  # fmt: skip


@case("a body without end", quick="extract")
def a_body_without_end(talk: Talk) -> None:
    """A page that goes on for as long as somebody reads."""
    talk.begin()
    while talk.is_wanted():
        talk.send(b"<p>Lorem ipsum dolor sit amet" * 1000)


@case("chunks without end")
def chunks_without_end(talk: Talk) -> None:
    """The same in chunks of one byte."""
    talk.begin(Transfer_Encoding="chunked")
    while talk.is_wanted():
        talk.send(b"1\r\na\r\n" * 5000)


@case("a byte a second")
def a_byte_a_second(talk: Talk) -> None:
    """A page that comes a byte a second, for ever."""
    talk.begin()
    while talk.is_wanted():
        talk.send(b"a")
        time.sleep(1)


@case("robots a byte a second", path="/robots.txt", articles=False)
def robots_a_byte_a_second(talk: Talk) -> None:
    """A robots.txt that comes a byte a second, for ever."""
    a_byte_a_second(talk)


@case("a home page that hangs", path="/", articles=False)
def a_home_page_that_hangs(talk: Talk) -> None:
    """A home page whose head comes at once and whose body never."""
    talk.begin()
    while talk.is_wanted():
        time.sleep(1)


@case("a terabyte announced")
def a_terabyte_announced(talk: Talk) -> None:
    """A page that says it is a terabyte long."""
    talk.answer(article(9), Content_Length="1099511627776")


@case("a length below zero")
def a_length_below_zero(talk: Talk) -> None:
    """A page whose length is -1."""
    talk.answer(article(9), Content_Length="-1")


@case("a chunk of 2 to the 64")
def a_chunk_of_2_to_the_64(talk: Talk) -> None:
    """A chunk that says it is as long as no memory is."""
    talk.begin(Transfer_Encoding="chunked")
    talk.send(b"FFFFFFFFFFFFFFFF\r\n" + ZEROS)


@case("a chunk extension without end")
def a_chunk_extension_without_end(talk: Talk) -> None:
    """A chunk whose extension goes on for as long as somebody reads."""
    talk.begin(Transfer_Encoding="chunked")
    talk.send(b"5;a=")
    while talk.is_wanted():
        talk.send(b"b" * 65536)


@case("a trailer without end")
def a_trailer_without_end(talk: Talk) -> None:
    """Headers behind the last chunk that go on for as long as somebody reads."""
    talk.begin(Transfer_Encoding="chunked")
    talk.send(b"5\r\nhello\r\n0\r\n")
    while talk.is_wanted():
        talk.send(b"X-Trailer: 1\r\n" * 1000)


@case("documents that unpack to much", path="*")
def documents_that_unpack_to_much(talk: Talk) -> None:
    """Archives within archives, a PDF and a DOCX that unpack to gigabytes: they are only stored."""
    names = ("a.zip", "b.docx", "c.pdf", "d.gz", "e.xlsx")
    if talk.path == "/":
        talk.answer(home(talk.host, "".join(f"<a href='/hostile/{name}'>Văn bản {name}</a>" for name in names)))
    else:
        talk.answer(_document(talk.path.rpartition(".")[2]), Content_Type="application/octet-stream")


@cache
def _document(kind: str) -> bytes:
    if kind == "gz":
        return _gzipped(GIGA)
    if kind == "pdf":
        stream = _packed("deflate")
        return b"%%PDF-1.7\n1 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + b"\nendstream"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("../../../../etc/cron.d/a", ZEROS * 64)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(16):
            file.writestr(f"word/{number}.zip", inner.getvalue() * 16)
    return outer.getvalue()

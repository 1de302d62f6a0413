"""Where luutru and other extractors disagree, over pages that nobody has judged: a harness without truth.

    python bench/disagreement.py SITE|ARCHIVE… [--every N] [--sample 50] [--seed N] [--json FILE]

SITE is a folder of HTML pages, or of pages with their addresses in the form that bench/train_blocks.py describes (their
truth is not looked at), ARCHIVE a folder that holds archive.db (the latest capture of each page). Beside luutru stand
trafilatura, readability, resiliparse, newspaper4k and magic-html, where installed. Counted are blocks
of a page (paragraph, item, heading, cell, quote) that two or more of them keep and luutru drops, and blocks that luutru
alone keeps, by kind, within or outside what luutru keeps; pages that luutru refuses and two or more read; titles,
dates and authors that part. `--sample` draws so many differences in blocks from each place at random, to be read by a
person.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import lxml.html
from peers import Extractor, installed, tried

from archive import Archive
from crawler.extraction import Hints, NotAnArticle, extract
from crawler.extraction.words import letters

PEERS = ["trafilatura with metadata", "readability-lxml", "resiliparse", "newspaper4k", "magic-html"]
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "pre", "dt", "dd", "div", "section")
KINDS = {"p": "paragraph", "div": "paragraph", "section": "paragraph", "li": "item", "dt": "item", "dd": "item",
         "td": "cell", "th": "cell", "blockquote": "quote", "pre": "quote"}  # fmt: skip
ENOUGH_LETTERS, ENOUGH_WORDS = 20, 80
BEGINNING = 60
"""Letters by which a block is looked for: further on stand formulas and marks of notes, which each writes otherwise."""
_STUB = re.compile(rb"<meta[^>]{0,40}http-equiv=\W?refresh", re.IGNORECASE)


@dataclass(frozen=True)
class Difference:
    """One thing that luutru reads otherwise than two or more others."""

    url: str
    kind: str
    what: str


def main() -> None:
    """Reads, compares, counts and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="every Nth page alone")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    for place in given.places:
        pages = list(_pages(place))[:: given.every]
        with Pool(2) as pool:
            found = [one for many in pool.imap_unordered(differences, pages, chunksize=8) for one in many]
        _print(place, len(pages), found, given.sample, random.Random(given.seed))
        if given.json:
            with given.json.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in found)


def _pages(place: Path) -> Iterator[tuple[bytes, str, str]]:
    """Body, address and content type of each page."""
    if (place / "archive.db").exists():
        with Archive.open(place) as archive:
            rows = archive.rows(
                "SELECT url, max(id) AS id FROM captures WHERE status = 200 AND media_type LIKE '%html%' GROUP BY url"
            )
            for row in rows:
                captured = archive.captured(row["id"])
                yield captured.payload, row["url"], captured.content_type
        return
    if (place / "pages.json").exists():
        for page in json.loads((place / "pages.json").read_text(encoding="utf-8")):
            yield (place / page["html"]).read_bytes(), page["url"], ""
        return
    for file in sorted(place.rglob("*.html")):
        if file.is_file() and not _STUB.search(body := file.read_bytes()):
            yield body, f"https://site.example/{file.relative_to(place).as_posix().removesuffix('index.html')}", ""


@cache
def _peers() -> dict[str, Extractor]:
    return installed(PEERS)[0]


def differences(page: tuple[bytes, str, str]) -> list[Difference]:
    """How a page is read otherwise than by the others."""
    body, url, content_type = page
    text = body.decode("utf-8", "replace")
    others = {name: tried(peer, body, text, url) for name, peer in _peers().items()}
    kept = {name: letters(unicodedata.normalize("NFC", made.text)) for name, made in others.items()}
    try:
        article = extract(body, url=url, content_type=content_type, hints=Hints())
    except NotAnArticle as reason:
        readers = [name for name, made in others.items() if len(made.text.split()) >= ENOUGH_WORDS]
        return [Difference(url, f"refused: {reason.kind}", reason.reason)] if len(readers) >= 2 else []
    return [*_blocks(url, text, article, kept), *_fields(url, article, others)]


def _blocks(url: str, text: str, article: Any, kept: dict[str, str]) -> Iterator[Difference]:
    said = [article.title, article.text, article.author, article.source, article.category]
    said += [image.caption for image in article.images] + [one.name for one in article.attachments]
    have = letters(" ".join(said))
    leaves = list(_leaves(text))
    ours = [plain[:BEGINNING] in have for _, _, plain in leaves]
    inside = [number for number, is_ours in enumerate(ours) if is_ours]
    for number, (kind, printed, plain) in enumerate(leaves):
        voices = sum(plain[:BEGINNING] in other for other in kept.values())
        place = "within" if inside and inside[0] < number < inside[-1] else "outside"
        if not ours[number] and voices >= 2:
            yield Difference(url, f"dropped {kind} {place}", printed)
        elif ours[number] and not voices and len(kept) >= 2 and plain[:BEGINNING] in letters(article.text):
            yield Difference(url, f"kept alone: {kind}", printed)


def _leaves(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, text and letters of each innermost block of a page."""
    tree = lxml.html.document_fromstring(
        text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    )
    for element in tree.iter(*BLOCKS):
        if any(True for _ in element.iterdescendants(*BLOCKS, "script", "style")):
            continue
        printed = unicodedata.normalize("NFC", " ".join(element.text_content().split()))
        plain = letters(printed)
        if len(plain) >= ENOUGH_LETTERS:
            yield KINDS.get(element.tag, "heading"), printed[:160], plain


def _fields(url: str, article: Any, others: dict[str, Any]) -> Iterator[Difference]:
    fields = ("title", article.title), ("date", str(article.published_on or "")), ("author", article.author)
    for name, mine in fields:
        said = Counter(value for made in others.values() if (value := getattr(made, name, None)))
        if not said:
            continue
        value, voices = said.most_common(1)[0]
        if voices >= 2 and (not mine or (letters(value) != letters(mine) and letters(mine) not in letters(value))):
            yield Difference(url, name, f"{mine!r}, others {value!r}")


def _print(place: Path, pages: int, found: list[Difference], sample: int, chance: random.Random) -> None:
    print(f"== {place}: {pages} pages, {len(found)} differences, with {', '.join(_peers()) or 'no peer'}")
    counts = Counter(one.kind for one in found)
    for kind, count in counts.most_common():
        examples = [one for one in found if one.kind == kind]
        where = len({one.url for one in examples})
        print(f"  {kind}: {count} on {where} pages")
        for one in chance.sample(examples, min(10 if not sample else 0, len(examples))):
            print(f"      {one.url}: {one.what}")
    blocks = [one for one in found if one.kind.startswith(("dropped", "kept"))]
    for number, one in enumerate(chance.sample(blocks, min(sample, len(blocks))), 1):
        print(f"  {number}. [{one.kind}] {one.url}\n        {one.what}")


if __name__ == "__main__":
    main()

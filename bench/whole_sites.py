"""Three real government sites, whole, read page by page from their folders and held against their truth.

    python bench/whole_sites.py [NAME …] [--shared ../shared] [--unpacked FOLDER] [--examples N] [--json]

Nothing is crawled (bench/site.py does that): each page is read as `extract` reads it, without siblings. Types follow
the paths in ../shared/sites/README.md; bodies are measured by the article-extraction benchmark's metric, and so is the
element that holds the content, as the best that a selector could do against the same truth. A block of that element
(paragraph, item, heading, cell) lacks where its letters stand in no field of the article.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tarfile
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
from shingles import Score, f1, score

from crawler.extraction import Hints, NotAnArticle, extract, parse_date
from crawler.extraction.words import letters

ROOT = Path(__file__).parents[1]
NEWS = ("news", "notice")
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "pre", "dt", "dd")
_MARKS = re.compile(r"<[^>]+>|\*\*|\\")
_STUB = re.compile(rb"<meta[^>]{0,40}http-equiv=\W?refresh", re.IGNORECASE)


@dataclass(frozen=True)
class SiteUnderTest:
    """A site: where its pages and its truth lie, its content element, and which paths are which type."""

    name: str
    truth: str
    content: str
    """XPath of the elements that hold an article's text."""
    types: tuple[tuple[str, tuple[str, ...]], ...]
    """Pattern of a path, and the types that are right there; the rows of the truth are news."""
    base: str


SITES = (
    SiteUnderTest("cds/en", "cds/truth-en.jsonl", "//article|//main[not(.//article)]", (), "http://127.0.0.1:8803"),
    SiteUnderTest("cds/fr", "cds/truth-fr.jsonl", "//article|//main[not(.//article)]", (), "http://127.0.0.1:8804"),
    SiteUnderTest(
        "mlaw", "mlaw/truth.jsonl", '//div[contains(@class, "print-content")]',
        (("^/about-us/.", ("guide", "profile")),), "http://127.0.0.1:9100",
    ),
    SiteUnderTest(
        "digitalgov", "digitalgov/truth.jsonl", '//main//*[contains(@class, "content")]',
        (
            ("^/events?/.", ("event",)),
            ("^/(?:resources|guides?|services)/.", ("guide",)),
            ("^/(?:communities|authors)/.", ("profile",)),
        ),
        "http://127.0.0.1:9101",
    ),
)  # fmt: skip


@dataclass
class Figures:
    """What a site's pages came to."""

    counts: Counter[str] = field(default_factory=Counter)
    scores: list[Score] = field(default_factory=list)
    holders: list[Score] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)


def main() -> None:
    """Measures the sites that are named, all of them without a name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--unpacked", type=Path, help="folder that holds mlaw/site and digitalgov/site already")
    parser.add_argument("--examples", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for site in SITES:
            if given.names and not any(site.name.startswith(name) for name in given.names):
                continue
            folder = _folder(site, given.shared / "sites", given.unpacked, Path(scratch))
            _print(site, measured(site, folder, given.shared / "sites" / site.truth), given)


def _folder(site: SiteUnderTest, shared: Path, unpacked: Path | None, scratch: Path) -> Path:
    if (shared / site.name / "index.html").exists():
        return shared / site.name
    if unpacked is not None:
        return unpacked / site.name / "site"
    with tarfile.open(shared / site.name / "site.tar.xz") as packed:
        packed.extractall(scratch / site.name, filter="data")
    return scratch / site.name / "site"


def measured(site: SiteUnderTest, folder: Path, truth: Path) -> Figures:
    """Reads every page of a site."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in truth.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows.setdefault(unicodedata.normalize("NFC", unquote(row["url"])), []).append(row)
    figures = Figures()
    tasks = [(site, path, file, rows.get(path, [])) for path, file in _pages(folder)]
    found = {path for _, path, _, _ in tasks}
    figures.counts["rows whose page is not there"] = sum(path not in found for path in rows)
    with Pool(2) as pool:
        for one in pool.imap_unordered(_look, tasks, chunksize=16):
            figures.counts += one.counts
            figures.scores += one.scores
            figures.holders += one.holders
            figures.confusion += one.confusion
            for name, texts in one.examples.items():
                figures.examples.setdefault(name, []).extend(texts)
    return figures


def _pages(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*.html")):
        if not file.is_file():
            continue
        path = unicodedata.normalize("NFC", "/" + file.relative_to(folder).as_posix())
        yield path.removesuffix("index.html"), file


def _look(task: tuple[SiteUnderTest, str, Path, list[dict[str, Any]]]) -> Figures:
    site, path, file, rows = task
    found, html = Figures(), file.read_bytes()
    if _STUB.search(html[:4000]):
        return found
    wanted = NEWS if rows else next((types for pattern, types in site.types if re.search(pattern, path)), ())
    try:
        article = extract(html, url=site.base + path, homepage=site.base + "/", hints=Hints())
    except NotAnArticle as error:
        found.confusion["/".join(wanted) or "-", error.kind] += 1
        if rows:
            found.counts["refused"] += 1
            _note(found, "refused", f"{path}: {error.reason}")
        return found
    kind = getattr(article, "page_type", "news")
    found.confusion["/".join(wanted) or "-", kind] += 1
    if wanted:
        found.counts["typed"] += 1
        found.counts["type right"] += kind in wanted
        if kind not in wanted:
            _note(found, "type", f"{path}: {kind}")
    elif not rows:
        _note(found, "read, path says nothing", f"{path}: {kind}")
    if rows:
        _compare(site, path, article, rows, html, found)
    return found


def _compare(
    site: SiteUnderTest, path: str, article: Any, rows: list[dict[str, Any]], html: bytes, found: Figures
) -> None:
    found.counts["read"] += 1
    titles = {_plain(row["title"]) for row in rows}
    _count(found, "title", _plain(article.title) in titles, f"{path}: {article.title!r}, not {rows[0]['title']!r}")
    dates = {date for row in rows for date in ([row["date"]] if "date" in row else []) + row.get("dates", [])}
    on = article.published_on.isoformat() if article.published_on else None
    if on is None:
        found.counts["no date printed or read"] += 1
        _note(found, "no date", path)
    else:
        _count(found, "date", on in dates, f"{path}: {on}, not {sorted(dates)}")
    found.counts["author read"] += bool(article.author)
    found.counts["category read"] += bool(article.category)
    found.counts["empty text"] += not article.text
    if not article.text:
        _note(found, "empty text", path)
    holders = lxml.html.fromstring(html).xpath(site.content)
    held = "\n".join(holder.text_content() for holder in holders)
    bodies = [row["body"] for row in rows if row.get("body")]
    if bodies:
        best = max(bodies, key=lambda body: score(body, article.text)[0])
        found.scores.append(score(best, article.text))
        found.holders.append(score(best, held))
        if found.scores[-1][0] < 0.9:
            _note(
                found, "body", f"{path}: {found.scores[-1][0]:.2f} {found.scores[-1][1]:.2f} {found.scores[-1][2]:.2f}"
            )
    _lacking(holders, article, path, found)


def _lacking(holders: list[Any], article: Any, path: str, found: Figures) -> None:
    said = [article.title, article.lead, article.text, article.author, article.category, article.source]
    said += [image.caption for image in article.images] + [one.name for one in article.attachments]
    have = letters(" ".join(said))
    lacks = 0
    for element in dict.fromkeys(one for holder in holders for one in holder.iter(*BLOCKS)):
        printed = element.text_content()
        text = letters(printed)
        if len(text) < 8 or any(True for _ in element.iterdescendants(*BLOCKS)) or _tells_the_date(printed, article):
            continue
        found.counts["blocks"] += 1
        if text not in have:
            lacks += 1
            _note(found, "lacks", f"{path}: {' '.join(printed.split())[:120]}")
    found.counts["blocks lacking"] += lacks
    found.counts["pages lacking a block"] += bool(lacks)


def _tells_the_date(printed: str, article: Any) -> bool:
    """Whether a short line states when the article was published or updated, with its author or section perhaps."""
    dated = parse_date(printed) if len(printed.split()) <= 20 else None
    known = (article.published_on, article.modified_at.date() if article.modified_at else None)
    return dated is not None and dated.on in known


def _plain(title: str) -> str:
    return letters(_MARKS.sub("", lxml.html.fromstring(f"<p>{title}</p>").text_content() if "&" in title else title))


def _count(found: Figures, name: str, is_right: bool, example: str) -> None:
    found.counts[f"{name} right"] += is_right
    found.counts[f"{name} compared"] += 1
    if not is_right:
        _note(found, name, example)


def _note(found: Figures, name: str, example: str) -> None:
    found.examples.setdefault(name, []).append(example)


def _print(site: SiteUnderTest, figures: Figures, given: argparse.Namespace) -> None:
    read = {name: round(f1(scores)[2], 4) for name, scores in
            (("bodies", figures.scores), ("content element", figures.holders)) if scores}  # fmt: skip
    if given.json:
        table = {f"{wanted} as {kind}": count for (wanted, kind), count in figures.confusion.items()}
        print(json.dumps({"site": site.name, **figures.counts, **read, "types": table}, ensure_ascii=False))
        return
    print(f"== {site.name}: F1 {read}, precision and recall {[round(part, 4) for part in f1(figures.scores)[:2]]}")
    for name, count in sorted(figures.counts.items()):
        print(f"   {name}: {count}")
    for (wanted, kind), count in sorted(figures.confusion.items()):
        print(f"   {wanted} read as {kind}: {count}")
    for name, texts in figures.examples.items():
        print(f"  {name} ({len(texts)})")
        for text in sorted(texts)[:: max(1, len(texts) // given.examples)][: given.examples]:
            print(f"      {text}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

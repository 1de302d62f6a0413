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
from urllib.parse import unquote, urlsplit

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
    author: str = ""
    """XPath of the names of an article's authors, in the order in which they are printed."""
    category: str = ""
    """XPath of every name of a section that an article's page prints for it."""
    prose: str = ""
    """XPath of the element whose children are the paragraphs; empty: the same as `content`."""

    @property
    def port(self) -> int:
        """Where its pages say that they are."""
        return int(self.base.rpartition(":")[2])


_CDS = {
    "content": "//article|//main[not(.//article)]", "types": (),
    "author": '//article//*[contains(@class, "author")]//*[@itemprop="name"]',
    "prose": '//*[@itemprop="articleBody"]',
}  # fmt: skip
SITES = (
    SiteUnderTest("cds/en", "cds/truth-en.jsonl", base="http://127.0.0.1:8803", **_CDS),
    SiteUnderTest("cds/fr", "cds/truth-fr.jsonl", base="http://127.0.0.1:8804", **_CDS),
    SiteUnderTest(
        "mlaw", "mlaw/truth.jsonl", '//div[contains(@class, "print-content")]',
        (("^/about-us/.", ("guide", "profile")),), "http://127.0.0.1:9100",
        category='//nav[contains(@class, "breadcrumb")]//li[position()>1 and position()<last()]',
    ),
    SiteUnderTest(
        "digitalgov", "digitalgov/truth.jsonl", '//main//*[contains(@class, "content")]',
        (
            ("^/events?/.", ("event",)),
            ("^/(?:resources|guides?|services)/.", ("guide",)),
            ("^/(?:communities|authors)/.", ("profile",)),
        ),
        "http://127.0.0.1:9101",
        author='//main//header//a[@rel="author"]',
        category='//main//nav[contains(@class, "breadcrumb")]//li[position()>1 and not(@aria-current)]'
                 '|//main//*[contains(@class, "topic")]//a',
        prose='//main//*[contains(@class, "usa-prose")]',
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

    def add(self, other: Figures) -> None:
        """Adds what other pages came to."""
        self.counts += other.counts
        self.scores += other.scores
        self.holders += other.holders
        self.confusion += other.confusion
        for name, texts in other.examples.items():
            self.examples.setdefault(name, []).extend(texts)

    def note(self, name: str, example: str) -> None:
        """Keeps an example."""
        self.examples.setdefault(name, []).append(example)

    def type_of(self, path: str, kind: str, wanted: tuple[str, ...]) -> None:
        """Counts what a page of its own is called."""
        self.confusion["/".join(wanted) or "-", kind] += 1
        if not wanted:
            self.note("read, path says nothing", f"{path}: {kind}")
            return
        self.counts["typed"] += 1
        self.counts["type right"] += kind in wanted
        if kind not in wanted:
            self.note("type", f"{path}: {kind}")


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
            folder = folder_of(site, given.shared / "sites", given.unpacked, Path(scratch))
            print_figures(site, measured(site, folder, given.shared / "sites" / site.truth), given)


def folder_of(site: SiteUnderTest, shared: Path, unpacked: Path | None, scratch: Path) -> Path:
    """Where a site's pages lie; `shared`: the folder that holds the three sites; unpacked into `scratch` at need."""
    if (shared / site.name / "index.html").exists():
        return shared / site.name
    if unpacked is not None:
        return unpacked / site.name / "site"
    with tarfile.open(shared / site.name / "site.tar.xz") as packed:
        packed.extractall(scratch / site.name, filter="data")
    return scratch / site.name / "site"


def path_of(url: str) -> str:
    """The path of an address as files and truths spell it."""
    return unicodedata.normalize("NFC", unquote(urlsplit(url).path))


def truth_of(file: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of a truth by path: several posts may share one."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows.setdefault(path_of(row["url"]), []).append(row)
    return rows


def wanted_types(site: SiteUnderTest, path: str, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """The types that a page at this path may be called; none: nothing is known of it."""
    return NEWS if rows else next((types for pattern, types in site.types if re.search(pattern, path)), ())


def measured(site: SiteUnderTest, folder: Path, truth: Path) -> Figures:
    """Reads every page of a site."""
    rows = truth_of(truth)
    figures = Figures()
    tasks = [(site, path, file, rows.get(path, [])) for path, file in pages_of(folder)]
    found = {path for _, path, _, _ in tasks}
    figures.counts["rows whose page is not there"] = sum(path not in found for path in rows)
    with Pool(2) as pool:
        for one in pool.imap_unordered(_look, tasks, chunksize=16):
            figures.add(one)
    return figures


def pages_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """The pages of a site by path, stubs included."""
    for file in sorted(folder.rglob("*.html")):
        if not file.is_file():
            continue
        path = unicodedata.normalize("NFC", "/" + file.relative_to(folder).as_posix())
        yield path.removesuffix("index.html"), file


def _look(task: tuple[SiteUnderTest, str, Path, list[dict[str, Any]]]) -> Figures:
    site, path, file, rows = task
    found, html = Figures(), file.read_bytes()
    if is_stub(html):
        return found
    wanted = wanted_types(site, path, rows)
    try:
        article = extract(html, url=site.base + path, homepage=site.base + "/", hints=Hints())
    except NotAnArticle as error:
        found.confusion["/".join(wanted) or "-", error.kind] += 1
        if rows:
            found.counts["refused"] += 1
            found.note("refused", f"{path}: {error.reason}")
        return found
    found.type_of(path, article.page_type, wanted)
    if rows:
        compare(site, path, article, rows, html, found)
    return found


def is_stub(html: bytes) -> bool:
    """Whether a page only sends its reader elsewhere."""
    return bool(_STUB.search(html[:4000]))


def compare(
    site: SiteUnderTest, path: str, article: Any, rows: list[dict[str, Any]], html: bytes, found: Figures
) -> None:
    """Counts how an article, read or stored, agrees with its rows of the truth and with what its page prints."""
    found.counts["read"] += 1
    titles = {_plain(row["title"]) for row in rows}
    _count(found, "title", _plain(article.title) in titles, f"{path}: {article.title!r}, not {rows[0]['title']!r}")
    dates = {date for row in rows for date in ([row["date"]] if "date" in row else []) + row.get("dates", [])}
    on = article.published_on.isoformat() if article.published_on else None
    if on is None:
        found.counts["no date printed or read"] += 1
        found.note("no date", path)
    else:
        _count(found, "date", on in dates, f"{path}: {on}, not {sorted(dates)}")
    tree = lxml.html.fromstring(html)
    _printed(site, path, article, tree, found)
    holders = tree.xpath(site.content)
    held = "\n".join(holder.text_content() for holder in holders)
    bodies = [row["body"] for row in rows if row.get("body")]
    found.counts["empty though it has a body"] += bool(bodies) and not article.text
    if bodies and not article.text:
        found.note("empty", path)
    if bodies:
        best = max(bodies, key=lambda body: score(body, article.text)[0])
        found.scores.append(score(best, article.text))
        found.holders.append(score(best, held))
        if found.scores[-1][0] < 0.9:
            found.note("body", path + ": " + " ".join(f"{part:.2f}" for part in found.scores[-1]))
    _lacking(holders, article, path, found)


def _printed(site: SiteUnderTest, path: str, article: Any, tree: Any, found: Figures) -> None:
    """Authors and sections, which no truth states, beside what the page prints at its own places for them."""
    names, sections = ([letters(one.text_content()) for one in tree.xpath(query)] if query else []
                       for query in (site.author, site.category))  # fmt: skip
    if any(names):
        _count(found, "author", letters(article.author) == "".join(names), f"{path}: {article.author!r}, not {names}")
    elif article.author:
        found.note("author where none is printed", f"{path}: {article.author!r}")
    found.counts["author where none is printed"] += bool(article.author) and not any(names)
    if sections:
        is_right = letters(article.category) in sections
        _count(found, "category", is_right, f"{path}: {article.category!r}, not {sections}")


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
            found.note("lacks", f"{path}: {' '.join(printed.split())[:120]}")
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
        found.note(name, example)


def print_figures(site: SiteUnderTest, figures: Figures, given: argparse.Namespace) -> None:
    """Prints what a site came to; `given` says whether as JSON, and how many examples of each kind."""
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

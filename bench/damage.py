"""Whether the second look notices text that a reading loses: pages damaged on purpose, and good ones left as they are.

    python bench/damage.py [--shared ../shared] [--unpacked FOLDER] [--damaged 500] [--good 2000] [--seed N]
                           [--more FOLDER…] [--half 0|1]

Pages of the three real sites and of the public benchmark, or, with `--more`, those of each folder by itself (in the
form that bench/train_blocks.py describes). `--half` takes half of the sites, by the MD5 of their names modulo two: look
at the pages of one half, and report what the other says. Damage: the container of the article gets a name that a
sidebar, a comment box or a dialog has; an element that is dropped is never closed before it; the second half of the
paragraphs moves into a box of its own. Only what then really loses a tenth of the text counts as damaged. Good are
pages whose reading holds at least 95 % of the truth's text; a doubt about the date or the title of such a page is right
where that is not the truth's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import lxml.html
from extraction import benchmark, decoded, other, site_of
from shingles import score
from whole_sites import SITES, folder_of

from archive.records import Article
from crawler.extraction import Hints, NotAnArticle, extract
from crawler.extraction.words import letters

ROOT = Path(__file__).parents[1]
NAMES = ("sidebar", "related-news", "comments", "share-box", "login-popup", "tin-lien-quan", "advert", "widget-area")
UNCLOSED = ("<aside class='share'>", "<button type='button'>Menu", "<select><option>A", "<svg><path d='M0 0'>",
            "<nav><a href='/'>Home</a>", "<dialog>", "<template>")  # fmt: skip
BOXES = ("<div class='related-posts'>", "<aside>", "<section class='comments'>", "<div class='popup'>")
LOST = 0.1
HINTS = Hints(article_url=True)


@dataclass(frozen=True)
class Known:
    """A page with its truth; title and date are empty where there is none for them."""

    url: str
    html: str
    text: str
    title: str = ""
    date: str = ""


def pages(shared: Path, unpacked: Path | None, scratch: Path) -> Iterator[Known]:
    """Every page of the sites and of the benchmark that has a truth."""
    for site in SITES:
        folder = folder_of(site, shared / "sites", unpacked, scratch)
        for line in (shared / "sites" / site.truth).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            file = folder / unquote(row["url"]).lstrip("/")
            file = file / "index.html" if file.is_dir() else file
            if row.get("body") and file.is_file():
                html = file.read_text(encoding="utf-8", errors="replace")
                yield Known(site.base + row["url"], html, row["body"], row.get("title") or "", row.get("date") or "")
    for page in benchmark(shared):
        yield Known(page["url"], page["html"].decode("utf-8", "replace"), page["text"])


def more(folder: Path) -> Iterator[Known]:
    """The same of a folder of other pages."""
    for page in other(folder):
        if page.get("text"):
            yield Known(
                page["url"], decoded(page["html"]), page["text"], page.get("title") or "", page.get("date") or ""
            )


def half_of(known: list[Known], half: int | None) -> list[Known]:
    """The pages of one half of the sites; all where no half is asked for."""
    return [
        page for page in known
        if half is None or int(hashlib.md5(site_of(page.url).encode()).hexdigest(), 16) % 2 == half
    ]  # fmt: skip


def read(html: str, url: str) -> Article | None:
    """The reading of a page; None: it is refused, which nobody could overlook."""
    try:
        return extract(html, url=url, hints=HINTS)
    except NotAnArticle:
        return None


def holder_of(tree: lxml.html.HtmlElement, text: str) -> lxml.html.HtmlElement | None:
    """The element that holds the paragraphs of a reading."""
    have = letters(text)
    held: Counter[lxml.html.HtmlElement] = Counter()
    for paragraph in tree.iter("p"):
        plain = letters(paragraph.text_content())
        if len(plain) > 60 and plain in have and (parent := paragraph.getparent()) is not None:
            held[parent] += len(plain)
    return held.most_common(1)[0][0] if held else None


def renamed(html: str, text: str, chance: random.Random) -> str | None:
    """The page with its article's container named as something else."""
    tree = lxml.html.document_fromstring(html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    holder = holder_of(tree, text)
    if holder is None or holder.tag in ("body", "html"):
        return None
    holder.set("class", chance.choice(NAMES))
    holder.attrib.pop("id", None)
    if holder.tag in ("article", "main"):
        holder.tag = "div"
    return lxml.html.tostring(tree, encoding="unicode")


def unclosed(html: str, text: str, chance: random.Random) -> str | None:
    """The page with an element that has no end tag before the article's first paragraph."""
    first = next((part for part in text.split("\n\n") if len(part) > 60), "")
    place = html.find(first[:30]) if first else -1
    start = html.rfind("<p", 0, place) if place > 0 else -1
    return f"{html[:start]}{chance.choice(UNCLOSED)}{html[start:]}" if start > 0 else None


def boxed(html: str, text: str, chance: random.Random) -> str | None:
    """The page with the second half of its paragraphs in a box that is named as something else."""
    paragraphs = [part[:30] for part in text.split("\n\n") if len(part) > 60]
    if len(paragraphs) < 4:
        return None
    starts = [html.rfind("<p", 0, html.find(part)) for part in (paragraphs[len(paragraphs) // 2], paragraphs[-1])]
    end = html.find("</p>", starts[1])
    if starts[0] <= 0 or end <= starts[0]:
        return None
    box = chance.choice(BOXES)
    closing = f"</{re.match('<([a-z]+)', box)[1]}>"  # type: ignore[index]
    return f"{html[: starts[0]]}{box}{html[starts[0] : end + 4]}{closing}{html[end + 4 :]}"


DAMAGE: dict[str, Callable[[str, str, random.Random], str | None]] = {
    "renamed": renamed, "unclosed": unclosed, "boxed": boxed,
}  # fmt: skip


def main() -> None:
    """Damages, reads, counts and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--unpacked", type=Path)
    parser.add_argument("--damaged", type=int, default=500)
    parser.add_argument("--good", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=5)
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    parser.add_argument("--half", type=int, choices=(0, 1))
    given = parser.parse_args()
    sets = [(folder.name, list(more(folder))) for folder in given.more]
    if not sets:
        with TemporaryDirectory() as scratch:
            sets.append(("sites and benchmark", list(pages(given.shared, given.unpacked, Path(scratch)))))
    for name, every in sets:
        known = half_of(every, given.half)
        random.Random(given.seed).shuffle(known)
        print(f"{name}: {len(known)} pages")
        good(known[: given.good], given.examples)
        damaged(known, given.damaged, random.Random(given.seed), given.examples)


def good(known: list[Known], examples: int) -> None:
    """How many good pages are doubted."""
    count, doubted, wrongly = 0, [], 0
    for page in known:
        made = read(page.html, page.url)
        if made is None:
            continue
        hits, _, missed = score(page.text, made.text)
        if hits >= 0.95 * (hits + missed):
            count += 1
            if made.doubts:
                is_wrong = any(not _is_right(name, made, page) for name, _ in made.doubts)
                wrongly += is_wrong
                doubted.append(f"{page.url}: {made.doubts}{'' if is_wrong else ' (rightly)'}")
    shares = [f"{number} ({number / max(1, count):.1%})" for number in (len(doubted), wrongly)]
    print(f"good pages: {count}, doubted {shares[0]}, without the doubts that the truth bears out {shares[1]}")
    for line in doubted[:examples]:
        print(f"    {line}")


def _is_right(doubt: str, made: Article, page: Known) -> bool:
    """Whether the truth bears out a doubt about date or title."""
    if doubt == "other_date":
        return bool(page.date) and page.date[:10] != str(made.published_on)
    return doubt == "other_title" and bool(page.title) and letters(page.title) != letters(made.title)


def damaged(known: list[Known], wanted: int, chance: random.Random, examples: int) -> None:
    """How much of the damage that loses text is noticed."""
    tried: Counter[str] = Counter()
    missed: dict[str, list[str]] = {name: [] for name in DAMAGE}
    harmless: Counter[str] = Counter()
    beside = 0
    for page in known:
        if tried.total() >= wanted:
            break
        whole = read(page.html, page.url)
        if whole is None or len(whole.text.split()) < 60:
            continue
        for name, damage in DAMAGE.items():
            broken = damage(page.html, whole.text, chance)
            made = read(broken, page.url) if broken is not None else None
            if made is None:
                continue
            share = lost(whole.text, made.text)
            if share < LOST:
                harmless[name] += 1
                continue
            tried[name] += 1
            if not made.doubts:
                is_beside = lost(page.text, made.text) - lost(page.text, whole.text) < LOST / 2
                beside += is_beside
                missed[name].append(f"{page.url}: lost {share:.2f}{', nothing of the truth' if is_beside else ''}")
    count = tried.total()
    noticed = count - sum(map(len, missed.values()))
    print(f"damaged pages that lose text: {count}, noticed {noticed} ({noticed / max(1, count):.1%})")
    print(f"  of the others {beside} lost next to nothing of the truth")
    for name in DAMAGE:
        print(f"  {name}: {tried[name]}, not noticed {len(missed[name])}; damage without loss {harmless[name]}")
        for line in missed[name][:examples]:
            print(f"    {line}")


def lost(text: str, found: str) -> float:
    """The share of a text that is not in another."""
    hits, _, missed = score(text, found)
    return missed / (hits + missed) if hits + missed else 0.0


if __name__ == "__main__":
    main()

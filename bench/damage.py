"""Whether the second look notices text that a reading loses: pages damaged on purpose, and good ones left as they are.

    python bench/damage.py [--shared ../shared] [--unpacked FOLDER] [--damaged 500] [--good 2000] [--seed N]

Pages of the three real sites and of the public benchmark. Damage: the container of the article gets a name that a
sidebar, a comment box or a dialog has; an element that is dropped is never closed before it; the second half of the
paragraphs moves into a box of its own. Only what then really loses a tenth of the text counts as damaged. Good are
pages whose reading holds at least 95 % of the truth's text.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import lxml.html
from extraction import benchmark
from shingles import score
from whole_sites import SITES, _folder

from crawler.extraction import Hints, NotAnArticle, extract
from crawler.extraction.words import letters

ROOT = Path(__file__).parents[1]
NAMES = ("sidebar", "related-news", "comments", "share-box", "login-popup", "tin-lien-quan", "advert", "widget-area")
UNCLOSED = ("<aside class='share'>", "<button type='button'>Menu", "<select><option>A", "<svg><path d='M0 0'>",
            "<nav><a href='/'>Home</a>", "<dialog>", "<template>")  # fmt: skip
BOXES = ("<div class='related-posts'>", "<aside>", "<section class='comments'>", "<div class='popup'>")
LOST = 0.1
HINTS = Hints(article_url=True)


def pages(shared: Path, unpacked: Path | None, scratch: Path) -> Iterator[tuple[str, str, str, str]]:
    """Site, address, page and truth of every page that has a truth."""
    for site in SITES:
        folder = _folder(site, shared / "sites", unpacked, scratch)
        for line in (shared / "sites" / site.truth).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            file = folder / unquote(row["url"]).lstrip("/")
            file = file / "index.html" if file.is_dir() else file
            if row.get("body") and file.is_file():
                yield site.name, site.base + row["url"], file.read_text(encoding="utf-8", errors="replace"), row["body"]
    for page in benchmark(shared):
        yield "benchmark", page["url"], page["html"].decode("utf-8", "replace"), page["text"]


def read(html: str, url: str) -> tuple[str, tuple[tuple[str, float], ...]] | None:
    """Text and doubts of a page; None: it is refused, which nobody could overlook."""
    try:
        article = extract(html, url=url, hints=HINTS)
    except NotAnArticle:
        return None
    return article.text, article.doubts


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
    given = parser.parse_args()
    with TemporaryDirectory() as scratch:
        known = list(pages(given.shared, given.unpacked, Path(scratch)))
    random.Random(given.seed).shuffle(known)
    good(known[: given.good], given.examples)
    damaged(known, given.damaged, random.Random(given.seed), given.examples)


def good(known: list[tuple[str, str, str, str]], examples: int) -> None:
    """How many good pages are doubted."""
    count, doubted = 0, []
    for _, url, html, truth in known:
        made = read(html, url)
        if made is None:
            continue
        hits, _, missed = score(truth, made[0])
        if hits >= 0.95 * (hits + missed):
            count += 1
            if made[1]:
                doubted.append(f"{url}: {made[1]}")
    print(f"good pages: {count}, doubted {len(doubted)} ({len(doubted) / count:.1%})")
    for line in doubted[:examples]:
        print(f"    {line}")


def damaged(known: list[tuple[str, str, str, str]], wanted: int, chance: random.Random, examples: int) -> None:
    """How much of the damage that loses text is noticed."""
    tried: Counter[str] = Counter()
    missed: dict[str, list[str]] = {name: [] for name in DAMAGE}
    harmless: Counter[str] = Counter()
    for _, url, html, _ in known:
        if sum(tried.values()) >= wanted:
            break
        whole = read(html, url)
        if whole is None or len(whole[0].split()) < 60:
            continue
        for name, damage in DAMAGE.items():
            broken = damage(html, whole[0], chance)
            made = read(broken, url) if broken is not None else None
            if made is None:
                continue
            hits, _, lost = score(whole[0], made[0])
            if lost < LOST * (hits + lost):
                harmless[name] += 1
                continue
            tried[name] += 1
            if not made[1]:
                missed[name].append(f"{url}: lost {lost / (hits + lost):.2f}")
    count = sum(tried.values())
    noticed = count - sum(map(len, missed.values()))
    print(f"damaged pages that lose text: {count}, noticed {noticed} ({noticed / max(1, count):.1%})")
    for name in DAMAGE:
        print(f"  {name}: {tried[name]}, not noticed {len(missed[name])}; damage without loss {harmless[name]}")
        for line in missed[name][:examples]:
            print(f"    {line}")


if __name__ == "__main__":
    main()

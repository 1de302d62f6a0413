"""Page types on a whole site: what each page is called, beside what its address says that it is.

    python bench/page_types.py ../shared/sites/cds/en --truth ../shared/sites/cds/truth-en.jsonl \
        --rule 'guide,profile,other=^/(?:teams|reports)/' [--wrong 20] [--archive DIR]

Rows of the truth are news or notices; `--rule 'TYPE[,TYPE…]=REGEX'` says what pages at other paths are, the first that
matches (`none`: no article); pages without either are counted and not judged. Without `--archive` each file is read by
itself, as if nothing were known of it; with it, what a crawl has stored under these paths is judged.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from archive.records import USUAL_TYPES  # noqa: E402
from crawler.discovery.links import refresh_target  # noqa: E402
from crawler.extraction import Hints, NotAnArticle, extract, parse  # noqa: E402

HOST = "https://site.example"


def pages(site: Path) -> Iterator[tuple[str, bytes]]:
    """Each page of a site by its path."""
    for file in sorted(file for file in site.rglob("*.html") if file.is_file()):
        path = "/" + file.relative_to(site).as_posix()
        yield path.removesuffix("index.html"), file.read_bytes()


def read(path: str, html: bytes) -> tuple[str, float, str]:
    """What a page is called, how sure that is, and what it says."""
    page = parse(html, url=HOST + path, content_type="text/html; charset=utf-8")
    if page.tree is not None and refresh_target(page.tree, page.base_url):
        return "stub", 1.0, ""
    try:
        article = extract(page, url=HOST + path, hints=Hints(), homepage=HOST + "/")
    except NotAnArticle as error:
        return error.kind, 1.0, error.reason
    return article.page_type, article.page_type_confidence or 0.0, article.title


def from_site(site: Path) -> dict[str, tuple[str, float, str]]:
    """What every page of a folder is called, by path."""
    return {unquote(path): read(path, html) for path, html in pages(site)}


def from_archive(folder: Path) -> dict[str, tuple[str, float, str]]:
    """What a crawl has called every page that answered, by path."""
    from archive import Archive

    with Archive.open(folder) as archive:
        found = {row["url"]: (row["kind"], 1.0, "") for row in archive.rows("SELECT url, kind FROM pages")}
        for row in archive.rows("SELECT url, page_type, page_type_confidence, title FROM articles"):
            found[row["url"]] = (row["page_type"], row["page_type_confidence"] or 0.0, row["title"])
    return {unquote(urlsplit(url).path): one for url, one in found.items()}


def expected(path: str, truth: set[str], rules: list[tuple[set[str], re.Pattern[str]]]) -> set[str]:
    """The types that a page may be called; empty: nothing is known of it."""
    if path in truth or path.rstrip("/") in truth:
        return set(USUAL_TYPES)
    return next((types for types, pattern in rules if pattern.search(path)), set())


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--rule", action="append", default=[])
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--wrong", type=int, default=10)
    given = parser.parse_args()
    rows = map(json.loads, given.truth.read_text(encoding="utf-8").splitlines())
    truth = {unquote(path) for row in rows for path in (row["url"], row["url"].rstrip("/"))}
    rules = [
        (set(types.split(",")), re.compile(pattern)) for types, _, pattern in (one.partition("=") for one in given.rule)
    ]
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    wrong: defaultdict[str, list[str]] = defaultdict(list)
    right = judged = 0
    for path, (found, sure, said) in (from_archive(given.archive) if given.archive else from_site(given.site)).items():
        wanted = expected(path, truth, rules)
        name = "/".join(sorted(wanted)) or "(not known)"
        table[name][found] += 1
        if not wanted or found in ("stub", "redirect"):
            continue
        judged += 1
        is_none = found not in ("news", "notice", "event", "guide", "profile", "other")
        if found in wanted or ("none" in wanted and is_none):
            right += 1
        else:
            wrong[name].append(f"{path}: {found} ({sure:.2f}) {said[:80]}")
    for name, counts in table.items():
        print(f"{name:<24}", ", ".join(f"{kind} {count}" for kind, count in counts.most_common()))
    print(f"types right: {right} of {judged} ({100 * right / max(1, judged):.1f} %)")
    for name, lines in wrong.items():
        print(f"  {name}: {len(lines)} wrong")
        for line in lines[: given.wrong]:
            print(f"    {line}")


if __name__ == "__main__":
    main()

"""The judged questions: what each must find in the practice portal's archive, told without luutru's own rules of words.

What a text holds is told by regular expressions over NFC text, and by a table of letters that is written down here.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive
from tests.crawler.conftest import run_luutru
from tests.crawler.test_demo_crawl import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERIES = tomllib.loads(Path(__file__).with_name("search_queries.toml").read_text(encoding="utf-8"))["query"]
LETTERS = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ", "d": "dđ", "e": "eèéẻẽẹêềếểễệ", "i": "iìíỉĩị", "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự", "y": "yỳýỷỹỵ",
}  # fmt: skip
BETWEEN = r"[\W_]+"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Three days of the practice portal: with edits, removals, attachments."""
    folder = tmp_path_factory.mktemp("judged")
    demo = ["demo", "--no-serve", "--days", "3", "--port", free_port()]
    done = run_luutru(demo, cwd=folder, environment={})
    assert done.returncode == 0, done.stdout + done.stderr
    with Archive.open(folder / "archive-data") as opened:
        yield opened


def pattern(rule: str) -> re.Pattern[str]:
    """A rule of the file as a regular expression."""
    loose = re.sub(r"~(\w+)", lambda word: "".join(f"[{LETTERS.get(one, one)}]" for one in word[1]), rule)
    return re.compile(rf"(?<![^\W_])(?:{loose.replace(' ', BETWEEN)})(?![^\W_])")


def passes(rules: list[re.Pattern[str]], texts: list[str]) -> bool:
    return all(any(rule.search(text) for text in texts) for rule in rules)


def expected(archive: Archive, query: dict[str, Any]) -> set[str]:
    """The addresses of what must be found: of the news and notices, which is what a search is of."""
    rows = archive.rows(
        f"SELECT * FROM articles WHERE page_type IN ('news', 'notice') AND ({query.get('where', 'true')})"
    )
    if "articles" in query:
        found = [[row["url"] for row in rows if row["url"].endswith(ending)] for ending in query["articles"]]
        assert all(len(urls) == 1 for urls in found), found
        return {url for (url,) in found}
    holds, lacks = ([pattern(rule) for rule in query.get(name, ())] for name in ("holds", "lacks"))
    names: dict[int, list[str]] = {}
    for row in archive.rows("SELECT article_id, name, text FROM attachments"):
        names.setdefault(row["article_id"], []).append(f"{row['name']} {row['text'] or ''}")
    urls = set()
    for row in rows:
        texts = [row[name] for name in query.get("in", ("title", "lead", "text"))]
        texts += names.get(row["id"], []) if "in" not in query else []
        texts = [unicodedata.normalize("NFC", text).lower() for text in texts]
        if passes(holds, texts) and not any(rule.search(text) for rule in lacks for text in texts):
            urls.add(row["url"])
    return urls


def test_there_are_enough_of_them() -> None:
    assert len({str(query) for query in QUERIES}) >= 60


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query['ask']} {query.get('options', '')}")
def test_nothing_is_missed_and_nothing_found_that_should_not(archive: Archive, query: dict[str, Any]) -> None:
    wanted = expected(archive, query)
    assert bool(wanted) is not (query.get("none", False) or query.get("articles") == [])
    hits = list(archive.search(query["ask"], limit=None, **query.get("options", {})))
    found = [hit.url for hit in hits]
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert archive.search(query["ask"], **query.get("options", {})).counts.articles == len(wanted)
    # What only an author, a source or an attachment holds has no passage in title or text.
    if re.match("author:|source:|attachment:", query["ask"]) is None and "Văn bản số" not in query["ask"]:
        assert all("⟦" in hit.snippet for hit in hits)

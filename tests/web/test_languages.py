"""What the pages say, in the reader's language."""

from __future__ import annotations

import ast
import html
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from archive import Archive
from archive.health.advice import ADVICE
from archive.web import rendering
from archive.web.language import LANGUAGES, words
from tests.archive.conftest import Crawls
from tests.web.conftest import Served, read, serving_archive, text

ARCHIVE = Path(rendering.__file__).parents[1]
TEMPLATES = Path(rendering.__file__).with_name("templates")
SENTENCE = re.compile(r"""\bt\(\s*(["'])(?P<said>.+?)\1\s*[,)]""")
CHOICES = re.compile(r"""\bt\(\s*\{(?P<all>[^}]+)\}\[""")
TERM = re.compile(r"""\bterm\("(?P<kind>[^"]+)",""")


def test_every_sentence_is_said_in_vietnamese_with_the_same_places() -> None:
    sentences: set[str] = set()
    kinds: set[str] = set()
    for file in [*TEMPLATES.glob("*.html"), *TEMPLATES.parent.glob("pages/*.py"), TEMPLATES.parent / "routes.py"]:
        source = file.read_text(encoding="utf-8")
        sentences |= {match["said"] for match in SENTENCE.finditer(source)}
        for match in CHOICES.finditer(source):
            sentences |= set(re.findall(r':\s*"([^"]+)"', match["all"]))
        kinds |= {match["kind"] for match in TERM.finditer(source)}
    assert len(sentences) > 100
    vietnamese = words("vi")
    assert sentences - set(vietnamese) == set()
    for sentence in sentences:
        assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", vietnamese[sentence])), sentence
    english = words("en")
    terms = {one for one in vietnamese if one in english}
    assert terms == set(english)
    assert {kind for kind in kinds if not any(one.startswith(f"{kind} ") for one in english)} == set()


def forms(source: ast.Module, named: dict[str, set[str]]) -> Iterator[str]:
    """The forms of all sentences that a file makes; `named`: what stands under a name."""
    for call in ast.walk(source):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Sentence":
            (form,) = call.args
            yield from named[form.id] if isinstance(form, ast.Name) else {ast.literal_eval(form)}


def test_every_explanation_is_said_in_vietnamese_with_the_same_values() -> None:
    sources = {file: ast.parse(file.read_text(encoding="utf-8")) for file in ARCHIVE.rglob("*.py")}
    named: dict[str, set[str]] = defaultdict(set)
    for source in sources.values():
        for one in ast.walk(source):
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str):
                for target in one.targets:
                    if isinstance(target, ast.Name):
                        named[target.id].add(one.value.value)
    told = {form for source in sources.values() for form in forms(source, named)}
    assert len(told) > 30
    vietnamese = words("vi")
    assert {form for form in told if " " in form} - set(vietnamese) == set()
    for form in told & set(vietnamese):
        places, others = (
            {place[1:] for place in Formatter().parse(one) if place[1]} for one in (form, vietnamese[form])
        )
        assert places == others, form


def test_a_closed_portal_is_shown_as_closed_and_not_as_broken(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive", write=True, create=True) as archive:
        crawls = Crawls(archive)
        crawls.look("a", "chung một")
        archive.finish_crawl(crawls.crawl, reason="finished", counts={"pages": 1}, at=crawls.now)
        definition = "homepage = 'https://example.gov.vn/'\nvalid_until = 2023-06-30"
        archive.define([{"portal": "example", "name": "Ví dụ", "homepage": "https://example.gov.vn/",
                         "language": "vi", "timezone": "", "definition": definition}])  # fmt: skip
    for url in serving_archive(tmp_path / "archive", LUUTRU_NOW="2024-12-15T08:00:00Z"):
        served = Served(tmp_path, url, {})
        for path in ("/", "/portals", "/portal/example"):
            for language, named in (("vi", "đã đóng đến 30/6/2023"), ("en", "closed until 30 Jun 2023")):
                page = read(served, path, Accept_Language=language)
                assert text(page, ".health") == [named]
                assert text(page, ".trouble") == []


def test_every_trouble_is_named_and_explained_in_vietnamese(tmp_path: Path) -> None:
    told = {one for advice in ADVICE.values() for one in (advice.name, advice.meaning, advice.step)}
    vietnamese = words("vi")
    assert told - set(vietnamese) == set()
    for sentence in told:  # what is typed stays as it is
        for pattern in (
            r"PORTAL|HOME|URL|NEW\b",
            r"luutru(?= [a-z]+ [A-Z-])",
            r"\[[a-z]+\]",
            r"--[a-z-]+",
            r"[a-z]+_[a-z]+",
        ):
            assert sorted(re.findall(pattern, sentence)) == sorted(re.findall(pattern, vietnamese[sentence])), sentence
    with Archive.open(tmp_path / "archive", write=True, create=True) as archive:
        crawls = Crawls(archive)
        crawls.look("a", "chung một")
        archive.finish_crawl(crawls.crawl, reason="finished", counts={"pages": 1}, at=crawls.now)
    for url in serving_archive(tmp_path / "archive", LUUTRU_NOW="2024-12-15T08:00:00Z"):
        served = Served(tmp_path, url, {})
        for path in ("/", "/portals", "/portal/example"):
            for language, named in (("vi", "không được thu thập nữa"), ("en", "not crawled any more")):
                assert named in " ".join(text(read(served, path, Accept_Language=language), ".trouble"))


@pytest.mark.parametrize(
    ("path", "english", "vietnamese"),
    [
        ("/search?q=%22", "holds no word", "không có từ nào"),
        ("/search?q=a&portal=nope", "portals: example", "các cổng: example"),
        ("/search?q=a&category=nope", "no article is in a section", "không có bài nào trong chuyên mục"),
        ("/search?q=a&since=x", "since 'x' is no date", "since 'x' không phải là ngày"),
        ("/changes?kind=nope", "kind 'nope' is unknown", "không có loại 'nope'"),
        ("/article/999", "there is no article 999", "không có bài số 999"),
        ("/article/1?version=9", "not 9", "không có phiên bản 9"),
        ("/portal/nope", "there is no portal 'nope'", "không có cổng 'nope'"),
        ("/story/999", "there is no story 999", "không có nhóm bài trùng 999"),
    ],
)
def test_what_is_wrong_is_explained_in_the_readers_language(
    served: Served, path: str, english: str, vietnamese: str
) -> None:
    for language, said_so, other in (("en", english, vietnamese), ("vi", vietnamese, english)):
        text = html.unescape(served.ask(path, Accept_Language=language).text)
        assert said_so in text
        assert other not in text


def test_the_language_follows_the_reader(served: Served) -> None:
    assert read(served, "/", Accept_Language="vi").get("lang") == "vi"
    assert read(served, "/", Accept_Language="en-US,en;q=0.7").get("lang") == "en"
    assert read(served, "/", Accept_Language="en", Cookie="luutru-language=vi").get("lang") == "vi"
    answer = served.ask("/?lang=en")
    assert answer.headers["set-cookie"].startswith("luutru-language=en;")
    assert set(LANGUAGES) == {"vi", "en"}

"""Metadata of pages that no one here wrote: the samples of scrapinghub/extruct, with what its authors expect.

What concerns articles: every JSON-LD object, and the values of Open Graph and Dublin Core that become fields. Microdata
and RDFa are read only as far as they date or name an article, so there is no case of theirs here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.extraction.jsonld import loaded
from crawler.extraction.metadata import metadata_of
from crawler.extraction.parse import parse

SAMPLES = Path(__file__).parents[4] / "shared" / "corpora" / "extruct"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs ../shared/corpora/extruct")


def objects(value: Any) -> list[str]:
    """All objects that stand by themselves, in a form that can be compared; lists and `items` are only wrapping."""
    if isinstance(value, list):
        return sorted(text for one in value for text in objects(one))
    if isinstance(value, dict) and value.keys() == {"items"}:
        return objects(value["items"])
    return [json.dumps(value, sort_keys=True)] if value else []


def tree_of(name: str) -> Any:
    return parse((SAMPLES / name).read_bytes(), url="http://example.com/").tree


def test_every_json_ld_object_is_read() -> None:
    wrong = []
    expected = sorted(SAMPLES.rglob("*.jsonld"))
    for file in expected:
        scripts = [
            one.text or ""
            for one in tree_of(str(file.with_suffix(".html").relative_to(SAMPLES))).iter("script")
            if "ld+json" in (one.get("type") or "")
        ]
        if objects([loaded(text) for text in scripts]) != objects(json.loads(file.read_text(encoding="utf-8"))):
            wrong.append(file.name)
    assert (len(expected), wrong) == (13, [])


def test_open_graph() -> None:
    found = metadata_of(tree_of("misc/opengraph_test.html"))
    assert (found.title, found.og_type, found.site_name) == (
        "Himanshu's Open Graph Protocol",
        "article",
        "Event Education",
    )
    assert found.published == [("meta", "2012-04-04T19:50:00-07:00")]
    assert found.modified == "2016-12-13T12:35:52-07:00"


def test_open_graph_beside_itemprop() -> None:
    found = metadata_of(tree_of("misc/expanded_OG_support_test.html"))
    assert (found.title, found.section) == ("From Street Theater to Wagner on the Opera Stage", "Music")
    assert found.published[0] == ("meta", "2016-12-15T05:55:55-05:00")
    assert found.modified == "2016-12-15T06:19:30-05:00"


def test_dublin_core() -> None:
    found = metadata_of(tree_of("misc/dublincore_test.html"))
    assert found.title == "Expressing Dublin Core in HTML/XHTML meta and link elements"
    assert found.author == "Andy Powell, UKOLN, University of Bath"
    assert found.published == [("meta", "2003-11-01")]
    assert found.modified == "2001-07-18"


@pytest.mark.parametrize(
    "file", sorted(SAMPLES.rglob("*.html")) if SAMPLES.is_dir() else [], ids=lambda file: file.name
)
def test_no_page_breaks_it(file: Path) -> None:
    tree = parse(file.read_bytes(), url="http://example.com/").tree
    assert tree is not None
    metadata_of(tree)

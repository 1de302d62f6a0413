"""Pagers on saved pages of public bodies, which nobody here wrote. Skipped where missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.turning import page_of
from crawler.discovery.links import page_links
from crawler.discovery.postbacks import postback_form
from crawler.extraction import parse

PAGERS = {
    "chi_board_elections.html": [*range(9), 11],
    "chi_northwest_home_equity/chi_northwest_home_equity.html": [2],
    "il_elections_minutes.html": [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
}
"""The pages that their pagers name; no other page of the folder has a pager."""


def named(file: Path) -> list[int]:
    body, url = file.read_bytes(), "https://example.gov/list/page.aspx"
    page = parse(body, url=url)
    if page.tree is None:
        return []
    form = postback_form(page.tree, url, url, body)
    found = [link.url for link in page_links(page.tree, page.base_url)]
    found += [offer.url for offer in form.offers] if form is not None else []
    return sorted({place[1] for one in found if (place := page_of(one))})


@pytest.mark.parametrize("folder", ["city-scrapers", "trafilatura"])
def test_every_pager_is_found_and_nothing_else_is_taken_for_one(shared: Path, folder: str) -> None:
    place = shared / "pages" / folder
    if not place.is_dir():
        pytest.skip(f"pages/{folder} is not among the public test data")
    found = {str(file.relative_to(place)): named(file) for file in sorted(place.rglob("*.html"))}
    expected = {name: numbers for name, numbers in PAGERS.items() if name in found}
    assert {name: numbers for name, numbers in found.items() if numbers} == expected

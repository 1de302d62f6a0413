"""Links that show the page they stand on with more entries or fewer. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.turning import page_of
from crawler.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIZE = re.compile(r"(?:\w*_)?(?:delta|limit|pagesize|page_size|per_page|perpage|rows|ps)=\d{1,3}", re.IGNORECASE)


def other_sizes(urls: Iterable[str]) -> set[str]:
    """Those of a page's links that only choose how many entries a page shows, and would turn all pages once more.

    They are told by their number: the size that most pages are linked with is the page's own.

    >>> pages = [f"https://a.vn/?delta={size}&cur={page}" for size, page in ((5, 1), (20, 1), (10, 2), (10, 3))]
    >>> sorted(other_sizes(pages))
    ['https://a.vn/?delta=20&cur=1', 'https://a.vn/?delta=5&cur=1']
    """
    sizes: dict[str, dict[str, list[str]]] = {}
    for url in urls:
        address = canonical_url(url) or url
        series = page_of(address)
        head, mark, query = (series[0] if series else address).partition("?")
        pairs = query.split("&") if mark else []
        size = next((pair for pair in pairs if _SIZE.fullmatch(pair)), None)
        if size is not None:
            rest = f"{head}?{'&'.join(pair for pair in pairs if pair != size)}"
            sizes.setdefault(rest, {}).setdefault(size, []).append(url)
    others: set[str] = set()
    for found in sizes.values():
        own = max(found, key=lambda size: len(found[size]))
        if len(found[own]) >= 2:
            others.update(url for size, same in found.items() if size != own for url in same)
    return others

"""The order in which a portal writes the parameters of its addresses. Pure.

Two addresses whose parameters differ in their order alone are one (as `canonical_url` has it). Which order an address
is kept in is the portal's: the one in which addresses with these parameters were met first, so that an archived address
is spelled as the portal prints it.
"""

from __future__ import annotations

from crawler.urls import split_url

MOST_ORDERS = 4096
"""Sets of parameters of which the order is kept; nobody's portal has more kinds of page."""


class Orders:
    """What one portal's addresses say."""

    def __init__(self) -> None:
        self._places: dict[frozenset[str], dict[str, int]] = {}

    def take(self, url: str) -> None:
        """Takes note of an address that is known already, spelled as it is kept."""
        if "&" in url:
            self.put(url, url)

    def put(self, canonical: str, written: str) -> str:
        """The canonical URL with its parameters in the portal's order; `written`: the address as it was met.

        >>> orders = Orders()
        >>> orders.put("https://a.vn/x?id=1&tab=2", "https://a.vn/x?tab=2&id=1")
        'https://a.vn/x?tab=2&id=1'
        >>> orders.put("https://a.vn/x?id=7&tab=2", "https://a.vn/x?id=7&tab=2")
        'https://a.vn/x?tab=2&id=7'
        """
        path, _, query = canonical.partition("?")
        pairs = query.split("&")
        if len(pairs) == 1:
            return canonical
        names = [_name(pair) for pair in pairs]
        places = self._places.get(frozenset(names))
        if places is None:
            if len(self._places) >= MOST_ORDERS:
                return canonical
            places = _order_in(written, names)
            self._places[frozenset(names)] = places
        return f"{path}?{'&'.join(sorted(pairs, key=lambda pair: places[_name(pair)]))}"


def _order_in(written: str, names: list[str]) -> dict[str, int]:
    """The place of each name: as `written` has them, and after these as they come."""
    split = split_url(written)
    found = dict.fromkeys(_name(pair) for pair in (split.query if split else ()))
    return {name: place for place, name in enumerate(dict.fromkeys((*found, *names)))}


def _name(pair: str) -> str:
    return pair.partition("=")[0]

"""The slash at the end of addresses: where a portal redirects again and again to the spelling with it, or to the one
without, links are put into that spelling. Pure.
"""

from __future__ import annotations

SIGNS = 3
"""Redirects of one kind, and none of the other, before links are put right."""


class Slashes:
    """What one portal's redirects say."""

    def __init__(self) -> None:
        self._added = self._dropped = 0

    def told(self, url: str, target: str) -> None:
        """Takes note of a redirect."""
        self._added += target == f"{url}/"
        self._dropped += url == f"{target}/"

    def put_right(self, url: str) -> str:
        """The address as the portal spells it."""
        if max(self._added, self._dropped) < SIGNS or min(self._added, self._dropped) or "?" in url:
            return url
        if self._dropped:
            return url[:-1] if url.endswith("/") and url.count("/") > 3 else url
        return url if url.endswith("/") or "." in url.rpartition("/")[2] else f"{url}/"

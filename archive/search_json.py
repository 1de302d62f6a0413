"""What a search has found as JSON: the same for `luutru search --json`, the web's JSON interface and the MCP server."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.search import Hit, Hits


def described(hit: Hit) -> dict[str, Any]:
    """A hit as a JSON object: its fields by name."""
    return asdict(hit)


def answer(hits: Hits) -> dict[str, Any]:
    """A page of hits as a JSON object: `articles`, how many there are in all; `hits`; `next`, the key to go on behind
    them, None where they are the last; `other_types`, how many more there are of each page type not asked for.
    """
    found = [described(hit) for hit in hits]
    is_full = hits.asked.limit is not None and len(found) >= hits.asked.limit
    return {
        "articles": len(hits), "hits": found, "next": found[-1]["key"] if found and is_full else None,
        "other_types": hits.other_types,
    }  # fmt: skip

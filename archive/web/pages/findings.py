"""What is wrong with a portal, in words: for the home page, the list of portals and a portal's own page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from archive.health.advice import advice_of
from archive.web.language import said

if TYPE_CHECKING:
    from collections.abc import Mapping


def named_troubles(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A row of `archive.health.overview` with each of its troubles named and explained in a language."""
    troubles = []
    say = partial(said, language=language)
    for trouble in row["troubles"]:
        advice = advice_of(trouble["kind"], portal=row["portal"], homepage=row["homepage"], said=say)
        troubles.append({**trouble, "name": advice.name, "meaning": advice.meaning, "step": advice.step})
    return {**row, "troubles": troubles}

"""JSON-LD: the objects that a page's scripts describe, and what they refer to. Pure, bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from crawler.json_values import json_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

LARGEST_JSON_CHARACTERS = 2 << 20
MOST_NODES = 2000
_CONTROLS = re.compile(r"[\x00-\x1f]+")
_COMMENT = re.compile(
    r'("(?:[^"\\\n]|\\.)*+"?)|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|<!--(?:[^-\n]|-(?!->))*+(?:-->)?'
)
"""A string, kept, or a comment; what is never closed ends with its line, or the text, and is looked at once."""
_LAST_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*+"?)|,(?=\s*+[}\]])')
_HOLDING = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")


@dataclass(slots=True)
class Graph:
    """The objects of all the scripts of a page, outer ones first."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    _named: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By `@id`: what other objects refer to."""

    @classmethod
    def of(cls, tree: HtmlElement) -> Self:
        """What a page's scripts describe."""
        made = cls()
        for element in tree.iter("script"):
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                made._add(loaded(element.text))
        return made

    def _add(self, value: Any) -> None:
        queue, seen = [value], 0
        while queue and seen < MOST_NODES:
            one = queue.pop(0)
            seen += 1
            if isinstance(one, dict):
                if "@type" in one:
                    self.nodes.append(one)
                if len(one) > 1 and isinstance(one.get("@id"), str):
                    self._named.setdefault(one["@id"], one)
                queue += [inner for key, inner in one.items() if key in _HOLDING]
            elif isinstance(one, list):
                queue += one

    def resolved(self, value: Any) -> Any:
        """The object that a reference names; any other value as it is."""
        if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
            return self._named.get(value["@id"], value)
        return value

    def crumbs(self, node: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Name and address of each item of a BreadcrumbList, in order."""
        items = [item for item in as_list(node.get("itemListElement")) if isinstance(item, dict)]
        items.sort(key=lambda item: item["position"] if isinstance(item.get("position"), int | float) else 0)
        for item in items:
            inner = self.resolved(item.get("item"))
            target = inner.get("@id") or inner.get("url") if isinstance(inner, dict) else inner
            name = item.get("name") or (inner.get("name") if isinstance(inner, dict) else "")
            if isinstance(name, str) and name.strip():
                yield name, target if isinstance(target, str) else ""


def types_of(node: dict[str, Any]) -> set[str]:
    """The types of an object, in small letters, without the address of the vocabulary."""
    return {str(one).rpartition("/")[2].lower() for one in as_list(node.get("@type"))}


def addresses_of(node: dict[str, Any]) -> Iterator[str]:
    """The addresses that an object gives as its own."""
    for key in ("url", "@id", "mainEntityOfPage"):
        for one in as_list(node.get(key)):
            value = one.get("@id") or one.get("url") if isinstance(one, dict) else one
            if isinstance(value, str):
                yield value.partition("#")[0]


def as_list(value: Any) -> list[Any]:
    """The values of a property, one or many."""
    return value if isinstance(value, list) else [] if value is None else [value]


def loaded(text: str) -> Any:
    """What a JSON-LD script says, also with comments, trailing commas and bare control characters; None: nothing."""
    for candidate in _mended(text[:LARGEST_JSON_CHARACTERS].strip()):
        try:
            return json_value(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _mended(text: str) -> Iterator[str]:
    """The text as it may have been meant, the likeliest first."""
    bare = text.removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    yield bare
    yield _CONTROLS.sub(" ", bare)
    for plain_json in (_without_script(text), _without_script(bare)):
        yield plain_json
        yield _CONTROLS.sub(" ", plain_json)


def _without_script(text: str) -> str:
    """JSON without what only JavaScript allows: comments, and commas after the last member."""
    return _LAST_COMMA.sub(lambda found: found[1] or "", _COMMENT.sub(lambda found: found[1] or "", text))

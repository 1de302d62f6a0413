"""Search: one box, what was found, and what to narrow it by. Every state of it is an address."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.errors import UsageError
from archive.page_types import ALL
from archive.records import PAGE_TYPES
from archive.search import Sort
from archive.search_json import answer
from archive.search_parameters import NAMES, grouped, read_parameters
from archive.web.asking import Answer, Asked, Page
from archive.web.charts import bars
from archive.web.language import error_in_language, in_language
from archive.web.rendering import address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.archive import Archive
    from archive.search import Hits

PATH = "/search"
_JSON = "application/json; charset=utf-8"
_OURS = ("lang",)
"""Parameters of the pages that are none of a search."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to narrow a search by."""

    value: str
    name: str
    count: int
    address: str
    is_chosen: bool


def search_page(archive: Archive, asked: Asked) -> Page:
    """What was found for people; what cannot be asked is explained on the page, with the form as it was filled in."""
    names = {row["id"]: row["name"] for row in archive.portals()}
    typed = {name: asked.one(name) for name in NAMES}
    values: dict[str, Any] = {"names": names, "typed": typed, "query": {}, "problem": "", "found": None}
    try:
        parameters = search_parameters(asked.query)
        hits = archive.search(**parameters)
        values |= _found(archive, parameters, hits, names)
        values["advice"] = [in_language(line, asked.language) for line in hits.advice]
    except UsageError as error:
        values["problem"] = error_in_language(error, asked.language)
        return Page(template="search.html", values=values, status=400)
    return Page(template="search.html", values=values)


def search_json(archive: Archive, asked: Asked) -> Answer:
    """The same for programs: `articles`, `hits`, `next`, and `counts` where `counts=1` asks for them."""
    try:
        query = {name: values for name, values in asked.query.items() if name != "counts"}
        hits = archive.search(**search_parameters(query))
        told = answer(hits)
        if asked.one("counts") in ("1", "true"):
            counts = hits.counts
            told["counts"] = {
                "portal": counts.portals, "category": counts.categories, "month": counts.months,
                "page_type": counts.page_types,
            }  # fmt: skip
    except UsageError as error:
        return Answer(body=_json({"error": str(error)}), content_type=_JSON, status=400)
    return Answer(body=_json(told), content_type=_JSON)


def search_parameters(query: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What `Archive.search` takes of the parameters of an address."""
    return read_parameters({name: values for name, values in query.items() if name not in _OURS})


def _json(record: Any) -> bytes:
    return (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _found(archive: Archive, parameters: dict[str, Any], hits: Hits, names: Mapping[str, str]) -> dict[str, Any]:
    query = grouped(parameters)
    listed = list(hits)
    counts = hits.counts
    is_full = len(listed) == parameters["limit"]
    return {
        "query": query,
        "found": listed,
        "count": counts.articles,
        "bars": [(bar, _time(query, bar.key)) for bar in bars(counts.months)],
        "undated": counts.articles - sum(counts.months.values()),
        "portals": _choices(archive, parameters, "portal", counts.portals, names),
        "categories": _choices(archive, parameters, "category", counts.categories, {}),
        "types": _types(parameters, hits),
        "others": sum(hits.other_types.values()),
        "all_types": address(PATH, query, page_type=ALL, after=None),
        "next": address(PATH, query, after=listed[-1].key) if listed and is_full else "",
        "first": address(PATH, query, after=None) if parameters.get("after") else "",
        "chosen": _chosen(query, names),
        "sorts": _sorts(query, hits),
        "forms": {form: address(f"{PATH}.{form}", query, after=None) for form in ("json", "atom", "csv", "jsonl")},
    }  # fmt: skip


def _sorts(query: Mapping[str, Any], hits: Hits) -> list[tuple[str, str, bool]]:
    """Each order with the address of the same search in it, and whether it is the present one."""
    orders = [sort for sort in Sort if sort != Sort.relevance or hits.asked.query is not None]
    usual = orders[0]
    return [
        (sort, address(PATH, query, sort=None if sort == usual else sort, after=None), sort == hits.asked.sort)
        for sort in orders
    ]


def _choices(
    archive: Archive, parameters: dict[str, Any], name: str, counts: Mapping[str, int], names: Mapping[str, str]
) -> list[Choice]:
    """The values of a filter with what each would find; where some are chosen, also those that are not."""
    chosen = parameters.get(name, [])
    if chosen:
        others = archive.search(**{key: value for key, value in parameters.items() if key not in (name, "after")})
        spread = others.counts
        counts = {**dict.fromkeys(chosen, 0), **(spread.portals if name == "portal" else spread.categories)}
    query = grouped(parameters)
    made = []
    for value, count in counts.items():
        is_chosen = value in chosen
        kept = [one for one in chosen if one != value] if is_chosen else [*chosen, value]
        made.append(
            Choice(value, names.get(value, value), count, address(PATH, query, after=None, **{name: kept}), is_chosen)
        )
    return sorted(made, key=lambda one: (not one.is_chosen, -one.count, one.name))


def _types(parameters: dict[str, Any], hits: Hits) -> list[Choice]:
    """The page types with what each finds, the usual ones together where none is chosen; none where all is news."""
    query, chosen = grouped(parameters), parameters.get("page_types", [])
    counts = {**hits.counts.page_types, **hits.other_types}
    if not counts.keys() - {"news"}:
        return []
    return [
        Choice(
            value=one, name=one, count=counts.get(one, 0), is_chosen=one in chosen,
            address=address(PATH, query, after=None, page_type=_toggled(one, chosen)),
        )
        for one in PAGE_TYPES if one in counts or one in chosen
    ]  # fmt: skip


def _toggled(value: str, chosen: Sequence[str]) -> list[str]:
    """The chosen types with one more, or without it; `all` gives way to the first that is named."""
    named = [one for one in chosen if one not in (value, ALL)]
    return named if value in chosen else [*named, value]


def _time(query: Mapping[str, Any], key: str) -> str:
    """The address of the same search within a year or a month."""
    return address(PATH, query, since=key, until=key, after=None)


def _chosen(query: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Each filter that is set: its name, its value, and the address without it."""
    made = []
    for name, values in query.items():
        if name in ("q", "sort", "after", "limit"):
            continue
        for value in values:
            rest = [one for one in values if one != value]
            shown = names.get(value, value) if name == "portal" else value
            made.append((name, shown, address(PATH, query, after=None, **{name: rest})))
    return made

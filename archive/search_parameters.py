"""A search as an address or a form asks for it: names with texts, made what `Archive.search` takes, and back. Pure.

It stands apart so that the web pages, the JSON interface and the MCP server have the same names, and the same errors.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from archive.errors import UsageError
from archive.search import UNKNOWN_SORT, Sort
from archive.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LIMIT = 20
"""Hits of an answer where nothing else is asked for."""
MOST_HITS = 100
"""Hits of one answer, at most: the next ones are asked for with `after`."""
MOST_VALUES = 200
"""Portals, and categories, that may be named at once."""
LONGEST = 2000
"""Characters of one value, at most."""
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def read_parameters(given: Mapping[str, Sequence[str]], *, most: int = MOST_HITS) -> dict[str, Any]:
    """The keyword arguments of `Archive.search` that are asked for, none where nothing is, `limit` always.

    `given`: by name the values in their order. An empty value is none given. `q` is the query; `portal`, `category`
    and `page_type` may be given several times. `most`: the greatest `limit`. Dates, keys and page types are read by the
    search itself. Raises UsageError, one line, for a name that there is not, a value that cannot be read, or two where
    one is meant.

    >>> read_parameters({"q": ["nông thôn"], "portal": ["a", "b"], "since": [""], "removed": ["1"]})
    {'query': 'nông thôn', 'portal': ['a', 'b'], 'removed': True, 'limit': 20}
    """
    for name in given:
        if name not in NAMES:
            raise UsageError(
                Sentence("there is no parameter {name!r}: there are {names}", name=name[:40], names=", ".join(NAMES))
            )
    asked: dict[str, Any] = {}
    for name, read in _READERS.items():
        values = [_text(name, value) for value in given.get(name, ()) if value.strip()]
        if not values:
            continue
        if name in SEVERAL:
            if len(values) > MOST_VALUES:
                raise UsageError(
                    Sentence("{name} is given {times} times: {most} are the most", name=name, times=len(values),
                             most=MOST_VALUES)
                )  # fmt: skip
            asked[_ARGUMENTS.get(name, name)] = list(dict.fromkeys(values))
            continue
        if len(set(values)) > 1:
            raise UsageError(
                Sentence("{name} is given {times} times: it takes one value", name=name, times=len(values))
            )
        value = read(name, values[0])
        if value is not False:
            asked[_ARGUMENTS.get(name, name)] = value
    limit = asked.setdefault("limit", min(LIMIT, most))
    if limit > most:
        raise UsageError(
            Sentence("limit {limit} is more than {most}: ask for the next ones with after", limit=limit, most=most)
        )
    return asked


def written(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The names and values that `read_parameters` makes these of: always in one order, what needs no saying left out.

    So that the same search has one address.

    >>> written({"limit": 20, "portal": ["b", "a"], "query": "nông thôn", "removed": True, "sort": "relevance"})
    [('q', 'nông thôn'), ('portal', 'a'), ('portal', 'b'), ('removed', '1')]
    """
    pairs: list[tuple[str, str]] = []
    for name in NAMES:
        value = parameters.get(_ARGUMENTS.get(name, name))
        if value in (None, "", False) or (name, value) in (("limit", LIMIT), ("sort", Sort.relevance)):
            continue
        if name in SEVERAL:
            pairs += [(name, one) for one in sorted({value} if isinstance(value, str) else set(value))]
        else:
            pairs.append((name, "1" if value is True else str(value)))
    return pairs


def grouped(parameters: Mapping[str, Any]) -> dict[str, list[str]]:
    """The same by name, each with its values.

    >>> grouped({"query": "nông thôn", "portal": ["b", "a"]})
    {'q': ['nông thôn'], 'portal': ['a', 'b']}
    """
    found: dict[str, list[str]] = {}
    for name, value in written(parameters):
        found.setdefault(name, []).append(value)
    return found


def _text(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise UsageError(
            Sentence(
                "{name} has {length:,} characters: {most:,} are the most", name=name, length=len(value), most=LONGEST
            )
        )
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(Sentence("{name} is no text: write it in UTF-8", name=name)) from None
    return value


def _as_is(_name: str, value: str) -> str:
    return value


def _flag(name: str, value: str) -> bool:
    if value.strip().lower() in _YES:
        return True
    if value.strip().lower() in _NO:
        return False
    raise UsageError(Sentence("{name} {value!r} is neither yes nor no: write 1 or 0", name=name, value=value[:40]))


def _number(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", value) or not int(value):
        raise UsageError(Sentence("{name} {value!r} is no number: write it as 1, 2, 3 …", name=name, value=value[:40]))
    return int(value)


def _sort(_name: str, value: str) -> str:
    if value not in list(Sort):
        raise UsageError(Sentence(UNKNOWN_SORT, sort=value[:40]))
    return value


_READERS: dict[str, Callable[[str, str], Any]] = {
    "q": _as_is, "portal": _as_is, "category": _as_is, "page_type": _as_is, "source": _as_is, "author": _as_is,
    "since": _as_is, "until": _as_is, "seen_since": _as_is, "seen_until": _as_is, "changed": _flag, "removed": _flag,
    "story": _number, "as_of": _as_is, "sort": _sort, "fold": _flag, "limit": _number, "after": _as_is,
}  # fmt: skip
NAMES = tuple(_READERS)
"""The parameters, in the order in which an address names them."""
SEVERAL = ("portal", "category", "page_type")
"""Those that may be given several times."""
_ARGUMENTS = {"q": "query", "page_type": "page_types"}
"""What `Archive.search` calls a parameter, where that is another name."""

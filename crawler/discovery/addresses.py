"""From addresses that are articles, and others that are none, to a regular expression that tells them apart. Pure.

What articles share is how their addresses are built: a date in the path, a number at the end of the name, a number as
parameter. Addresses built alike make one alternative of the expression, and an alternative that fits any page that is
no article is narrowed to the folders that were seen, or given up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST = 2
"""Articles that must be built alike before anything is concluded from it."""
MOST_FOLDERS = 12
_HOST = r"^https?://[^/]+"
_ENDING = re.compile(r"\.(?:[sx]?html?|aspx?|php|jsp|do|cms|vgp|epi)$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TAIL_NUMBER = re.compile(r".+[-_.,](?!(?:19|20)\d\d$)\d{4,}")
_HEAD_NUMBER = re.compile(r"\d+[-_].*[^\d_-].*")
_MIXED = re.compile(r"(?=[^-]*\d{3})[A-Za-z_.]{0,12}\d[\dA-Za-z_.]*")
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"(?:[^-_]+[-_]){2,}[^-_]+")

Part = tuple[str, str]
"""A kind of segment and what of it is constant."""


@dataclass(frozen=True, slots=True)
class ArticlePattern:
    """A regular expression of article addresses, with what speaks for it."""

    regex: str
    """To be searched in canonical URLs."""
    fits: int
    """Articles that it fits."""
    of: int
    """All articles that were seen."""
    others: int
    """Pages that are no article, none of which it fits."""
    is_sure: bool
    """Whether every alternative asks for a number or a date: mere words may be those of other pages too."""


def article_pattern(articles: Iterable[str], others: Iterable[str]) -> ArticlePattern | None:
    """The pattern of the articles' addresses; None where they share too little, or share it with the others.

    >>> found = article_pattern(["https://a.vn/tin/mua-he-123456", "https://a.vn/xa/le-hoi-123457"], ["https://a.vn/tin"])
    >>> found.regex, found.is_sure
    ('^https?://[^/]+/[^/?]+/[^/?]+[-_.,]\\\\d{6,}$', True)
    """
    seen = list(dict.fromkeys(articles))
    against = [url for url in dict.fromkeys(others) if url not in seen]
    alternatives: dict[str, bool] = {}
    for parts, urls in _built_alike(seen).items():
        if len(urls) >= LEAST and (regex := _narrowest(parts, urls, against)):
            alternatives[regex] = _is_sure(parts)
    if not alternatives:
        return None
    rest = next(iter(alternatives)) if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"
    regex = f"{_HOST}{rest}$"
    fits = sum(bool(re.search(regex, url)) for url in seen)
    return ArticlePattern(regex, fits, len(seen), len(against), all(alternatives.values()))


def _built_alike(urls: Sequence[str]) -> dict[tuple[Part, ...], list[str]]:
    groups: defaultdict[tuple[Part, ...], list[str]] = defaultdict(list)
    for url in urls:
        groups[_parts(url)].append(url)
    return dict(sorted(groups.items(), key=lambda item: -len(item[1])))


def _parts(url: str) -> tuple[Part, ...]:
    """How an address is built: its segments by kind, its ending, and its parameters by name."""
    split = urlsplit(url)
    *folders, last = split.path.split("/")[1:]
    ending = match[0] if (match := _ENDING.search(last)) else ""
    parts = [_kind(segment) for segment in (*folders, last.removesuffix(ending) if ending else last)]
    if "year" in {kind for kind, _ in parts} or split.query:
        # With a date or a parameter beside them, names say nothing: a slug may be one word, or end in a number.
        parts = [("text", "") if kind in ("name-number", "slug") else (kind, fixed) for kind, fixed in parts]
    elif any(kind in ("name-number", "number-name", "number", "mixed") for kind, _ in parts):
        parts = [("text", "") if kind == "slug" else (kind, fixed) for kind, fixed in parts]
    parts.append(("ending", ending))
    for pair in sorted(filter(None, split.query.split("&"))):
        name, _, value = pair.partition("=")
        parts.append(("number-parameter" if value.isdigit() else "parameter", name))
    return tuple(parts)


def _kind(segment: str) -> Part:
    if not segment:
        return "empty", ""
    if _YEAR.fullmatch(segment):
        return "year", ""
    if segment.isdigit():
        return "number", "1" if len(segment) <= 2 else ""
    if _HEAD_NUMBER.fullmatch(segment):
        return "number-name", ""
    if _MIXED.fullmatch(segment):
        return "mixed", _DIGITS.sub("0", segment)
    if _TAIL_NUMBER.fullmatch(segment):
        return "name-number", ""
    return ("slug" if _WORDS.fullmatch(segment) or len(segment) > 23 else "text"), ""


def _is_sure(parts: tuple[Part, ...]) -> bool:
    kinds = [kind for kind, _ in parts]
    return "year" in kinds or any(
        kind in ("number-name", "name-number", "mixed", "number-parameter") or part == ("number", "")
        for kind, part in zip(kinds, parts, strict=True)
    )


def _narrowest(parts: tuple[Part, ...], urls: Sequence[str], others: Sequence[str]) -> str | None:
    """The widest expression for addresses built alike that fits none of the others; None where none will do."""
    for folders_as_seen in (False, True):
        regex = _regex(parts, urls, folders_as_seen=folders_as_seen)
        if regex is not None and not any(re.search(f"{_HOST}{regex}$", url) for url in others):
            return regex
    return None


def _regex(parts: tuple[Part, ...], urls: Sequence[str], *, folders_as_seen: bool) -> str | None:
    """Path and query of the addresses as an expression; None where the folders that were seen are too many."""
    ending = next(fixed for kind, fixed in parts if kind == "ending")
    parameters = [
        _escaped(fixed) + (r"=\d+" if kind == "number-parameter" else "=[^&]+")
        for kind, fixed in parts
        if kind.endswith("parameter")
    ]
    columns = list(zip(*(urlsplit(url).path.removesuffix(ending).split("/")[1:] for url in urls), strict=True))
    name = len(columns) - 1 if any(columns[-1]) else len(columns) - 2
    out = []
    for place, values in enumerate(columns):
        kind, fixed = parts[place]
        if kind in ("text", "slug") and place < name and folders_as_seen:
            if len(set(values)) > MOST_FOLDERS:
                return None
            out.append(_one_of(values))
        elif kind == "text" and place == name and parameters and len(set(values)) == 1:
            out.append(_escaped(values[0]))  # one page that shows each article by its number
        else:
            out.append(_piece(kind, fixed, values))
    return f"/{'/'.join(out)}{_escaped(ending)}" + (r"\?" + "&".join(parameters) if parameters else "")


def _one_of(values: Sequence[str]) -> str:
    seen = list(map(_escaped, dict.fromkeys(values)))
    return seen[0] if len(seen) == 1 else f"(?:{'|'.join(seen)})"


def _piece(kind: str, fixed: str, values: Sequence[str]) -> str:
    if kind == "mixed":
        return _escaped(fixed).replace("0", r"\d+")
    if kind == "name-number":
        return rf"[^/?]+[-_.,]\d{{{min(len(_DIGITS.findall(value)[-1]) for value in values)},}}"
    return {
        "empty": "",
        "year": r"(?:19|20)\d\d",
        "number": r"\d{1,2}" if fixed else r"\d+",
        "number-name": r"\d+[-_][^/?]+",
        "slug": r"[^/?_-]+(?:[-_][^/?_-]+){2,}",
        "text": "[^/?]+",
    }[kind]


def _escaped(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")

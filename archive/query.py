"""What a reader types into a search, read into a tree of words that must, may and must not be there. Pure.

It never fails on text that can be searched for, and explains what cannot.

    query   = part+                          all of them have to be there; AND between them changes nothing
    part    = choice ("OR" choice)*          one of them has to be there: OR binds closer than what stands apart
    choice  = ("NOT" | "-") choice | [field ":"] ( word | word "*" | "phrase" | NEAR(word phrase …, number) )
            | "(" query ")"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import permutations, product
from typing import TYPE_CHECKING

from archive.errors import UsageError
from archive.folding import WORD, exact, has_marks, strip_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FIELDS = ("title", "lead", "text", "attachment")
"""The fields that a word without a field is looked for in."""
NAMED_FIELDS = (*FIELDS, "author", "source")
"""Those that can be named before a colon."""
NEAR_WORDS = 10
"""Words that may stand between those of a NEAR, unless it says another number."""
MOST_PLACEMENTS = 1000
"""Ways in which the parts of a NEAR may stand, at most: each is looked for."""
MOST_PARTS = 64
"""Words and phrases in one search, at most."""
DEEPEST = 20
"""Parentheses within parentheses, at most."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that must follow each other, in one field or any."""

    words: tuple[str, ...]
    """In exact form (`archive.folding.exact`)."""
    field: str = ""
    prefix: bool = False
    """Whether the last word may go on."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Where it may stand."""
        return (self.field,) if self.field else FIELDS

    def places(self, words: Sequence[str]) -> list[int]:
        """The positions at which the term begins in a text, given as its words in exact form."""
        size = len(self.words)
        return [start for start in range(len(words) - size + 1) if self._matches(words[start : start + size])]

    def _matches(self, words: Sequence[str]) -> bool:
        for position, (wanted, found) in enumerate(zip(self.words, words, strict=True)):
            form = found if has_marks(wanted) else strip_marks(found)
            open_ended = self.prefix and position == len(self.words) - 1
            if not (form.startswith(wanted) if open_ended else form == wanted):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Near:
    """Words and phrases that stand in any order in one field, none more than `distance` words from the last of them."""

    terms: tuple[Term, ...]
    distance: int
    field: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Where it may stand."""
        return (self.field,) if self.field else FIELDS

    def placements(self) -> Iterator[tuple[int, ...]]:
        """For each way in which they may stand, how many words after the first of them each begins."""
        sizes = [len(term.words) for term in self.terms]
        for order in permutations(range(len(sizes))):
            for gaps in product(range(self.distance + 1), repeat=len(order) - 1):
                starts, place = [0] * len(sizes), 0
                for at, number in enumerate(order):
                    starts[number] = place
                    place += sizes[number] + (gaps[at] if at < len(gaps) else 0)
                last = max(starts)
                if all(last - (start + size) <= self.distance for start, size in zip(starts, sizes, strict=True)):
                    yield tuple(starts)

    def spans(self, words: Sequence[str]) -> Iterator[tuple[int, ...]]:
        """Where its terms begin in a text, given as its words in exact form, each time that all stand near."""
        found = [set(term.places(words)) for term in self.terms]
        for placement in self.placements():
            for start in found[0]:
                starts = tuple(start - placement[0] + offset for offset in placement)
                if all(place in places for place, places in zip(starts, found, strict=True)):
                    yield starts


@dataclass(frozen=True, slots=True)
class All:
    """Every part has to be there; at least one is not a `Not`."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One of the parts has to be there."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not be there."""

    part: Part


Part = Term | Near | All | Any | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A search."""

    root: Part

    @property
    def terms(self) -> tuple[Term | Near, ...]:
        """What may be found: what is excluded is not among it."""
        return tuple(_leaves(self.root))

    def holds(self, fields: Mapping[str, Sequence[str]]) -> bool:
        """Whether an article, its fields given as words in exact form, is what was searched for."""
        return _holds(self.root, fields)

    def hits(self, field: str, words: Sequence[str]) -> dict[int, int]:
        """The positions of all words of a field, given in exact form, that were searched for.

        Each with the number of what it answers in `terms`.
        """
        hits: dict[int, int] = {}
        for number, leaf in enumerate(self.terms):
            if field not in leaf.fields:
                continue
            if isinstance(leaf, Near):
                for starts in leaf.spans(words):
                    for start, term in zip(starts, leaf.terms, strict=True):
                        hits.update(dict.fromkeys(range(start, start + len(term.words)), number))
            else:
                for start in leaf.places(words):
                    hits.update(dict.fromkeys(range(start, start + len(leaf.words)), number))
        return hits


def _leaves(part: Part) -> Iterator[Term | Near]:
    if isinstance(part, All | Any):
        for one in part.parts:
            yield from _leaves(one)
    elif not isinstance(part, Not):
        yield part


def _holds(part: Part, fields: Mapping[str, Sequence[str]]) -> bool:
    match part:
        case All(parts):
            return all(_holds(one, fields) for one in parts)
        case Any(parts):
            return any(_holds(one, fields) for one in parts)
        case Not(one):
            return not _holds(one, fields)
        case Near():
            return any(any(True for _ in part.spans(fields.get(name, ()))) for name in part.fields)
        case Term():
            return any(part.places(fields.get(name, ())) for name in part.fields)


def words_of(text: str) -> list[str]:
    """The words of a text in exact form, as the index cuts them."""
    return WORD.findall(exact(text).replace("_", " "))


def parse_query(text: str) -> Query:
    """The search that a reader typed; see the grammar above.

    Marks that mean nothing there are passed over. Raises UsageError, one line that says what to do, where nothing is
    left to search for or a NEAR, an OR or a parenthesis says nothing that can be searched for.
    """
    return Query(_Reader(text).query())


_TOKEN = re.compile(
    r"""(?P<not> -(?=[^\s-]) | NOT (?=[\s(]) )
      | (?P<open> (?:(?P<scope> title|lead|text|attachment|author|source ):)? \( )
      | (?P<close> \) )
      | (?: (?P<field> title|lead|text|attachment|author|source ):)?
        (?: NEAR \( (?P<near> [^()]* ) (?:\)|$)
          | "(?P<phrase> [^"]* ) (?P<star> "\s?\* | "|$ )
          | (?P<word> [^\s"()]+ ) )
      | (?P<quote> " )
    """,
    re.VERBOSE,
)
_INSIDE_NEAR = re.compile(r'"(?P<phrase>[^"]*)(?:"|$)|,\s*(?P<number>\S+)\s*$|(?P<word>[^\s",]+)')


class _Reader:
    """Reads a search from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_TOKEN.finditer(text))
        self._at = 0
        self._count = 0
        self._excluded = False

    def query(self) -> Part:
        """The whole search."""
        parts: list[Part] = []
        while self._at < len(self._tokens):
            found = self._all(depth=0)
            if found is not None:
                parts.append(found)
            self._at += 1  # a parenthesis that closes none
        whole = self._joined(parts)
        if whole is None:
            what = "only words that must not be there" if self._excluded else "no word"
            raise UsageError(f"the search {self._text!r} holds {what}: give at least one word to look for")
        return whole

    def _joined(self, parts: list[Part]) -> Part | None:
        """The parts as one that can be looked for; None where there is none, or only what is excluded."""
        flat = [one for part in parts for one in (part.parts if isinstance(part, All) else (part,))]
        if all(isinstance(one, Not) for one in flat):
            self._excluded = self._excluded or bool(flat)
            return None
        return flat[0] if len(flat) == 1 else All(tuple(flat))

    def _all(self, *, depth: int, field: str = "") -> Part | None:
        """Everything up to a closing parenthesis or the end; None: no word. What is excluded alone stays an `All`."""
        parts: list[Part] = []
        joins = False
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token["close"]:
                break
            if token["word"] in ("OR", "AND") and not token["field"]:
                joins = token["word"] == "OR" and bool(parts)
                self._at += 1
                continue
            part = self._choice(depth=depth, field=field)
            if part is None:
                continue
            if joins:
                parts[-1] = self._either(parts[-1], part)
            else:
                parts.append(part)
            joins = False
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _either(self, one: Part, other: Part) -> Part:
        for part in (one, other):
            if isinstance(part, Not) or (isinstance(part, All) and all(isinstance(each, Not) for each in part.parts)):
                raise UsageError(
                    f"the search {self._text!r} asks for something or for the lack of something, which nearly every "
                    "article fits: say what to look for on both sides of OR"
                )
        return Any((*(one.parts if isinstance(one, Any) else (one,)), other))

    def _choice(self, *, depth: int, field: str) -> Part | None:
        token = self._tokens[self._at]
        self._at += 1
        if token["not"]:
            if self._at == len(self._tokens) or self._tokens[self._at]["close"]:
                return None
            excluded = self._choice(depth=depth, field=field)
            if excluded is None:
                return None
            return excluded.part if isinstance(excluded, Not) else Not(excluded)
        if token["open"]:
            if depth >= DEEPEST:
                raise UsageError(f"the search has more than {DEEPEST} parentheses within parentheses: write fewer")
            inner = self._all(depth=depth + 1, field=token["scope"] or field)
            self._at += 1  # the closing one, or the end
            return inner
        self._count += 1
        if self._count > MOST_PARTS:
            raise UsageError(f"the search has more than {MOST_PARTS} words and phrases: look for fewer at once")
        field = token["field"] or field
        if token["near"] is not None:
            return self._near(token["near"], field)
        if token["phrase"] is not None:
            return _term(token["phrase"] + ("*" if token["star"].endswith("*") else ""), field)
        return _term(token["word"] or "", field)

    def _near(self, inside: str, field: str) -> Part | None:
        terms: list[Term] = []
        distance = NEAR_WORDS
        for match in _INSIDE_NEAR.finditer(inside):
            if match["number"] is not None:
                if not re.fullmatch(r"[0-9]{1,3}", match["number"]):
                    raise UsageError(
                        f"NEAR({inside}) ends with {match['number']!r}: after the comma stands how many words may lie "
                        "between, as in NEAR(nông thôn, 5)"
                    )
                distance = int(match["number"])
                continue
            written = match["phrase"] if match["word"] is None else match["word"]
            if (term := _term(written, field)) is not None:
                terms.append(replace(term, prefix=False))
        if len(terms) < 2:
            return terms[0] if terms else None
        ways = (distance + 1) ** (len(terms) - 1) * _factorial(len(terms))
        if ways > MOST_PLACEMENTS:
            raise UsageError(
                f"NEAR({inside}) can be fulfilled in {ways:,} ways, more than the {MOST_PLACEMENTS} that can be looked "
                "for: give fewer words, or a smaller number after the comma"
            )
        return Near(tuple(terms), distance, field)


def _factorial(number: int) -> int:
    return 1 if number < 2 else number * _factorial(number - 1)


def _term(written: str, field: str) -> Term | None:
    words = tuple(words_of(written))
    return Term(words, field=field, prefix=written.rstrip().endswith("*")) if words else None

"""Reads what somebody types into a search. Pure.

It never fails on text that can be searched for, and explains what cannot.

    query   = part+                          all of them have to be there; AND between them changes nothing
    part    = choice ("OR" choice)*          one of them has to be there: OR binds closer than what stands apart
    choice  = ("NOT" | "-") choice | [field ":"] ( word | word "*" | "phrase" | NEAR(word phrase …, number) )
            | "(" query ")"

Quotation marks, dashes and parentheses of other forms are read as these. What is read otherwise than it may be meant is
told in a hint.
"""

from __future__ import annotations

import re
from math import factorial

from archive.errors import UsageError
from archive.query import NAMED_FIELDS, All, Any, Near, Not, Part, Query, Term, words_of
from archive.query_hints import hints_of
from archive.query_punctuation import plain
from archive.sentences import Sentence

NEAR_WORDS = 10
"""Words that may stand between those of a NEAR, unless it says another number."""
MOST_PLACEMENTS = 1000
"""Ways in which the parts of a NEAR may stand, at most: each is looked for."""
MOST_PARTS = 64
"""Words and phrases in one search, at most."""
DEEPEST = 20
"""Parentheses within parentheses, at most."""


def parse_query(text: str) -> Query:
    """The search that a reader typed; see the grammar above.

    Marks that mean nothing there are passed over. Raises UsageError, one line that says what to do, where nothing is
    left to search for or a NEAR, an OR or a parenthesis says nothing that can be searched for.
    """
    typed = plain(text)
    return Query(_Reader(text, typed).query(), hints_of(typed))


_FIELD = "|".join(NAMED_FIELDS)
_TOKEN = re.compile(
    rf"""(?P<not> -(?=[^\s-]) | NOT (?=[\s(]) )
      | (?P<open> (?:(?P<scope> {_FIELD} ):)? \( )
      | (?P<close> \) )
      | (?: (?P<field> {_FIELD} ):)?
        (?: NEAR \( (?P<near> [^()]* ) (?:\)|$)
          | "(?P<phrase> [^"]* ) (?P<star> "\s?\* | "|$ )
          | (?P<word> [^\s"()]+ ) )
    """,
    re.VERBOSE,
)
_INSIDE_NEAR = re.compile(r'"(?P<phrase>[^"]*)(?:"|$)|,\s*(?P<number>\S+)\s*$|(?P<word>[^\s",]+)')


class _Reader:
    """Reads a search from left to right."""

    def __init__(self, text: str, plain_text: str) -> None:
        self._text = text
        self._tokens = list(_TOKEN.finditer(plain_text))
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
            form = "the search {text!r} holds no word: give at least one word to look for"
            if self._excluded:
                form = "the search {text!r} holds only words that must not be there: give at least one word to look for"
            raise UsageError(Sentence(form, text=self._text))
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
                    Sentence(
                        "the search {text!r} asks for something or for the lack of something, which nearly every "
                        "article fits: say what to look for on both sides of OR",
                        text=self._text,
                    )
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
                raise UsageError(
                    Sentence(
                        "the search has more than {most} parentheses within parentheses: write fewer", most=DEEPEST
                    )
                )
            inner = self._all(depth=depth + 1, field=token["scope"] or field)
            self._at += 1  # the closing one, or the end
            return inner
        self._count += 1
        if self._count > MOST_PARTS:
            raise UsageError(
                Sentence("the search has more than {most} words and phrases: look for fewer at once", most=MOST_PARTS)
            )
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
                        Sentence(
                            "NEAR({inside}) ends with {end!r}: after the comma stands how many words may lie "
                            "between, as in NEAR(nông thôn, 5)",
                            inside=inside,
                            end=match["number"],
                        )
                    )
                distance = int(match["number"])
                continue
            written = match["phrase"] if match["word"] is None else match["word"]
            if (term := _term(written, field)) is not None:
                if term.prefix:
                    raise UsageError(Sentence("NEAR({inside}) takes whole words: leave the * out", inside=inside))
                terms.append(term)
        if len(terms) < 2:
            return terms[0] if terms else None
        ways = (distance + 1) ** (len(terms) - 1) * factorial(len(terms))
        if ways > MOST_PLACEMENTS:
            raise UsageError(
                Sentence(
                    "NEAR({inside}) can be fulfilled in {ways:,} ways, more than the {most} that can be looked "
                    "for: give fewer words, or a smaller number after the comma",
                    inside=inside,
                    ways=ways,
                    most=MOST_PLACEMENTS,
                )
            )
        return Near(tuple(terms), distance, field)


def _term(written: str, field: str) -> Term | None:
    words = tuple(words_of(written))
    return Term(words, field=field, prefix=written.rstrip().endswith("*")) if words else None

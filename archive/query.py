"""What a reader types into a search, read into words that must, may and must not be there. Pure; never fails on text
that can be searched for, and explains what cannot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.errors import UsageError
from archive.folding import WORD, exact, has_marks, strip_marks

_TOKEN = re.compile(
    r'(?P<not>-|NOT\s+)?(?:(?P<field>title|lead|text):)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))'
)
FIELDS = ("title", "lead", "text")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that must follow each other, in one field or any."""

    words: tuple[str, ...]
    """In exact form (`archive.folding.exact`)."""
    field: str = ""
    prefix: bool = False
    """Whether the last word may go on."""

    @property
    def is_mixed(self) -> bool:
        """Whether some words were typed with marks and others without, which no single index holds side by side."""
        return len(self.words) > 1 and len({has_marks(word) for word in self.words}) > 1

    def fts(self) -> str:
        """The FTS5 expression whose hits include all of the term's; exactly the term's unless it is mixed."""
        loose = self.is_mixed or not has_marks(self.words[0])
        columns = [f"{name}_folded" if loose else name for name in ((self.field,) if self.field else FIELDS)]
        words = " ".join(strip_marks(word) if loose else word for word in self.words)
        return f'{{{" ".join(columns)}}} : "{words}"' + (" *" if self.prefix else "")

    def stands_in(self, words: list[str]) -> bool:
        """Whether the term stands in a text, given as its words in exact form."""
        return any(True for _ in self.places(words))

    def places(self, words: list[str]) -> list[int]:
        """The positions at which the term begins in a text, given as its words in exact form."""
        size = len(self.words)
        return [start for start in range(len(words) - size + 1) if self._matches(words[start : start + size])]

    def _matches(self, words: list[str]) -> bool:
        for position, (wanted, found) in enumerate(zip(self.words, words, strict=True)):
            form = found if has_marks(wanted) else strip_marks(found)
            open_ended = self.prefix and position == len(self.words) - 1
            if not (form.startswith(wanted) if open_ended else form == wanted):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Query:
    """A search: of each group one term must be there, and none of the excluded."""

    groups: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()

    def fts(self) -> str:
        """The whole as an FTS5 expression; mixed phrases in it are wider than asked and are verified on the text."""
        wanted = " AND ".join("(" + " OR ".join(term.fts() for term in group) + ")" for group in self.groups)
        unwanted = "".join(f" NOT {term.fts()}" for term in self.excluded if not term.is_mixed)
        return f"({wanted}){unwanted}" if unwanted else wanted

    @property
    def needs_verification(self) -> bool:
        """Whether the FTS5 expression is wider than the search."""
        return any(term.is_mixed for term in self.terms) or any(term.is_mixed for term in self.excluded)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term that may be found."""
        return tuple(term for group in self.groups for term in group)

    def holds(self, fields: dict[str, list[str]]) -> bool:
        """Whether an article, its fields given as words in exact form, is what was searched for."""

        def found(term: Term) -> bool:
            names = (term.field,) if term.field else FIELDS
            return any(term.stands_in(fields[name]) for name in names)

        return all(any(map(found, group)) for group in self.groups) and not any(map(found, self.excluded))


def parse_query(text: str) -> Query:
    """The search that a reader typed.

    Words all have to be there; `a OR b` wants one of two; `-a` or `NOT a` excludes; `"a b"` is a phrase; `a*` a
    beginning; `title:`, `lead:`, `text:` name a field. Raises UsageError where nothing is left to search for.
    """
    groups: list[list[Term]] = []
    excluded: list[Term] = []
    joins = False
    for match in _TOKEN.finditer(text):
        if match["word"] in ("OR", "AND") and not match["field"] and not match["not"]:
            joins = match["word"] == "OR" and bool(groups)
            continue
        term = _term(match)
        if term is None:
            continue
        if match["not"]:
            excluded.append(term)
        elif joins:
            groups[-1].append(term)
        else:
            groups.append([term])
        joins = False
    if not groups:
        what = "only words that must not be there" if excluded else "no word"
        raise UsageError(f"the search {text!r} holds {what}: give at least one word to look for")
    return Query(tuple(tuple(group) for group in groups), tuple(excluded))


def words_of(text: str) -> list[str]:
    """The words of a text in exact form, as the index cuts them."""
    return WORD.findall(exact(text).replace("_", " "))


def _term(match: re.Match[str]) -> Term | None:
    typed = match["phrase"] if match["word"] is None else match["word"]
    words = tuple(words_of(typed))
    if not words:
        return None
    return Term(words, field=match["field"] or "", prefix=typed.rstrip().endswith("*"))

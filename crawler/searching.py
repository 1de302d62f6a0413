"""Patterns that a definition gives, searched in addresses in bounded time. Pure.

A definition may come from somebody else, and an address always does: `(a+)+$` over forty letters is a century for a
search that goes back. `regex` counts the time of the processor while it searches, at 1.7 µs a search beside the 0.4 µs
of `re`; a linear engine (RE2) would lack the look-arounds that patterns of addresses like to use.
"""

from __future__ import annotations

import math

import regex

from archive.errors import UsageError

LONGEST_PATTERN = 1000
"""Characters of a pattern or selector."""
LONGEST_ADDRESS = 4000
"""Characters of an address that are searched."""
SEARCH_SECONDS = 0.25
"""A good pattern takes a hundred-thousandth of it."""
_MOST_REPEATS = 100_000
_REPEAT = regex.compile(r"\{(\d+)")


class SlowPattern(UsageError):
    """A pattern of a definition that takes too long; names the address."""


class Pattern:
    """A regular expression. Once it has taken too long it is searched for no more."""

    def __init__(self, text: str) -> None:
        """Raises ValueError where the text is no regular expression, or one too large to be kept."""
        if len(text) > LONGEST_PATTERN:
            raise ValueError(f"{text[:40]}… is longer than {LONGEST_PATTERN} characters")
        if math.prod(int(count) for count in _REPEAT.findall(text) if int(count)) > _MOST_REPEATS:
            raise ValueError(f"{text!r} repeats more than {_MOST_REPEATS} times")  # it would be written out in memory
        try:
            self._compiled = regex.compile(text)
        except (regex.error, RecursionError, MemoryError, OverflowError) as error:
            raise ValueError(f"{text!r} is no regular expression: {error}") from None
        self._text = text
        self._refusal = ""

    def search(self, address: str) -> bool:
        """Whether the pattern is found in the address. Raises SlowPattern where that cannot be told in time.

        >>> Pattern(r"/tin/\\d+").search("https://a.vn/tin/12")
        True
        """
        if not self._refusal:
            try:
                return self._compiled.search(address[:LONGEST_ADDRESS], timeout=SEARCH_SECONDS) is not None
            except TimeoutError:
                self._refusal = (
                    f"the pattern {self._text!r} takes longer than {SEARCH_SECONDS} s on {address[:200]}: write it "
                    "without repeats within repeats"
                )
        raise SlowPattern(self._refusal)

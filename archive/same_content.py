"""When two addresses of one portal are one article. Pure; the standard library only.

What a page says of itself (`rel=canonical`, og:url, a link to a print view) settles how an address is spelled and
never makes two contents one: beside equal digests, two readings are one article only where one page names the other's
address and both say the same in nearly all their words.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from archive.differences import common_runs
from archive.digest import STATED, content_hash

if TYPE_CHECKING:
    from archive.records import Article

_LONGEST_WORD = 24
"""Letters beyond which a word is a line of a script without spaces, and is compared letter by letter."""
AGREEMENT = 0.95
"""The share of the longer one's words that two titles, and two texts, have in common where they are one."""


def is_same_article(one: Article, other: Article, *, is_named: bool) -> bool:
    """Whether two readings at different addresses are one article.

    `is_named`: one of the pages names the other's address as its own, as its print view or as its AMP page. An address
    that names a home page, a list, or that pages of many contents name, settles nothing: no reading agrees with it.
    """
    if content_hash(one) == content_hash(other):
        return is_named or tells_apart(one)
    return is_named and says_the_same(one.title, one.text, other.title, other.text)


def tells_apart(article: Article) -> bool:
    """Whether a reading holds enough for its digest to be its own: a bare headline without a date does not."""
    return bool(article.text) or (article.published_on is not None and article.published_from in STATED)


def says_the_same(title: str, text: str, other_title: str, other_text: str) -> bool:
    """Whether two titles and two texts agree in nearly all their words; what has no text agrees with nothing."""
    if not text.strip() or not other_text.strip():
        return False
    return agreement(title, other_title) >= AGREEMENT and agreement(text, other_text) >= AGREEMENT


def agreement(one: str, other: str) -> float:
    """The share of the longer text's words that both hold in the same order, 0 to 1; case and punctuation aside.

    >>> agreement("Khởi công đường xã", "KHỞI CÔNG ĐƯỜNG XÃ."), agreement("giá xăng 15", "giá dầu 15")
    (1.0, 0.6666666666666666)
    """
    words, others = words_of(one), words_of(other)
    longest = max(len(words), len(others))
    if not longest:
        return 1.0
    shared = (Counter(words) & Counter(others)).total()
    if shared < AGREEMENT * longest:
        return shared / longest  # in whatever order they stand: the exact figure would be less still
    return sum(length for _, _, length in common_runs(words, others)) / longest


def words_of(text: str) -> list[str]:
    """The words of a text without the marks around them; a word of marks alone is none."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    stripped = (_without_marks(word) for word in normal.split())
    return [part for word in stripped if word for part in (word if len(word) > _LONGEST_WORD else (word,))]


def _without_marks(word: str) -> str:
    start, end = 0, len(word)
    while start < end and not _is_letter(word[start]):
        start += 1
    while end > start and not _is_letter(word[end - 1]):
        end -= 1
    return word[start:end]


def _is_letter(mark: str) -> bool:
    """Whether a mark belongs to a word: a letter, a figure, or what is written over one."""
    return mark.isalnum() or unicodedata.category(mark)[0] == "M"

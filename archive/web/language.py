"""In which language the pages speak, and their words: English in the templates, the rest in `words/`."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from archive.sentences import Sentence

LANGUAGES = ("vi", "en")
COOKIE = "luutru-language"
_WORDS = Path(__file__).with_name("words")
_WANTED = re.compile(
    r"\s*+(?P<tag>[A-Za-z]{1,8})(?:-[A-Za-z0-9-]*+)?\s*+(?:;\s*+q=(?P<quality>[01](?:\.[0-9]{0,3})?))?\s*+"
)


def language_of(chosen: str, cookie: str, accepted: str) -> str:
    """The language that a reader chose just now or earlier, else the one that the browser likes best, else Vietnamese.

    `accepted` is the header Accept-Language (RFC 9110, 12.5.4).

    >>> [language_of("", "", accepted) for accepted in ("en-GB,en;q=0.9,vi;q=0.8", "fr", "vi;q=0.5, en;q=0", "")]
    ['en', 'vi', 'vi', 'vi']
    >>> language_of("en", "vi", "vi"), language_of("xx", "en", "vi")
    ('en', 'en')
    """
    for asked in (chosen, cookie):
        if asked in LANGUAGES:
            return asked
    liked: list[tuple[float, int, str]] = []
    for place, one in enumerate(accepted[:1000].split(",")):
        match = _WANTED.fullmatch(one)
        if match and match["tag"].lower() in LANGUAGES and (quality := float(match["quality"] or 1)) > 0:
            liked.append((-quality, place, match["tag"].lower()))
    return min(liked)[2] if liked else "vi"


@cache
def words(language: str) -> dict[str, str]:
    """By sentence of the templates, or by kind and value of a term, what the language says."""
    return dict(json.loads((_WORDS / f"{language}.json").read_text(encoding="utf-8")))


def said(sentence: str, language: str) -> str:
    """A sentence of the templates, which are English, in a language; an unknown one stays as it is."""
    return words(language).get(sentence, sentence)


def in_language(text: str, language: str) -> str:
    """A text for people: in a language where it is a sentence that remembers its form, else as it is.

    >>> in_language(Sentence("article {number} is withheld", number=7), "en")
    'article 7 is withheld'
    """
    if not isinstance(text, Sentence):
        return text
    values = {
        name: in_language(value, language) if isinstance(value, str) else value for name, value in text.values.items()
    }
    return said(text.form, language).format(**values)


def error_in_language(error: Exception, language: str) -> str:
    """What an error says, in a language where that is known."""
    told = error.args[0] if error.args else ""
    return in_language(told if isinstance(told, Sentence) else str(error), language)


def term(kind: str, value: str, language: str) -> str:
    """What a language calls a value of the tables; one that it has no word for stays as it is.

    >>> term("sort", "newest", "en"), term("end", "broken by a full disk", "vi")
    ('newest first', 'broken by a full disk')
    """
    return words(language).get(f"{kind} {value}", value)

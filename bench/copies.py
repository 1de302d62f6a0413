"""Texts of which it is known which are copies of which: made from real ones, and from forms and events of our own.

The real texts are read from the public test data beside the repository and stay there. Half of them, by name, are for
setting what is to be set; the other half is held out.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from events import events
from formulas import formulas

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
FEWEST_WORDS = 60
"""Of a real text; a shorter one is no news to copy."""
DEMO_ARTICLES = 300
SHARES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
"""Of the words that are edited in a copy."""


@dataclass(frozen=True)
class Labelled:
    """A text, and with which others it is one."""

    name: str
    family: str
    """The texts of one family are one text, and no others are."""
    title: str
    text: str
    kind: str = "original"
    """original, formula, event, or how it was edited."""
    language: str = "vi"


def is_held_out(name: str) -> bool:
    """Whether a text is for measuring only."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


def real_texts(shared: Path) -> Iterator[Labelled]:
    """The news of the extraction benchmark, of a whole government site in two languages, and the seed's."""
    truth = json.loads((shared / "extraction" / "ground-truth.json").read_text(encoding="utf-8"))
    for name, page in sorted(truth.items()):
        yield _original(name, page["articleBody"], "en")
    for language in ("en", "fr"):
        lines = (shared / "sites" / "cds" / f"truth-{language}.jsonl").read_text(encoding="utf-8").splitlines()
        for row in map(json.loads, lines):
            yield _original(f"{language}{row['url']}", row.get("body") or "", language)
    yield _original("seed", (shared / "seed" / "thuynguyen-article.txt").read_text(encoding="utf-8"), "vi")


def practice_texts() -> Iterator[Labelled]:
    """The articles of the practice portal: sentences of district news with other names and figures, forms in part."""
    from crawler.demo.articles import COPIES, FORECASTS, GREETINGS, article

    for number in range(DEMO_ARTICLES):
        made = article(number, "mixed")
        family = f"practice/{COPIES.get(number, number)}"
        kind = "formula" if number in (*GREETINGS, *FORECASTS) else "original"
        yield Labelled(f"practice/{number}", family, made.title, made.text, kind)


def _original(name: str, text: str, language: str) -> Labelled:
    title, _, rest = text.strip().partition("\n")
    return Labelled(name, name, title[:100], rest.strip() or title, "original", language)


def originals(shared: Path, *, held_out: bool) -> list[Labelled]:
    """One half of the real texts and of the practice portal's, those that are long enough to be copied."""
    return [
        one
        for one in (*real_texts(shared), *practice_texts())
        if is_held_out(one.family) is held_out and len(one.text.split()) >= FEWEST_WORDS
    ]


def others(*, held_out: bool) -> list[Labelled]:
    """Texts that are no copies, though they are alike: forms that were filled in, and reports of one event."""
    made = [
        *(Labelled(name, name, title, text, "formula", language) for name, language, title, text in formulas()),
        *(Labelled(name, name, title, text, "event") for name, title, text in events()),
    ]
    return [one for one in made if is_held_out(one.name.partition("#")[0]) is held_out]


# Edits: each takes a text and how many of its words to edit, and gives the edited text


Edit = Callable[[str, int, random.Random, Sequence[str]], str]


def _replaced(text: str, count: int, rng: random.Random, words: Sequence[str]) -> str:
    """Words here and there are other words: the hardest, as no stretch stays whole."""
    parts = re.split(r"(\s+)", text)
    places = [place for place in range(0, len(parts), 2) if parts[place]]
    for place in rng.sample(places, min(count, len(places))):
        parts[place] = rng.choice(words)
    return "".join(parts)


def _deleted(text: str, count: int, rng: random.Random, words: Sequence[str]) -> str:
    """Words here and there are left out, and others put in."""
    parts = re.split(r"(\s+)", text)
    places = [place for place in range(0, len(parts), 2) if parts[place]]
    for number, place in enumerate(rng.sample(places, min(count, len(places)))):
        parts[place] = "" if number % 2 else f"{parts[place]} {rng.choice(words)}"
    return "".join(parts)


def _phrases(text: str, count: int, rng: random.Random, words: Sequence[str]) -> str:
    """Stretches of four to nine words are written anew, as an editor does."""
    parts = text.split(" ")
    while count > 0 and len(parts) > 12:
        length = min(count, rng.randrange(4, 10))
        start = rng.randrange(0, len(parts) - length)
        parts[start : start + length] = rng.choices(words, k=length)
        count -= length
    return " ".join(parts)


def _shortened(text: str, count: int, rng: random.Random, words: Sequence[str]) -> str:
    """Sentences are left out, here and there or at the end."""
    sentences = re.split(r"(?<=[.!?…])\s+", text)
    while count > 0 and len(sentences) > 2:
        place = len(sentences) - 1 if rng.random() < 0.5 else rng.randrange(1, len(sentences))
        length = len(sentences[place].split())
        if length > 1.5 * count:
            kept = sentences[place].split()
            sentences[place] = " ".join(kept[: length - count])
            break
        count -= length
        del sentences[place]
    return " ".join(sentences)


def _lengthened(text: str, count: int, rng: random.Random, words: Sequence[str]) -> str:
    """A paragraph of its own is added."""
    added = " ".join(rng.choices(words, k=count)).capitalize()
    paragraphs = text.split("\n\n")
    paragraphs.insert(rng.choice((0, len(paragraphs))), added + ".")
    return "\n\n".join(one for one in paragraphs if one != ".")


def _mixed(text: str, count: int, rng: random.Random, words: Sequence[str]) -> str:
    """Something of everything."""
    third = count // 3
    text = _shortened(text, third, rng, words)
    return _replaced(_lengthened(text, third, rng, words), count - 2 * third, rng, words)


EDITS: dict[str, Edit] = {
    "replaced": _replaced, "deleted": _deleted, "phrases": _phrases, "shortened": _shortened,
    "lengthened": _lengthened, "mixed": _mixed,
}  # fmt: skip


# How another portal prints the same words


def _plain(text: str, rng: random.Random) -> str:
    return text


def _credited(text: str, rng: random.Random) -> str:
    portal = rng.choice(("Cổng TTĐT huyện An Bình", "Báo Tân Lập", "Trang thông tin xã Đông Hải", "gov.example"))
    return f"{text}\n\nTheo {portal}" if rng.random() < 0.5 else f"(Theo {portal}) - {text}"


def _other_marks(text: str, rng: random.Random) -> str:
    """The tone mark where the older spelling puts it."""
    for vowels in ("oa", "oe", "uy"):
        for tone in "\u0300\u0301\u0309\u0303\u0323":
            new = unicodedata.normalize("NFC", vowels[0] + tone + vowels[1])
            old = unicodedata.normalize("NFC", vowels + tone)
            text = re.sub(rf"(?<![qQ]){new}(?!\w)", old, unicodedata.normalize("NFC", text))
    return text


def _decomposed(text: str, rng: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def _quoted(text: str, rng: random.Random) -> str:
    for one, other in (('"', "“"), ("'", "’"), ("“", "«"), ("”", "»"), (" - ", " – ")):
        text = text.replace(one, other)
    return text.replace("\n\n", "\n")


PRINTS = (_plain, _credited, _other_marks, _decomposed, _quoted)


def copies(sources: Sequence[Labelled], share: float, *, seed: int = 1) -> Iterator[Labelled]:
    """A copy of each text, with that share of its words edited; the ways of editing and of printing take turns."""
    words = _words(sources)
    kinds = list(EDITS)
    for number, source in enumerate(sources):
        rng = random.Random(f"{source.name} {share} {seed}")
        kind = kinds[(number + seed) % len(kinds)]
        count = round(share * len(source.text.split()))
        text = EDITS[kind](source.text, count, rng, words[source.language])
        printed = PRINTS[(number // len(kinds) + seed) % len(PRINTS)](text, rng)
        yield Labelled(f"{source.name}#{share}", source.family, source.title, printed, kind, source.language)


def _words(sources: Sequence[Labelled]) -> dict[str, list[str]]:
    """By language the words of all texts, as often as they occur: what is put in the place of others."""
    found: dict[str, list[str]] = {}
    for source in sources:
        found.setdefault(source.language, []).extend(source.text.split())
    return found

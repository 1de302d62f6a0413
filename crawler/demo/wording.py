"""Vietnamese sentences from templates: `[a|b]` is a choice, `{slot}` a name, number or day.

Everything comes from the generator that is handed in, so that the same number makes the same words on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

MATERIAL = Path(__file__).parent / "material"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Topic:
    """What can be said on one subject: templates by their part."""

    name: str
    category: int
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    openings: tuple[str, ...]
    sentences: tuple[str, ...]
    quotations: tuple[str, ...]
    headings: tuple[str, ...]
    items: tuple[str, ...]
    captions: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(slots=True)
class Voice:
    """One article's way of filling slots: the day it is told from, and the names it keeps."""

    random: Random
    on: date
    kept: dict[str, str] = field(default_factory=dict)

    def say(self, template: str) -> str:
        """The template with every choice made and every slot filled, its first letter a capital."""
        while "[" in template:
            template = _CHOICE.sub(lambda match: self.random.choice(match[1].split("|")), template)
        words = _SLOT.sub(lambda match: self._slot(match[1]), template)
        return words[:1].upper() + words[1:]

    def _slot(self, name: str) -> str:
        if name.isupper():  # kept for the whole article
            if name not in self.kept:
                self.kept[name] = self._slot(name.lower())
            return self.kept[name]
        pick = self.random.randint
        match name:
            case "n":
                return str(pick(3, 48))
            case "nn":
                return str(pick(51, 989))
            case "nnn":
                return f"{pick(1, 19)}.{pick(0, 999):03d}"
            case "pct":
                return f"{pick(51, 99)},{pick(1, 99)}%"
            case "tang":
                return f"{pick(3, 38)},{pick(1, 9)}%"
            case "tien":
                return self.random.choice((f"{pick(2, 98)},{pick(1, 9)} tỷ đồng", f"{pick(110, 980)} triệu đồng"))
            case "ha":
                return f"{pick(4, 320)},{pick(1, 9)} ha"
            case "km":
                return f"{pick(1, 28)},{pick(1, 9)} km"
            case "so":
                kind = self.random.choice(("QĐ-UBND", "KH-UBND", "CV-UBND", "TB-UBND", "BC-UBND"))
                return f"{pick(11, 2980)}/{kind}"
            case "ngay":
                return f"{self.on.day}/{self.on.month}"
            case "hen":
                then = self.on + timedelta(days=pick(4, 60))
                return f"{then.day}/{then.month}/{then.year}"
            case "xua":
                then = self.on - timedelta(days=pick(20, 400))
                return f"{then.day}/{then.month}/{then.year}"
            case "nam":
                return str(self.on.year)
            case "namsau":
                return str(self.on.year + 1)
            case "gio":
                return f"{pick(7, 16)} giờ {self.random.choice(('', '30 phút', '15 phút'))}".strip()
            case "nguoi":
                return f"{self.random.choice(names('ho'))} {self.random.choice(names('ten'))}"
            case _:
                return self.random.choice(names(name))


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    for line in (MATERIAL / "names.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, values = line.partition(":")
            lists[key] = lists.get(key, ()) + tuple(value.strip() for value in values.split(";") if value.strip())
    return lists


def names(kind: str) -> tuple[str, ...]:
    """The names of one kind, as `material/names.txt` lists them."""
    return _names()[kind]


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """Every subject of `material/topics*.txt`, in the order of the files."""
    found: list[Topic] = []
    for file in sorted(MATERIAL.glob("topics*.txt")):
        name, category = "", 0
        parts: dict[str, list[str]] = {}
        for line in [*file.read_text(encoding="utf-8").splitlines(), "== ="]:
            if line.startswith("=="):
                if name:
                    found.append(_topic(name, category, parts))
                name, _, number = line.strip("= ").partition("|")
                category, parts = int(number or 0), {}
            elif line.strip() and not line.startswith("#"):
                key, _, value = line.partition(": ")
                parts.setdefault(key, []).append(unicodedata.normalize("NFC", value.strip()))
    return tuple(found)


def _topic(name: str, category: int, parts: dict[str, list[str]]) -> Topic:
    t, o, s, l, q, h, i, c, k = (tuple(parts.get(key, ())) for key in "TOSLQHICK")  # noqa: E741 - the file's own keys
    return Topic(name.strip(), category, t, l, o, s, q, h, i, c, tuple(tag for line in k for tag in line.split("; ")))


@lru_cache(maxsize=1)
def common() -> Topic:
    """What fits every subject."""
    return next(topic for topic in topics() if topic.name == "chung")


def slug(text: str) -> str:
    """The words in ASCII letters, joined by hyphens, as addresses carry them.

    >>> slug("Đẩy mạnh xây dựng nông thôn mới!")
    'day-manh-xay-dung-nong-thon-moi'
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(mark for mark in plain if not unicodedata.combining(mark))))

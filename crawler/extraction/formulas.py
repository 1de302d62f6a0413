"""Raised and lowered figures, formulas and readings over characters, as text that keeps their meaning.

`10<sup>6</sup>` is 10⁶ and no 106; a footnote's mark is set apart in brackets (`lives [1]`), so that it sticks to no
word and no figure. A lowered figure after a letter is printed as it is typed and searched (`CO2`), after a figure it is
lowered (10₂). MathML is its own plain text (`alttext`, annotation) where it has one, else written in a line.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.extraction.elements import shown_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_MARK = 24
MOST_PARTS = 2000
"""Elements of a formula that are read."""
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUPERSCRIPTS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_FIGURE = re.compile(r"[+\-−]?\d{1,4}")
_EXPONENT = re.compile(r"[+\-−]?[\dnkmxijt]{1,3}(?:[+\-−*/.,][\dnkmxijt]{1,3}){0,2}")
_POWER_OF = re.compile(r"(?:(?<![\d.,])\d{1,3}|(?<!\d)10|(?<![^\W\d_])[^\W\d_]{1,2}|[)\]}])$")
"""What an exponent stands on: a small figure, a unit or a variable, a bracket."""
_FOOTNOTE = re.compile(r"[\[(]?\s*(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*|[ivx]{1,4}|[a-z])\s*[\])]?")
_SPACED = frozenset("= < > ≤ ≥ ≠ ≈ ≡ ∼ ∝ + − ± × · ÷ ∈ ∉ ⊂ ⊆ → ← ↔ ⇒ ⇔ ∧ ∨ ∪ ∩".split())
_UNSEEN = re.compile("[\u2061-\u2064\u200b\ufeff]")
_TEX = re.compile(r"[\\{}]")
_NO_PART = frozenset(("annotation", "annotation-xml", "mphantom", "none", "mprescripts"))


def raised(element: HtmlElement, before: str, *, is_linked: bool) -> str | None:
    """What a `sup` says after the text before it; None: its own text, as it is."""
    written = shown_text(element)
    if not written or len(written) > LONGEST_MARK:
        return None
    note = _FOOTNOTE.fullmatch(written)
    if note and (written[0] in "[(" or is_linked or any(link.get("href") for link in element.iter("a"))):
        return f" [{note[1]}]"
    before = before.rstrip()
    if not before:
        return f"[{written}] " if _FIGURE.fullmatch(written) else None
    if _FIGURE.fullmatch(written):
        is_power = _POWER_OF.search(before) is not None
        return written.translate(_RAISED) if is_power or written[0] in "+-−" else f" [{written}]"
    if before[-1].isdigit() and _EXPONENT.fullmatch(written):
        return f"^{written}" if written.isalnum() else f"^({written})"
    return None


def note_mark(link: HtmlElement, before: str) -> str | None:
    """What a link to a footnote says, set apart from the text before it; None: it is no such link."""
    written = shown_text(link) if len(link) < 3 else ""
    note = _FOOTNOTE.fullmatch(written) if 0 < len(written) <= 5 and not written.isalpha() else None
    return f" [{note[1]}]" if note and before and not before[-1].isspace() else None


def lowered(element: HtmlElement, before: str) -> str | None:
    """What a `sub` says after the text before it; None: its own text, as it is."""
    written = shown_text(element)
    return written.translate(_LOWERED) if _FIGURE.fullmatch(written) and before[-1:].isdigit() else None


def reading(element: HtmlElement) -> str:
    """A reading printed over characters, behind them in brackets."""
    written = "".join(element.itertext()).strip()
    return f"({written})" if written else ""


def formula(element: HtmlElement) -> str:
    """A `math` element as text in one line.

    >>> from lxml.html import fromstring
    >>> formula(fromstring("<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>"))
    'E = m c²'
    """
    stated = [element.get("alttext") or ""]
    stated += ["".join(part.itertext()) for part in element.iter("annotation") if "xml" not in part.get("encoding", "")]
    stated = [" ".join(text.split()) for text in stated if text.strip()]
    plain = next((text for text in stated if not _TEX.search(text)), "")
    if plain:
        return plain
    if sum(1 for _ in islice(element.iter(), MOST_PARTS)) < MOST_PARTS:
        written = " ".join(_UNSEEN.sub("", _line(element, 0)).split())
        if written:
            return written
    return stated[0] if stated else ""


def _line(element: HtmlElement, depth: int) -> str:
    """A part of a formula, written in a line."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _NO_PART or depth > 60:
        return ""
    if tag in ("mi", "mn", "mtext", "ms"):
        return "".join(element.itertext()).strip()
    if tag == "mo":
        sign = "".join(element.itertext()).strip()
        return f" {sign} " if sign in _SPACED or sign == "-" else sign
    if tag == "mspace":
        return " "
    parts = [_line(part, depth + 1) for part in element]
    shaped = _shaped(tag, [part.strip() for part in parts])
    return _joined(parts) + (element.text or "").strip() if shaped is None else shaped


def _shaped(tag: str, parts: list[str]) -> str | None:
    """Fractions, roots, powers and tables; None for what stands in a row."""
    if tag == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if tag == "msqrt":
        return f"√{_grouped(_joined(parts))}"
    if tag == "mroot" and len(parts) == 2:
        return f"{_script(parts[1], _RAISED, '')}√{_grouped(parts[0])}"
    if tag in ("msup", "mover") and len(parts) == 2:
        return _grouped(parts[0]) + _script(parts[1], _RAISED, "^")
    if tag in ("msub", "munder") and len(parts) == 2:
        return parts[0] + _script(parts[1], _LOWERED, "_")
    if tag in ("msubsup", "munderover") and len(parts) == 3:
        return parts[0] + _script(parts[1], _LOWERED, "_") + _script(parts[2], _RAISED, "^")
    if tag in ("mtr", "mlabeledtr"):
        return " ".join(parts) + "; "
    if tag == "mfenced":
        return f"({', '.join(parts)})"
    return None


def _script(written: str, table: dict[int, int], sign: str) -> str:
    """A raised or lowered part: in Unicode's own characters if it is a figure."""
    if _FIGURE.fullmatch(written):
        return written.translate(table)
    return sign + _grouped(written) if written else ""


def _grouped(written: str) -> str:
    """A part in brackets, if it is more than one."""
    inner = written[1:-1]
    is_one = " " not in written and "/" not in written
    return written if is_one or (written[:1] == "(" and written[-1:] == ")" and ")" not in inner) else f"({written})"


def _joined(parts: list[str]) -> str:
    """Parts in a row; a space between two names or figures, none at brackets."""
    made = ""
    for part in parts:
        apart = part[:1].isalnum() and (made[-1:].isalnum() or made[-1:] in _SUPERSCRIPTS)
        made += f" {part}" if made and apart else part
    return made

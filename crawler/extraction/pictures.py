"""Where a picture is: the address that an `img` shows, or will show when a script or the browser has chosen it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-original-src", "data-actualsrc")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg|bmp|tiff?|heic)(?:$|[?#&/:!@])", re.IGNORECASE)
_STAND_IN = re.compile(
    r"(?:^|[_.-])(?:spinner|placeholder|place-?holder|blank|spacer|transparent|transp|pixel|1x1|loading|loader|preload(?:er)?"
    r"|lazy(?:-?load(?:er|ing)?)?|empty|dummy|clear|grey|gray|no-?image|default-?image)"
    r"(?:[._-][\w-]{0,24})?\.(?:gif|svg|png|jpe?g|webp)(?:$|\?)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)[wxh]")
_SMALL = 120
"""Pixels of width up to which a picture stands in for a larger one."""
_TINY = 20


def source_of(element: HtmlElement, attributes: dict[str, str]) -> str:
    """The picture's address as printed; empty where it has none."""
    printed = _usable(attributes.get("src", ""))
    found = next((source for name in _LAZY if name in attributes and (source := _usable(attributes[name]))), "")
    if found:
        return found
    if printed and "srcset" not in attributes and not _has_other(element, attributes):
        return printed
    is_shown = printed and not stands_in(printed)
    sets = [attributes[name] for name in (*_LAZY_SETS, "srcset") if attributes.get(name)]
    if is_shown:
        return _largest(sets, printed) if _is_preview(sets, printed) else printed
    return _largest(sets) or _from_data(attributes) or _from_picture(element) or printed


def _has_other(element: HtmlElement, attributes: dict[str, str]) -> bool:
    """Whether anything but its `src` may say where a picture is."""
    parent = element.getparent()
    is_in_picture = parent is not None and parent.tag in ("picture", "source")
    return is_in_picture or any(name.startswith("data-") for name in attributes)


def stands_in(source: str) -> bool:
    """Whether an address is that of a spinner or an empty picture, shown until the real one is there."""
    return not source or bool(_STAND_IN.search(source.rpartition("/")[2][:200]))


def is_tiny(attributes: dict[str, str]) -> bool:
    """Whether a picture's own width or height is next to nothing."""
    sizes = (_pixels(attributes.get("width", "")), _pixels(attributes.get("height", "")))
    return any(size is not None and size <= _TINY for size in sizes)


@lru_cache(maxsize=1024)
def _pixels(written: str) -> int | None:
    match = re.fullmatch(r"\s*(\d{1,5})(?:px)?\s*", written)
    return int(match[1]) if match else None


def _usable(source: str) -> str:
    source = source.strip()
    return "" if source.startswith(("data:", "about:", "blob:", "#")) or "{{" in source else source


def _candidates(written: str) -> list[tuple[float, str]]:
    """The addresses of a `srcset`, each with its width or density.

    >>> _candidates("a-1.jpg 400w, b,c.jpg 1600w")
    [(400.0, 'a-1.jpg'), (1600.0, 'b,c.jpg')]
    """
    found: list[tuple[float, str]] = []
    source = ""
    for word in written[:20_000].split():
        size, _, rest = word.partition(",")
        match = _SIZE.fullmatch(size) if source else None
        if match:
            found.append((float(match[1]), source))
            source = rest
        else:
            source = word
        if source.endswith(","):
            found.append((1.0, source.strip(",")))
            source = ""
    if source:
        found.append((1.0, source))
    return [(size, usable) for size, address in found if (usable := _usable(address))]


def _largest(sets: list[str], least: str = "") -> str:
    """The largest picture of the first set that has one."""
    for written in sets:
        candidates = _candidates(written)
        if candidates:
            return max(candidates, key=lambda candidate: candidate[0])[1]
    return least


def _is_preview(sets: list[str], printed: str) -> bool:
    """Whether the picture printed is the smallest of a set, and next to nothing."""
    sizes = {source: size for written in sets for size, source in _candidates(written)}
    return 1.0 < sizes.get(printed, 0.0) <= _SMALL and max(sizes.values()) > _SMALL


def _from_data(attributes: dict[str, str]) -> str:
    """Some other `data-` attribute that is a picture's address."""
    for name, value in attributes.items():
        if name.startswith("data-") and len(value) < 2000 and " " not in value.strip() and _PICTURE.search(value):
            return _usable(value)
    return ""


def _from_picture(element: HtmlElement) -> str:
    """The largest picture that the `source` elements of the `picture` around an image name.

    A parser that does not know `source` as empty nests them.
    """
    parent = element.getparent()
    while parent is not None and parent.tag == "source":
        parent = parent.getparent()
    if parent is None or parent.tag != "picture":
        return ""
    for part in parent.iter("source"):
        for name in (*_LAZY_SETS, "srcset", "data-src", "src"):
            if found := _largest([part.get(name, "")]):
                return found
    return ""

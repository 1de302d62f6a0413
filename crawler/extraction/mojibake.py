"""UTF-8 that was read as windows-1252 and stored so (`Viá»‡t Nam`), turned back. Pure.

Only a text of which every character goes the whole way back is touched: its characters as bytes of windows-1252, those
bytes as UTF-8. A text that was right from the start fails that at its first lone letter.
"""

from __future__ import annotations

import re

from crawler.extraction.codes import BYTES_OF_CP1252, TABLES

_TO_BYTES = {**BYTES_OF_CP1252, **{code: code for code in range(128, 160)}}
_BEHIND = re.escape("".join(TABLES["cp1252"][128:192]) + "".join(map(chr, range(128, 160))))
_SIGNS = "»”’…–—›“‘™\xa0"
_PAIR = re.compile(f"[\u00c2-\u00f4][{_BEHIND}]")
_CERTAIN = re.compile(f"[ÂÃÄÅ](?![{_SIGNS}])[{_BEHIND}]|[\u00e0-\u00ef][{_BEHIND}]{{2}}")
_RARE = re.compile("[\u0080-\u009f\u01c0-\u0217\u021c-\u02ff\u07c0-\u08ff]")
"""Controls, phonetic letters, and scripts that no news is written in."""


def may_hold_mojibake(letters: str) -> bool:
    """Whether a page with these letters beyond ASCII is worth a closer look: two stand together as in UTF-8."""
    return _PAIR.search(letters) is not None


def mended(text: str) -> str:
    """The text turned back, as often as it was read wrongly; itself where the way back does not exist.

    >>> [mended(text) for text in ("Viá»‡t Nam", "BÃ©la Bartok", "Việt Nam", "XÃ")]
    ['Việt Nam', 'Béla Bartok', 'Việt Nam', 'XÃ']
    """
    best = back = text
    while not back.isascii():
        try:
            back = back.translate(_TO_BYTES).encode("latin-1").decode("utf-8")
        except UnicodeError:
            break
        if not _RARE.search(back):
            best = back
    return best


def is_certain(text: str) -> bool:
    """Whether some of what goes back is more than a letter before a sign that happens to fit: `XÃ”` may end a
    quotation, `CAFÉ®` a trade mark.
    """
    return _CERTAIN.search(text) is not None or len(_PAIR.findall(text)) > 2

"""A page without what it says of itself to machines: JSON-LD, microdata, RDFa, Open Graph and all other `meta` with a
name.

Done in the markup as it stands, so that what a parser makes of the rest does not change. The title of the document,
`<time datetime>`, links and what states the encoding stay.
"""

from __future__ import annotations

import re

_JSON_LD = re.compile(
    rb"""<script\b[^>]{0,500}?\btype\s*=\s*["']?application/ld\+json[^>]{0,500}>.*?</script\s*>""",
    re.IGNORECASE | re.DOTALL,
)
_META = re.compile(rb"""<meta\b(?:"[^"]*"|'[^']*'|[^'">])*>""", re.IGNORECASE)
_KEPT = re.compile(rb"""\b(?:charset|http-equiv)\s*=|\bname\s*=\s*["']?viewport\b""", re.IGNORECASE)
_TAG = re.compile(rb"""<[a-zA-Z][a-zA-Z0-9:-]*\s(?:"[^"]*"|'[^']*'|[^'">])*>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=>"'/]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_NAMES = frozenset(
    b"itemprop itemscope itemtype itemid itemref property typeof vocab prefix about resource datatype".split()
)


def without_metadata(page: bytes) -> bytes:
    """The page without its metadata."""
    page = _JSON_LD.sub(b"", page)
    page = _META.sub(lambda found: found[0] if _KEPT.search(found[0]) else b"", page)
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(_other, tag[0]), page)


def _other(attribute: re.Match[bytes]) -> bytes:
    return b"" if attribute[1].lower() in _NAMES else attribute[0]

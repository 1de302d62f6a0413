"""XML from strangers, read without entities, network or faith in its being well formed. Pure."""

from __future__ import annotations

from lxml import etree

from crawler.decoding import GZIP, unpacked

_GZIP = b"\x1f\x8b"
_MOST_LAYERS = 2
"""A gzip file that the server has packed again on its way."""
_ENTITIES = (b"<!ENTITY", b"<!entity")


def xml_root(payload: bytes, *, largest_bytes: int) -> etree._Element | None:
    """The root element, whatever of the document could be read; None where there is nothing of XML in it.

    A document that declares entities is refused: no feed or sitemap needs them (billion laughs, CVE-2003-1564).
    """
    payload = unzipped(payload, largest_bytes=largest_bytes).lstrip()
    if not payload or any(mark in payload[:65536] for mark in _ENTITIES):
        return None
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(payload, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def unzipped(payload: bytes, *, largest_bytes: int) -> bytes:
    """The payload out of its gzip file, if it is one: at most `largest_bytes`, and what could be read of a torn one."""
    for _ in range(_MOST_LAYERS):
        if not payload.startswith(_GZIP):
            break
        payload = unpacked(payload, GZIP, largest_bytes=largest_bytes)
    return payload


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace, lower case."""
    return str(element.tag).rpartition("}")[2].lower()

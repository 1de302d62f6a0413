"""Which encoding bytes are in that nobody labels: what their letters look like in each. Pure, and total.

chardet knows the languages; what it is asked depends on the script. In Latin script most letters of a word are ASCII,
in others hardly one is: so a French page is never read as Russian, nor a Russian one as Czech.
"""

from __future__ import annotations

import re

import chardet

_LATIN = ("cp1250", "cp1252", "cp1254", "cp1257", "iso8859-2")
_MULTIBYTE = ("gb18030", "big5hkscs", "euc_jis_2004", "cp932", "cp949")
_OTHERS = (
    "cp1251", "cp1253", "cp1255", "cp1256", "cp874", "koi8-r", "koi8-u", "iso8859-5", "iso8859-6", "iso8859-7",
    "iso8859-8", "cp866", "mac-cyrillic", *_MULTIBYTE,
)  # fmt: skip
_SAME = {"euc_jis_2004": "euc_jp"}
_UNKNOWN = "cp1252"
_LARGEST_BYTES = 1 << 20
_SAMPLE_BYTES = 1 << 14
_HIDDEN = re.compile(rb"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]{0,2000}>|&[#\w]{2,10};")
_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]+")
_ASCII = bytes(range(128))
_FEW_BROKEN = 20
"""One in so many bytes beyond ASCII may be broken in an encoding of several bytes a character."""
_LEAST = 0.11
"""Below this confidence Latin letters are those of windows-1252, and others are looked at without what is broken."""


def guessed(body: bytes) -> tuple[str, float]:
    """The codec in which bytes without a label are text, and how sure that is, 0 to 1.

    >>> guessed("<p>Правительство области утвердило план ремонта дамб</p>".encode("koi8-r"))[0]
    'koi8-r'
    """
    sample = _sample(body)
    if not _is_foreign(sample):
        codec, confidence = _detected(sample, _LATIN)
        return (codec, confidence) if confidence >= _LEAST else (_UNKNOWN, confidence)
    codec, confidence = _detected(sample, _OTHERS)
    if confidence < _LEAST:
        codec, confidence = max((codec, confidence), _of_unbroken(sample), key=lambda one: one[1])
    return _SAME.get(codec, codec), confidence


def is_foreign(body: bytes) -> bool:
    """Whether a page is in no Latin script: most letters of its words that are not all ASCII are beyond it."""
    return _is_foreign(_sample(body))


def _is_foreign(sample: bytes) -> bool:
    words = b"".join(word for word in _WORD.findall(sample) if len(set(word)) > 1)
    return len(words.translate(None, _ASCII)) * 2 > len(words)


def _sample(body: bytes) -> bytes:
    """The texts of a page that are not all ASCII, each once, as far as it takes to tell a language."""
    runs = dict.fromkeys(_TAG.sub(b"<", _HIDDEN.sub(b"<", body[:_LARGEST_BYTES])).split(b"<"))
    kept, size = [], 0
    for run in runs:
        if not run.isascii():
            kept.append(run.strip())
            size += len(run)
            if size > _SAMPLE_BYTES:
                break
    return b"\n".join(kept)[: 2 * _SAMPLE_BYTES]


def _detected(sample: bytes, codecs: tuple[str, ...]) -> tuple[str, float]:
    found = chardet.detect(
        sample, include_encodings=(*codecs, _UNKNOWN), compat_names=False, no_match_encoding=_UNKNOWN,
        empty_input_encoding=_UNKNOWN,
    )  # fmt: skip
    codec = found["encoding"] or _UNKNOWN
    return codec, found["confidence"] if codec in codecs else 0.0


def _of_unbroken(sample: bytes) -> tuple[str, float]:
    """The likeliest encoding of several bytes a character, when the bytes that are none of it are left out."""
    best = (_UNKNOWN, 0.0)
    for codec in _MULTIBYTE:
        whole = sample.decode(codec, "ignore").encode(codec, "ignore")
        high = len(sample.translate(None, _ASCII))
        if (len(sample) - len(whole)) * _FEW_BROKEN <= high:
            best = max(best, _detected(whole, (codec,)), key=lambda one: one[1])
    return best

"""The signature of a text, by which those that may be copies of it are found without looking at all others. Pure.

MinHash: of each of many ways to shuffle all shingles, the one that comes first. Two texts have as many of these in
common as they have shingles in common (A. Broder, "On the resemblance and containment of documents", 1997). The values
are taken ROWS at a time; texts that agree in one such band are looked at.
"""

from __future__ import annotations

import struct
from operator import eq
from typing import TYPE_CHECKING

from rensa import RMinHash

if TYPE_CHECKING:
    from archive.stories.texts import Text

ROWS = 3
BANDS = 24
"""Texts with 57 of 100 shingles in common agree in a band with 99 % (1 - (1 - 0.57³)²⁴), with 2 of 100 in one of 5,000
pairs."""
FORM = f"2.{RMinHash.ALGORITHM_VERSION}"
"""Changes with every change of what a signature is, here or in the library: those of another form are made anew."""
_SEED = 1
_VALUES = struct.Struct(f">{ROWS * BANDS}H")
_MIX = 0x9E37_79B9_7F4B
_SPAN = 1 << 48


def signature(text: Text) -> bytes:
    """The signature of a text, two bytes a value; a short one has its content for it. Empty: it says nothing."""
    if text.is_short:
        return text.content
    hashing = RMinHash(ROWS * BANDS, _SEED)
    hashing.update(text.shingles)
    return _VALUES.pack(*(value & 0xFFFF for value in hashing.digest()))


def bands(signed: bytes) -> list[int]:
    """The bands of a signature, as numbers that SQLite keeps in six bytes; a short text has one."""
    if len(signed) != _VALUES.size:
        return [int.from_bytes(signed, "big") - _SPAN // 2] if signed else []
    width = 2 * ROWS
    return [
        (int.from_bytes(signed[band * width : (band + 1) * width], "big") + (band + 1) * _MIX) % _SPAN - _SPAN // 2
        for band in range(BANDS)
    ]


def estimate(one: bytes, other: bytes) -> float:
    """How similar two texts are, from their signatures: 0 to 1, as a rule within 0.12 of the truth."""
    if len(one) != len(other) or len(one) != _VALUES.size:
        return float(one == other)
    same: int = sum(map(eq, _VALUES.unpack(one), _VALUES.unpack(other)))
    return same / (ROWS * BANDS)

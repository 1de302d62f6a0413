"""Tables of letters: the codes that Python's codecs lack, and what holes browsers fill. Facts, no judgement. Pure."""

from __future__ import annotations

import codecs
import unicodedata

_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_TCVN_HIGH = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN_LOW = dict(
    zip((1, 2, 4, 5, 6, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17), "ÚỤỪỬỮỨỰỲỶỸÝỴ", strict=True)
)  # fmt: skip


def _table(low: dict[int, str], high: str) -> str:
    return "".join(low.get(code, chr(code)) for code in range(128)) + high


def _filled(codec: str) -> str:
    """The 256 characters of a codec; bytes 80 to 9F that it leaves open are C1 controls (WHATWG Encoding, 9)."""
    decoded = bytes(range(256)).decode(codec, "replace")
    return "".join(
        chr(code) if character == "\ufffd" and 0x80 <= code < 0xA0 else character
        for code, character in enumerate(decoded)
    )


TABLES = {
    "viscii": _table(_VISCII_LOW, _VISCII_HIGH),  # RFC 1456
    "tcvn5712-1": _table(_TCVN_LOW, _TCVN_HIGH),  # TCVN 5712:1993, VN1
    **{codec: _filled(codec) for codec in ("cp1250", "cp1252", "cp1253", "cp1254", "cp1255", "cp1257", "cp1258")},
}
"""Single-byte encodings by their 256 characters, where Python has no codec or one with holes."""

BYTES_OF_CP1252 = {ord(character): code for code, character in enumerate(TABLES["cp1252"])}
"""For `str.translate`: a character of windows-1252 as the byte that it stands for."""

# The fonts that begin with .Vn (TCVN 5712:1993, VN3): VN1's small letters, and the capitals without a tone.
TCVN3 = {
    code: letter
    for code, letter in enumerate(_TCVN_HIGH, 128)
    if code > 0xA0 and (letter.islower() or code < 0xA8)
}  # fmt: skip
"""For `str.translate`: what the .Vn fonts show for a character of Latin-1."""

_VNI_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_CIRCUMFLEX = dict(zip("âáàåãä", ("", *"\u0301\u0300\u0309\u0303\u0323"), strict=True))
_VNI_BREVE = dict(zip("êéèúüë", ("", *"\u0301\u0300\u0309\u0303\u0323"), strict=True))
_VNI_SINGLE = dict(zip("ñôöíìæóòî", "đơưíìỉĩịỵ", strict=True))


def _vni() -> dict[str, str]:
    """What a VNI font shows for a letter, or for a letter and the mark that follows it, in either case."""
    pairs = dict(_VNI_SINGLE)
    for base in ("a", "e", "o", "u", "y", "ô", "ö"):
        marks = dict(_VNI_TONES)
        if base in "aeo":
            marks |= {mark: "\u0302" + tone for mark, tone in _VNI_CIRCUMFLEX.items()}
        if base == "a":
            marks |= {mark: "\u0306" + tone for mark, tone in _VNI_BREVE.items()}
        shown = _VNI_SINGLE.get(base, base)
        pairs |= {base + mark: unicodedata.normalize("NFC", shown + accents) for mark, accents in marks.items()}
    cased = dict(pairs)
    for code, letter in pairs.items():
        cased[code.upper()] = letter.upper()
        if len(code) == 2:
            cased[code[0].upper() + code[1]] = letter.upper()
            cased[code[0] + code[1].upper()] = letter
    return cased


VNI = _vni()
"""What the VNI fonts show for one or two characters of windows-1252."""


def charmap(body: bytes, encoding: str) -> str:
    """Bytes in one of the TABLES as text; what stands for nothing is U+FFFD."""
    return codecs.charmap_decode(body, "replace", TABLES[encoding])[0]

"""Pages made to cost time or memory, each named for what it tries. Made here, at any size: nothing is stored."""

from __future__ import annotations

from collections.abc import Callable

MEGA = 1_000_000
_HEAD = "<html><head><title>Tin</title></head><body><h1>Tin mới</h1><p>12/12/2022 14:30</p>"
_PROSE = "Ủy ban nhân dân thành phố đã ban hành kế hoạch phát triển, theo đó các xã thực hiện ngay. "


def page_names() -> list[str]:
    """The names of all pages."""
    return list(_PAGES)


def page(name: str, scale: float = 1.0) -> bytes:
    """The bytes of a page; `scale` 1 is full size."""
    return _PAGES[name](scale)


def _times(count: float, scale: float) -> int:
    return max(1, int(count * scale))


def _repeated(part: str, count: float, *, before: str = _HEAD, after: str = "") -> Callable[[float], bytes]:
    def make(scale: float) -> bytes:
        return (before + part * _times(count, scale) + after * _times(count, scale)).encode()

    return make


def _one_attribute(scale: float) -> bytes:
    return (_HEAD + f'<p class="{"x" * _times(10 * MEGA, scale)}">' + _PROSE * 20).encode()


def _attributes_of_ten_megabytes(scale: float) -> bytes:
    return (
        _HEAD + "<p " + " ".join(f'a{n}="{"x" * 90}"' for n in range(_times(100_000, scale))) + ">" + _PROSE
    ).encode()


def _million_attributes(scale: float) -> bytes:
    return (_HEAD + "<p " + " ".join(f"a{n}" for n in range(_times(MEGA, scale))) + ">" + _PROSE).encode()


def _many_tags_of_many_attributes(scale: float) -> bytes:
    tag = "<p " + " ".join(f"a{n}=1" for n in range(6000)) + ">x</p>"
    return (_HEAD + tag * _times(200, scale)).encode()


def _large(scale: float) -> bytes:
    paragraph = f"<div class=x><p>{_PROSE * 3}</p><ul><li><a href=/a>Một hai ba bốn</a></ul></div>\n"
    return (_HEAD + paragraph * _times(30 * MEGA / len(paragraph.encode()), scale)).encode()


def _entity_bomb(scale: float) -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 20))
    return f'<!DOCTYPE html [<!ENTITY e0 "{_PROSE}">{levels}]><html><body><p>{"&e19;" * _times(1000, scale)}'.encode()


def _mixed_encodings(scale: float) -> bytes:
    lines = (
        _PROSE.encode(),
        _PROSE.encode("utf-16-le"),
        b"\xd2\xcc\xec\xde\xf2 abc \xff\xfe",
        "中文".encode("gb18030"),
    )
    return _HEAD.encode() + b"<p>" + b"\n<p>".join(lines * _times(40_000, scale))


def _other_bytes(scale: float) -> bytes:
    return _HEAD.encode() + b"<p>" + bytes(range(128, 256)) * _times(120_000, scale)


def _mojibake(scale: float) -> bytes:
    text = _PROSE.encode().decode("latin-1")
    return (_HEAD + f"<p>{text}</p>" * _times(60_000, scale)).encode()


def _mojibake_in_one(scale: float) -> bytes:
    return (_HEAD + "<p>" + _PROSE.encode().decode("latin-1") * _times(60_000, scale)).encode()


def _old_fonts(scale: float) -> bytes:
    return (
        _HEAD + "<font face='.VnTime'><p>ñy ban nh©n d©n thµnh phè ®· ban hµnh</p>" * _times(90_000, scale)
    ).encode()


def _old_fonts_unnamed(scale: float) -> bytes:
    return (_HEAD + "<p>Uûy ban nhaân daân thaønh phoá ñaõ ban haønh keá hoaïch</p>" * _times(90_000, scale)).encode()


def _scripts(scale: float) -> bytes:
    return (_HEAD + "<script>" + "if(a<b){c='<p>'}" * _times(MEGA, scale) + "</script><p>" + _PROSE * 5).encode()


def _json_ld(scale: float) -> bytes:
    nested = '{"@graph":[' * _times(300_000, scale)
    return (_HEAD + f'<script type="application/ld+json">{nested}</script><p>' + _PROSE * 9).encode()


def _json_ld_wide(scale: float) -> bytes:
    one = '{"@type":"NewsArticle","headline":"Tin","datePublished":"2022-12-12"},'
    wide = one * _times(50_000, scale)
    return (_HEAD + f'<script type="application/ld+json">[{wide}{{}}]</script><p>' + _PROSE * 9).encode()


def _sheet(scale: float) -> bytes:
    return (_HEAD + "<style>" + "p{font-family:.VnTime}" * _times(300_000, scale) + "</style><p>" + _PROSE * 9).encode()


def _paragraph(bait: str, count: float, ending: str = "") -> Callable[[float], bytes]:
    def make(scale: float) -> bytes:
        return (_HEAD + "<p>" + bait * _times(count, scale) + ending + "</p><p>" + _PROSE * 9).encode()

    return make


_PAGES: dict[str, Callable[[float], bytes]] = {
    "10,000 levels": _repeated("<div>", 10_000, after="</div>"),
    "10,000 levels of prose": _repeated(f"<div>{_PROSE}", 10_000),
    "1,000,000 levels": _repeated("<div>", MEGA),
    "1,000,000 inline levels": _repeated("<span>x", MEGA),
    "30 MB page": _large,
    "recursive tables": _repeated("<table><tr><td>", 20_000),
    "recursive tables with text": _repeated(f"<table><tr><td>{_PROSE}<td>", 5_000),
    "misnested tables": _repeated("<table><b><tr><i><td><a>", 50_000),
    "entity bomb": _entity_bomb,
    "1,000,000 references": _paragraph("&aacute;&#7879;", MEGA / 2),
    "one attribute of 10 MB": _one_attribute,
    "10 MB of attributes": _attributes_of_ten_megabytes,
    "1,000,000 attributes": _million_attributes,
    "200 tags of 6,000 attributes": _many_tags_of_many_attributes,
    "NUL bytes": _paragraph("\0a\0 ", MEGA),
    "only NUL bytes": _repeated("\0", 10 * MEGA, before=""),
    "mixed encodings": _mixed_encodings,
    "bytes of no encoding": _other_bytes,
    "mojibake in 60,000 blocks": _mojibake,
    "mojibake in one block": _mojibake_in_one,
    "doubtful mojibake": _repeated("<p>XÃ”", MEGA / 2),
    "nested old fonts": _old_fonts,
    "old fonts without a name": _old_fonts_unnamed,
    "endless unclosed tags": _repeated("<p", 3 * MEGA),
    "endless unclosed quotes": _repeated('<a href="', MEGA),
    "endless openings": _repeated("<", 10 * MEGA),
    "endless comments": _repeated("<!--", 2 * MEGA),
    "1,000,000 siblings": _repeated("<p>a", MEGA),
    "1,000,000 blocks of prose": _repeated("<p>một hai ba, bốn.", MEGA / 2),
    "1,000,000 links": _repeated("<a href=/a>a</a>", MEGA / 2),
    "1,000,000 images": _repeated("<img src=a alt=b>", MEGA / 2),
    "millions of br": _repeated("<br>", 5 * MEGA),
    "1,000,000 metas": _repeated("<meta name=description content=a>", MEGA / 4, before="<html><head>"),
    "1,000,000 headings": _repeated("<h1>Tin mới</h1>", MEGA / 2),
    "1,000,000 list items": _repeated("<li>một", MEGA),
    "giant script": _scripts,
    "deep JSON-LD": _json_ld,
    "wide JSON-LD": _json_ld_wide,
    "giant style sheet": _sheet,
    "20 MB in one line": _repeated("a", 20 * MEGA),
    "20 MB in one word": _repeated("ộ", 7 * MEGA),
    "nested formatting": _repeated("<b><i><u><font><a href=x>", 40_000),
    "formatting around blocks": _repeated("<b><p>x</b>", 200_000),
    "surrogates": _paragraph("&#xD800;&#xDFFF;", 300_000),
    "huge references": _paragraph("&#" + "9" * 1000 + ";&#x" + "f" * 1000 + ";", 2_000),
    "digits": _paragraph("1", 5 * MEGA),
    "dates": _paragraph("12/12/2022 ", 500_000),
    "almost dates": _paragraph("ngày 12 tháng ", 500_000),
    "spaces": _paragraph(" ", 5 * MEGA, "."),
    "no-break spaces": _paragraph("\xa0", 3 * MEGA, "."),
    "line breaks": _paragraph("\n", 5 * MEGA, "x"),
    "full stops": _paragraph("./.", 2 * MEGA, "x"),
    "dots and spaces": _paragraph(". ", 3 * MEGA, "x"),
    "colons": _paragraph("Theo: ", MEGA, "x"),
    "credits": _paragraph("Nguồn: Ảnh: (", 500_000),
    "brackets": _paragraph("(", 5 * MEGA),
    "closing brackets": _paragraph("()", 3 * MEGA),
    "hyphens": _paragraph(" - ", 2 * MEGA),
    "bars": _repeated(" | ", 2 * MEGA, before="<title>"),
    "commas in a byline": _paragraph("Nguyễn Văn An, ", 500_000),
    "counts": _paragraph("Lượt xem: ", 500_000),
    "combining marks": _paragraph("\u0323\u0302", 2 * MEGA),
    "a letter with 2,000,000 marks": _paragraph("\u0301\u0323", MEGA),
    "declarations": _repeated("<?xml version='1.0'", 500_000, before=""),
    "metas that lack an end": _repeated("<meta charset", 500_000, before=""),
    "framesets": _repeated("<frameset><frame>", 200_000, before="<html>"),
    "forms": _repeated("<form><select><option>", 200_000),
    "svg": _repeated("<svg><math><annotation-xml>", 100_000),
    "templates": _repeated("<template>", 200_000),
    "plain text": _repeated("<plaintext>", 500_000),
}

"""Three quite different ways to print a page: tables of the early 2000s, nameless `div`s, semantic HTML with JSON-LD."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from crawler.demo import chrome as c
from crawler.demo import material as m

if TYPE_CHECKING:
    from crawler.demo.articles import Layout, Piece, TrueArticle

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Printed:
    """An article with what the server adds to it at one visit."""

    article: TrueArticle
    path: str
    views: int
    more: c.Entry | None
    """A `read more` box in the middle of the text."""
    host: str


def article_page(printed: Printed, around: c.Around) -> str:
    """An article's page in its own layout."""
    return {"tables": _tables_article, "divs": _divs_article, "modern": _modern_article}[printed.article.layout](
        printed, around
    )


def frame(layout: Layout, title: str, inner: str, around: c.Around, *, head: str = "") -> str:
    """A whole page: `inner` with what stands around it."""
    return {"tables": _tables_frame, "divs": _divs_frame, "modern": _modern_frame}[layout](title, inner, around, head)


def listing(layout: Layout, name: str, entries: tuple[c.Entry, ...], pages: str) -> str:
    """The matter of a listing: titles with dates and teasers, and the way to its other pages."""
    if layout == "tables":
        rows = "".join(
            f'<TR><TD width=90><IMG src="/upload/anbinh/product/thumb.jpg" width=80 alt=""></TD><TD><A href="{e.path}"><B>{escape(e.title)}</B></A>'
            f'<BR><FONT size=1 color=gray>({e.date})</FONT><BR>{escape(e.teaser)}</TD></TR>' for e in entries
        )  # fmt: skip
        return f"<FONT size=3 color=#990000><B>{escape(name)}</B></FONT><TABLE width=100%>{rows}</TABLE><CENTER>{pages}</CENTER>"
    if layout == "divs":
        rows = "".join(
            f'<div class="x7k"><a href="{e.path}"><img src="/upload/anbinh/product/thumb.jpg" alt=""></a><div><a href="{e.path}">{escape(e.title)}</a></div>'
            f"<span>{e.date}</span><div>{escape(e.teaser)}</div></div>" for e in entries
        )  # fmt: skip
        return f'<div class="h1a">{escape(name)}</div>{rows}<div class="pgx">{pages}</div>'
    rows = "".join(
        f'<article class="card"><h2><a href="{e.path}">{escape(e.title)}</a></h2><time>{e.date}</time><p>{escape(e.teaser)}</p></article>'
        for e in entries
    )
    return f'<h1>{escape(name)}</h1>{rows}<nav class="pagination">{pages}</nav>'


def printed_date(article: TrueArticle) -> str:
    """The date as a page of that article prints it; empty where it prints none."""
    at = article.published
    if article.dated not in ("minute", "day"):
        return ""
    style = article.number % 5
    if article.dated == "day":
        return (f"Ngày đăng: {at:%d/%m/%Y}", f"{WEEKDAYS[at.weekday()]}, ngày {at.day} tháng {at.month} năm {at.year}")[
            style % 2
        ]
    half = f"{at.hour % 12 or 12}:{at:%M} {'SA' if at.hour < 12 else 'CH'}"
    return (
        f"{at:%d/%m/%Y - %H:%M}", f"Cập nhật lúc {at:%H:%M} ngày {at:%d/%m/%Y}", f"{at:%H:%M}, {WEEKDAYS[at.weekday()]} {at:%d/%m/%Y} (GMT+7)",
        f"Ngày đăng: {at:%d-%m-%Y} {half}", f"{WEEKDAYS[at.weekday()]}, {at:%d/%m/%Y, %H:%M}",
    )[style]  # fmt: skip


def image_path(article: TrueArticle, place: int) -> str:
    """The address of a picture, with the month of its upload."""
    return f"/upload/anbinh/product/{article.published:%Y/%m}/anh-{article.number}-{place}.jpg?maxwidth=1000"


# Tables


def _tables_frame(title: str, inner: str, around: c.Around, head: str) -> str:
    menu = "".join(
        f'<TD bgcolor=#cc0000><A href="{path}"><FONT color=white>{name}</FONT></A></TD>' for path, name in c.MENU
    )
    side = "".join(f'<TR><TD>&#8226; <A href="{e.path}">{escape(e.title)}</A></TD></TR>' for e in around.latest)
    popular = "".join(
        f'<TR><TD><A href="{e.path}">{escape(e.title)}</A><BR>{escape(e.teaser)}</TD></TR>' for e in around.popular
    )
    notices = "".join(f"<TR><TD><MARQUEE>{line}</MARQUEE></TD></TR>" for line in c.NOTICES)
    return f"""<HTML><HEAD><TITLE>{escape(title)}</TITLE>{head}</HEAD><BODY bgcolor=#ffffff topmargin=0>
<TABLE width=1000 align=center cellpadding=0 cellspacing=0 border=0><TR><TD colspan=3><IMG src="/images/banner.gif" alt="{c.BANNER_ALT}" width=1000></TD></TR>
<TR><TD colspan=3 align=right><FONT size=1>{around.clock}</FONT></TD></TR><TR>{menu}</TR>
<TR><TD colspan=3><MARQUEE><FONT color=red><B>{m.SLOGAN}</B></FONT></MARQUEE></TD></TR>
<TR><TD width=180 valign=top bgcolor=#eeeeee><TABLE><TR><TD><B>{c.LATEST}</B></TD></TR>{side}</TABLE>
<IMG src="/images/qc{around.advertisement}.gif" alt="{c.ADVERTISEMENT_ALT}"></TD>
<TD valign=top>{inner}</TD>
<TD width=200 valign=top bgcolor=#eeeeee><TABLE><TR><TD><B>{c.POPULAR}</B></TD></TR>{popular}</TABLE><TABLE>{notices}</TABLE>
<FORM action="/tham-do"><B>{c.POLL[0]}</B><BR>{"<BR>".join(f"<INPUT type=radio>{line}" for line in c.POLL[1:])}</FORM>
<SELECT>{"".join(f"<OPTION>{line}" for line in c.WEB_LINKS)}</SELECT></TD></TR>
<TR><TD colspan=3 bgcolor=#cccccc align=center><FONT size=1>{"<BR>".join(c.FOOTER)}<BR>{c.VISITORS}: {around.visitors}</FONT></TD></TR></TABLE></BODY></HTML>"""


def _tables_article(printed: Printed, around: c.Around) -> str:
    a = printed.article
    body = []
    for place, piece in enumerate(a.pieces):
        if piece.kind == "img":
            caption = (
                f"<TR><TD align=center><FONT size=1><I>{escape(piece.text)}</I></FONT></TD></TR>" if piece.text else ""
            )
            body.append(
                f'<TABLE align=center width=500><TR><TD><IMG src="{image_path(a, place)}" width=500></TD></TR>{caption}</TABLE>'
            )
        elif piece.kind == "h":
            body.append(f"<P><B>{escape(piece.text)}</B>")
        elif piece.kind == "row":
            body.append(_row(a.pieces, place, upper=True))
        elif piece.kind == "li":
            body.append(f"<LI>{escape(piece.text)}")
        else:
            body.append(f"<P align=justify><FONT face=Arial size=2>{escape(piece.text)}</FONT>")
        if place == 1 and printed.more:
            body.append(f'<P><B>{c.MORE}</B><A href="{printed.more.path}">{escape(printed.more.title)}</A>')
    lead = f"<P align=justify><FONT face=Arial size=2><B>{escape(a.lead)}</B></FONT>" if a.lead else ""
    date = printed_date(a)
    related = "".join(
        f'<LI><A href="{e.path}">{escape(e.title)}</A> <FONT size=1>({e.date})</FONT>' for e in around.related
    )
    author = f"<P align=right><B>{escape(a.author)}</B>" if a.author else ""
    source = f"<P align=right><I>Theo {escape(a.source)}</I>" if a.source else ""
    files = "".join(f'<P>Tệp đính kèm: <A href="{path}">{escape(name)}</A>' for path, name in a.attachments)
    inner = f"""<FONT size=1><A href="/">Trang chủ</A> &raquo; <A href="/{a.category}">{m.CATEGORIES[a.category]}</A></FONT><BR>
<FONT size=4 color=#003399 class=tieude><B>{escape(a.title)}</B></FONT><BR><FONT size=1 color=gray>{date}</FONT><BR>
<FONT size=1>Lượt xem: {printed.views}</FONT> <FONT size=1><A href="{printed.path}{"&" if "?" in printed.path else "?"}print=1">In bài viết</A></FONT>
{lead}{"".join(body)}{author}{source}{files}<HR><B>{c.RELATED}</B><UL>{related}</UL>"""
    return _tables_frame(f"{a.title} - {m.PORTAL_NAME}", inner, around, "")


# Nameless divs


def _divs_frame(title: str, inner: str, around: c.Around, head: str) -> str:
    menu = "".join(f'<div class="k2"><a href="{path}">{name}</a></div>' for path, name in c.MENU)
    latest = "".join(
        f'<div class="t9"><a href="{e.path}"><img src="/upload/anbinh/product/thumb.jpg" alt="">{escape(e.title)}</a></div>'
        for e in around.latest
    )
    popular = "".join(
        f'<div class="t9"><a href="{e.path}">{escape(e.title)}</a><div>{escape(e.teaser)}</div></div>'
        for e in around.popular
    )
    return f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{escape(title)}</title>{head}</head>
<body><div id="ctl00_w1"><div class="a1"><img src="/images/banner.jpg" alt="{c.BANNER_ALT}"></div><div class="a2"><span>{around.clock}</span>{menu}</div>
<div class="a3">{m.SLOGAN}</div><div class="b1"><div class="b2">{inner}</div><div class="b3"><div class="q1">{c.LATEST}</div>{latest}
<div class="q1">{c.POPULAR}</div>{popular}<div class="q1"><img src="/images/qc{around.advertisement}.jpg" alt="{c.ADVERTISEMENT_ALT}"></div>
<div class="z1">{"".join(f"<div>{line}</div>" for line in c.NOTICES)}</div>
<div class="z2"><div>{c.POLL[0]}</div>{"".join(f"<label><input type=radio> {line}</label>" for line in c.POLL[1:])}</div>
<select>{"".join(f"<option>{line}</option>" for line in c.WEB_LINKS)}</select></div></div>
<div class="f1">{"".join(f"<div>{line}</div>" for line in c.FOOTER)}<div>{c.VISITORS}: {around.visitors}</div><div>{c.ONLINE}: {around.visitors % 37}</div></div></div>
<script>var _gaq=_gaq||[];</script></body></html>"""


def _divs_article(printed: Printed, around: c.Around) -> str:
    a = printed.article
    body = []
    for place, piece in enumerate(a.pieces):
        if piece.kind == "img":
            body.append(f'<div style="text-align:center"><img src="{image_path(a, place)}" alt=""></div>')
            if piece.text:
                body.append(f'<div style="text-align: center;"><em>{escape(piece.text)}</em></div>')
        elif piece.kind == "h":
            body.append(f"<div><strong>{escape(piece.text)}</strong></div>")
        elif piece.kind == "row":
            body.append(_row(a.pieces, place))
        elif piece.kind == "li":
            body.append(_item(a.pieces, place))
        elif a.number % 2 and place + 1 < len(a.pieces) and a.pieces[place + 1].kind == "p" and piece.kind == "p":
            body.append(f"{escape(piece.text)}<br><br>")
        else:
            body.append(
                f'<div style="text-align:justify">{escape(piece.text)}</div>'
                + ("<div>&nbsp;</div>" if place % 3 == 0 else "")
            )
        if place == 1 and printed.more:
            body.append(f'<div class="m4">{c.MORE}<a href="{printed.more.path}">{escape(printed.more.title)}</a></div>')
    date = printed_date(a)
    related = "".join(
        f'<div class="r2"><a href="{e.path}">{escape(e.title)}</a> <span>({e.date})</span></div>'
        for e in around.related
    )
    inner = f"""<div class="c0"><a href="/">Trang chủ</a> &gt; <a href="/{a.category}">{m.CATEGORIES[a.category]}</a></div><div class="c1">{escape(a.title)}</div>
<div class="c2">{f"<span>{date}</span>" if date else ""}<span>Lượt xem: {printed.views}</span><span><a href="{printed.path}?print=1">In</a></span><span>Cỡ chữ <a href="#">A+</a> <a href="#">A-</a></span></div>
{f'<div class="c3">{escape(a.lead)}</div>' if a.lead else ""}<div class="c4">{"".join(body)}</div>
{f'<div class="c5">Tác giả: {escape(a.author)}</div>' if a.author else ""}{f'<div class="c5">Nguồn: {escape(a.source)}</div>' if a.source and a.number % 2 else f'<div class="c5">Theo {escape(a.source)}</div>' if a.source else ""}
{"".join(f'<div class="c6">Tệp đính kèm: <a href="{path}">{escape(name)}</a></div>' for path, name in a.attachments)}
<div class="c7">{" | ".join(f'<a href="#">{word}</a>' for word in c.SHARE)}</div><div class="c8">{c.RELATED}</div>{related}
<div class="c9"><div>{c.COMMENT_BOX[0]}</div><div>{c.COMMENT_BOX[1]}</div><textarea></textarea></div>"""
    return _divs_frame(f"{a.title} | {m.PORTAL_NAME}", inner, around, "")


# Semantic HTML


def _modern_frame(title: str, inner: str, around: c.Around, head: str) -> str:
    menu = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in c.MENU)
    latest = "".join(f'<li><a href="{e.path}">{escape(e.title)}</a><time>{e.date}</time></li>' for e in around.latest)
    popular = "".join(
        f'<li><a href="{e.path}">{escape(e.title)}</a><p>{escape(e.teaser)}</p></li>' for e in around.popular
    )
    return f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title><meta name="viewport" content="width=device-width">
<meta property="og:site_name" content="{m.PORTAL_NAME}"><link rel="alternate" type="application/rss+xml" href="/rss.xml"><link rel="alternate" type="application/atom+xml" href="/van-hoa-xa-hoi/atom.xml">{head}</head>
<body><header class="site-header"><img src="/images/banner.webp" alt="{c.BANNER_ALT}"><span class="clock">{around.clock}</span><p class="slogan">{m.SLOGAN}</p></header>
<nav><ul>{menu}</ul></nav><main>{inner}</main><aside class="sidebar"><section><h2>{c.LATEST}</h2><ul>{latest}</ul></section><section><h2>{c.POPULAR}</h2><ul>{popular}</ul></section>
<section class="quang-cao"><img src="/images/qc{around.advertisement}.webp" alt="{c.ADVERTISEMENT_ALT}"></section><section><h2>Thông báo</h2>{"".join(f"<p>{line}</p>" for line in c.NOTICES)}</section>
<form class="poll"><p>{c.POLL[0]}</p>{"".join(f"<label><input type=radio>{line}</label>" for line in c.POLL[1:])}</form></aside>
<div class="cookie-consent"><p>Trang này dùng cookie để ghi nhớ cỡ chữ và ngôn ngữ mà bạn đã chọn cho lần truy cập sau.</p><button>Đồng ý</button></div>
<footer>{"".join(f"<p>{line}</p>" for line in c.FOOTER)}<p>{c.VISITORS}: {around.visitors}</p></footer></body></html>"""


def _modern_article(printed: Printed, around: c.Around) -> str:
    a = printed.article
    body = []
    for place, piece in enumerate(a.pieces):
        if piece.kind == "img":
            caption = f"<figcaption>{escape(piece.text)}</figcaption>" if piece.text else ""
            body.append(f'<figure><img src="{image_path(a, place)}" alt="" loading="lazy">{caption}</figure>')
        elif piece.kind == "row":
            body.append(_row(a.pieces, place))
        elif piece.kind == "li":
            body.append(_item(a.pieces, place))
        else:
            tag = {"h": "h2", "quote": "blockquote"}.get(piece.kind, "p")
            body.append(f"<{tag}>{escape(piece.text)}</{tag}>")
        if place == 1 and printed.more:
            body.append(
                f'<aside class="read-more"><strong>{c.MORE}</strong><a href="{printed.more.path}">{escape(printed.more.title)}</a></aside>'
            )
    at = a.published
    stamp = f"{at:%Y-%m-%dT%H:%M:00}+07:00" if a.dated == "minute" else f"{at:%Y-%m-%d}"
    stated = a.dated in ("minute", "day")
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": a.title, "articleSection": m.CATEGORIES[a.category],
        **({"datePublished": stamp} if stated and a.number % 2 == 0 else {}), **({"author": {"@type": "Person", "name": a.author}} if a.author else {}),
        "publisher": {"@type": "GovernmentOrganization", "name": m.PORTAL_NAME},
    }  # fmt: skip
    meta = f'<meta property="article:published_time" content="{stamp}">' if stated and a.number % 2 else ""
    head = (
        f'<meta property="og:type" content="article"><meta property="og:title" content="{escape(a.title)}">{meta}'
        f'<link rel="canonical" href="{printed.host}{quote(a_path(a))}"><script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
    )
    date = f'<time datetime="{stamp}">{printed_date(a)}</time>' if stated else ""
    tags = "".join(f'<a rel="tag" href="/tag/{quote(tag.replace(" ", "-"))}">{tag}</a>' for tag in a.tags)
    related = "".join(f'<li><a href="{e.path}">{escape(e.title)}</a></li>' for e in around.related)
    inner = f"""<nav class="breadcrumb"><a href="/">Trang chủ</a><a href="/{a.category}">{m.CATEGORIES[a.category]}</a></nav>
<article><header><h1>{escape(a.title)}</h1><div class="meta">{date}<span class="views">Lượt xem: {printed.views}</span>{f'<span class="author">{escape(a.author)}</span>' if a.author else ""}</div></header>
<div class="share">{"".join(f'<a href="#">{word}</a>' for word in c.SHARE)}</div>
{f'<p class="sapo">{escape(a.lead)}</p>' if a.lead else ""}<div class="article-body">{"".join(body)}
{f'<p class="source">Theo {escape(a.source)}</p>' if a.source else ""}</div>
{f'<ul class="attachments">{"".join(f"<li><a href={path}>{escape(name)}</a></li>" for path, name in a.attachments)}</ul>' if a.attachments else ""}
{f'<div class="tags">{tags}</div>' if tags else ""}</article>
<section class="related"><h2>{c.RELATED}</h2><ul>{related}</ul></section><section class="comments"><h2>{c.COMMENT_BOX[0]}</h2><p>{c.COMMENT_BOX[1]}</p></section>"""
    return _modern_frame(f"{a.title} - {m.PORTAL_NAME}", inner, around, head)


def _row(pieces: tuple[Piece, ...], place: int, *, upper: bool = False) -> str:
    before = place > 0 and pieces[place - 1].kind == "row"
    after = place + 1 < len(pieces) and pieces[place + 1].kind == "row"
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in pieces[place].text.split(" | "))
    made = ("" if before else "<table border=1>") + f"<tr>{cells}</tr>" + ("" if after else "</table>")
    return made.upper().replace(cells.upper(), cells) if upper else made


def _item(pieces: tuple[Piece, ...], place: int) -> str:
    before = place > 0 and pieces[place - 1].kind == "li"
    after = place + 1 < len(pieces) and pieces[place + 1].kind == "li"
    return ("" if before else "<ul>") + f"<li>{escape(pieces[place].text)}</li>" + ("" if after else "</ul>")


def a_path(article: TrueArticle) -> str:
    """The article's own address on the portal."""
    if article.layout == "tables":
        return f"/xem-tin.asp?id={10000 + article.number}"
    if article.layout == "divs":
        return f"/{article.category}/{article.slug}-{400000 + article.number}"
    return f"/{article.category}/{article.published:%Y/%m}/{article.slug}"

"""Hostile portals whose pages, feeds, sitemaps and texts are the attack, and hostile definitions."""

from __future__ import annotations

from hostile_network import PUBLIC
from hostile_site import ARTICLE, PROSE, Talk, article, case, home

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
XML = "application/xml"
SLOW = "(?:a|aa)+$"
STEERING = "\x1b[2J\x1b]0;pwned\x07\x9b31m\u202eexe.fdp\u2066\u200b\x00\r\x08\x7f\u2028"
"""Escapes of terminals, C1 controls, bidi overrides, signs of no width."""
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}${7*7}"


def _sitemap(entries: str, doctype: str = "") -> str:
    head = "<?xml version='1.0'?>"
    return f"{head}{doctype}<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>"


@case("billion laughs", path="/sitemap.xml", quick="crawl")
def billion_laughs(talk: Talk) -> None:
    """A sitemap with an entity of a hundred billion laughs."""
    doctype = f'<!DOCTYPE urlset [<!ENTITY l0 "haha">{LAUGHS}]>'
    talk.answer(_sitemap("<url><loc>http://a.vn/&l11;</loc></url>" * 100, doctype), Content_Type=XML)


@case("quadratic blow-up", path="/rss.xml")
def quadratic_blow_up(talk: Talk) -> None:
    """A feed with a long entity, put in a hundred thousand times."""
    doctype = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 100_000}">]>'
    items = f"<item><title>{'&a;' * 100_000}</title><link>/a</link></item>"
    talk.answer(f"{doctype}<rss version='2.0'><channel>{items}</channel></rss>", Content_Type="application/rss+xml")


@case("entities of files", path="/sitemap.xml")
def entities_of_files(talk: Talk) -> None:
    """A sitemap whose entities are /etc/passwd, an address inside, and a device that never ends."""
    doctype = (
        "<!DOCTYPE urlset [<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY h SYSTEM 'http://127.0.0.1/'>"
        "<!ENTITY d SYSTEM 'file:///dev/zero'><!ENTITY % p SYSTEM 'http://169.254.169.254/x.dtd'>%p;]>"
    )
    talk.answer(_sitemap("<url><loc>http://a.vn/&f;&h;&d;</loc></url>", doctype), Content_Type=XML)


@case("parameter entities", path="/rss.xml")
def parameter_entities(talk: Talk) -> None:
    """A feed with a document type elsewhere and parameter entities within parameter entities."""
    levels = "".join(f"<!ENTITY % p{n} '{f'%p{n - 1};' * 10}'>" for n in range(1, 10))
    doctype = f"<!DOCTYPE rss SYSTEM 'http://127.0.0.1/rss.dtd' [<!ENTITY % p0 'a'>{levels}%p9;]>"
    talk.answer(f"{doctype}<rss version='2.0'><channel/></rss>", Content_Type="application/rss+xml")


@case("XInclude and stylesheets", path="/sitemap.xml")
def xinclude_and_stylesheets(talk: Talk) -> None:
    """A sitemap that includes files and asks to be transformed."""
    entries = (
        "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>"
        "<url><loc><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='http://127.0.0.1/'/></loc></url>"
    )
    sheet = "<?xml-stylesheet type='text/xsl' href='http://127.0.0.1/a.xsl'?>"
    talk.answer(_sitemap(entries, sheet), Content_Type=XML)


@case("a million levels of XML", path="/sitemap.xml")
def a_million_levels_of_xml(talk: Talk) -> None:
    """A sitemap of a million elements one within the other."""
    talk.answer(_sitemap("<url>" * 1_000_000), Content_Type=XML)


@case("attributes by the million", path="/rss.xml")
def attributes_by_the_million(talk: Talk) -> None:
    """A feed whose root has a million attributes and as many namespaces."""
    names = "".join(f" a{n}='1' xmlns:n{n}='u{n}'" for n in range(300_000))
    talk.answer(f"<rss version='2.0'{names}><channel/></rss>", Content_Type="application/rss+xml")


@case("a sitemap of half a million addresses", path="/sitemap.xml")
def a_sitemap_of_half_a_million_addresses(talk: Talk) -> None:
    """A sitemap of ten times what one may hold, none of which is there."""
    entries = "".join(f"<url><loc>http://{talk.host}:81/{n}</loc></url>" for n in range(500_000))
    talk.answer(_sitemap(entries), Content_Type=XML)


@case("sitemaps within sitemaps", path="*", definition="[schedule]\nbudget = 60\n", articles=False)
def sitemaps_within_sitemaps(talk: Talk) -> None:
    """An index of sitemaps, each of which is an index, for ever."""
    if talk.path == "/":
        return talk.answer(home(talk.host))
    inner = "".join(f"<sitemap><loc>http://{talk.host}/hostile/{talk.path.count('/')}/{n}{talk.path[-40:]}.xml</loc></sitemap>"
                    for n in range(50))  # fmt: skip
    return talk.answer(f"<sitemapindex>{inner}</sitemapindex>", Content_Type=XML)


@case("a million links", path="/", verbs=("crawl", "add", "extract"), definition="[schedule]\nbudget = 40\n",
      articles=False)  # fmt: skip
def a_million_links(talk: Talk) -> None:
    """A home page of a million links."""
    links = "".join(f"<a href=/tin/{n}>Tin tức trong ngày số {n}</a>" for n in range(600_000))
    talk.answer(home(talk.host) + links)


@case("addresses of a megabyte", path="/")
def addresses_of_a_megabyte(talk: Talk) -> None:
    """Links of a megabyte, in path, query, host and port."""
    long = "a" * 1_000_000
    links = (
        f"/{long}", f"/?{long}=1", f"http://{long}.vn/", f"http://{talk.host}:{'9' * 100_000}/", f"/{'../' * 99999}",
        f"/{'%41' * 99999}", f"http://{'%41' * 99999}/", "/" + "a;" * 50_000,
    )  # fmt: skip
    talk.answer(home(talk.host, "".join(f"<a href='{link}'>Tin tức trong ngày</a>" for link in links)))


@case("addresses that grow", path="*", definition="[schedule]\nbudget = 60\n", articles=False)
def addresses_that_grow(talk: Talk) -> None:
    """Pages whose links are each a little longer than their own address."""
    more = "".join(f"<li><a href='{talk.path.rstrip('/')}/sau-{n}'>Xem thêm tin tức số {n}</a></li>" for n in range(20))
    talk.answer(home(talk.host, f"<ul>{more}</ul>"))


@case("a calendar without end", path="*", definition="[schedule]\nbudget = 60\n", articles=False)
def a_calendar_without_end(talk: Talk) -> None:
    """Pages that link to the next day, for ever, and to themselves under new parameters."""
    day = int(talk.path.rpartition("=")[2]) if talk.path.rpartition("=")[2].isdigit() else 0
    links = "".join(
        f"<a href='/hostile?ngay={day + n}'>Ngày {day + n}</a><a href='?s={talk.number}{n}&ngay={day}'>x</a>"
        for n in range(30)
    )
    talk.answer(home(talk.host, links))


@case("refresh upon refresh", path="*")
def refresh_upon_refresh(talk: Talk) -> None:
    """Pages that each send on to the next after no time."""
    if talk.path == "/":
        return talk.answer(home(talk.host))
    number = int(talk.path.rpartition("/")[2]) if talk.path.startswith("/hostile/") else 0
    return talk.answer(f"<meta http-equiv=refresh content='0;url=/hostile/{number + 1}'>")


@case("texts that steer a terminal", path="*", quick="add")
def texts_that_steer_a_terminal(talk: Talk) -> None:
    """Titles, names, texts, addresses and errors full of escapes and bidi overrides."""
    if talk.path == "/":
        page = home(f"{STEERING}{talk.host}{STEERING}", f"<a href='/{STEERING}'>{STEERING}</a>")
        named = f"<meta property=og:site_name content='Cổng {STEERING}'><meta name=generator content='{STEERING}'>"
        return talk.answer(page.replace("<head>", f"<head>{named}"))
    return talk.answer(article(9).replace("Bài viết", f"Bài {STEERING} viết"), Content_Type=f"text/html{STEERING[:8]}")


@case("scripts in every text", path="*")
def scripts_in_every_text(talk: Talk) -> None:
    """Titles, names, authors, categories and captions that are scripts, templates, SQL and formulas."""
    nasty = f'{SCRIPT}\'); DROP TABLE articles;-- =HYPERLINK("http://127.0.0.1") ../../etc/passwd %s%n $(id) `id`'
    if talk.path == "/":
        return talk.answer(home(nasty))
    body = (
        f'<html><head><title>{nasty}</title><meta name=author content="{SCRIPT.replace(chr(34), "")}"></head><body>'
        f"<h1>=1+1 {SCRIPT}</h1><p>12/12/2022</p><p>{PROSE}</p><figure><img src='javascript:alert(1)'>"
        f"<figcaption>{SCRIPT}</figcaption></figure><p>{PROSE}</p><a href='javascript:alert(1)'>a.pdf</a></body></html>"
    )
    return talk.answer(body)


@case("a page that cannot be read", verbs=("crawl", "add"))
def a_page_that_cannot_be_read(talk: Talk) -> None:
    """Thirty megabytes of what costs readers most."""
    talk.answer("<table><b><tr><i><td><a>" * 100_000 + "<div>" * 1_000_000 + "<p " + "a=b " * 1_000_000)


@case("bytes of no encoding")
def bytes_of_no_encoding(talk: Talk) -> None:
    """Every byte in every order, in the guise of UTF-16, with NULs and surrogates."""
    talk.answer(b"\xff\xfe" + bytes(range(256)) * 4000 + b"\xed\xa0\x80\x00" * 1000, Content_Type="text/html")


@case("JSON without end", path="/sitemap.xml")
def json_without_end(talk: Talk) -> None:
    """A list of JSON of a million levels, a number of a megabyte in it."""
    talk.answer("[" * 1_000_000 + "9" * 1_000_000, Content_Type="application/json")


@case("a portal with a name of its own", path="/", quick="add")
def a_portal_with_a_name_of_its_own(talk: Talk) -> None:
    """A portal whose name is TOML, a path and a shell command."""
    name = '"]\nprivate = true\n[discover]\nignore=[".*"] $(touch /tmp/pwned) ../../../etc'
    page = home(talk.host).replace("<head>", f"<head><meta property='og:site_name' content='{name}'>")
    talk.answer(page.replace("lang=vi", "lang='vi\"\nprivate=true'"))


@case("a pattern that goes back and back", path="/", definition=f"[discover]\nignore = ['{SLOW}']\n", verbs=("crawl",),
      quick="crawl", articles=False)  # fmt: skip
def a_pattern_that_goes_back_and_back(talk: Talk) -> None:
    """A definition whose pattern would take a century over an address of the portal's."""
    talk.answer(home(talk.host, f"<a href='/{'a' * 200}!'>Tin tức trong ngày</a>"))


@case("a pattern for articles", path="/", definition=f"[article]\nurl = '{SLOW}'\n", verbs=("crawl",), articles=False)
def a_pattern_for_articles(talk: Talk) -> None:
    """The same as the pattern of its articles' addresses."""
    a_pattern_that_goes_back_and_back(talk)


SELECTORS = """[article]
body = "div ~ * ~ * ~ * ~ * ~ * ~ * ~ * ~ * h7"
title = "* * * * * * * * * * * * * * h7"
"""


@case("selectors that search and search", definition=SELECTORS, verbs=("crawl",), articles=False)
def selectors_that_search_and_search(talk: Talk) -> None:
    """A definition whose selectors cost the square of the square of a page."""
    talk.answer("<html><body>" + "<div><p>a</p><i>b</i>" * 5_000)


@case("two portals at one name", names={"@": ((PUBLIC, PUBLIC),)}, path=ARTICLE)
def two_portals_at_one_name(talk: Talk) -> None:
    """A name that is at one address twice: nothing is wrong with that."""
    talk.answer(article(9))

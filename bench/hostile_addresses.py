"""Hostile portals that try to have something asked for where nobody may be asked."""

from __future__ import annotations

from hostile_network import PUBLIC
from hostile_site import ARTICLE, Talk, article, case, home

INSIDE = {"inside.gov.vn": (("10.9.8.7",),), "six.gov.vn": (("::1",),), "mine.gov.vn": (("127.0.0.1",),)}
NUMBERS = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "127.9.9.9", "10.9.8.7", "172.16.5.4",
    "192.168.3.3", "192.168.771", "169.254.169.254", "2852039166", "100.64.0.1", "198.18.0.1", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "localhost",
    "localhost.", "a.localhost", "①②⑦.0.0.1", "127。0。0。1", "224.0.0.1", "[ff02::1]", "0.0.0.0",
)  # fmt: skip
"""Hosts that nobody may ask, in every notation."""


@case("redirect to loopback", quick="extract")
def redirect_to_loopback(talk: Talk) -> None:
    """An article that is a redirect to 127.0.0.1."""
    talk.to("http://127.0.0.1/latest/meta-data/")


@case("redirect to metadata")
def redirect_to_metadata(talk: Talk) -> None:
    """An article that is a permanent redirect to the address at which clouds keep their secrets."""
    talk.to("http://169.254.169.254/latest/meta-data/iam/security-credentials/", 301)


@case("redirect in every notation", path="*")
def redirect_in_every_notation(talk: Talk) -> None:
    """Pages that lead to forbidden hosts written in thirty ways."""
    if talk.path.startswith("/hostile"):
        talk.to(f"http://{NUMBERS[int(talk.path.rpartition('/')[2]) % len(NUMBERS)]}/x")
    elif talk.path == ARTICLE:
        talk.to(f"/hostile/{talk.number}")
    else:
        talk.answer(home(talk.host, "".join(f"<a href='/hostile/{n}'>Tin số {n}</a>" for n in range(len(NUMBERS)))))


@case("redirect to a private name", names=INSIDE)
def redirect_to_a_private_name(talk: Talk) -> None:
    """An article that is a redirect to a public name which is at a private address."""
    talk.to("http://inside.gov.vn/secret")


@case("home leads to a private name", path="/", names=INSIDE, articles=False)
def home_leads_to_a_private_name(talk: Talk) -> None:
    """A home page that has moved to a name which is at a private address."""
    talk.to("http://inside.gov.vn/", 301)


@case("home leads to loopback", path="/", articles=False)
def home_leads_to_loopback(talk: Talk) -> None:
    """A home page that has moved to the machine that asks."""
    talk.to("http://localhost/", 301)


@case("robots leads to loopback", path="/robots.txt")
def robots_leads_to_loopback(talk: Talk) -> None:
    """A robots.txt that is a redirect to 127.0.0.1."""
    talk.to("http://127.0.0.1/robots.txt")


@case("robots names a private sitemap", path="/robots.txt", names=INSIDE)
def robots_names_a_private_sitemap(talk: Talk) -> None:
    """A robots.txt whose sitemaps are on forbidden hosts."""
    talk.answer(f"User-agent: *\nSitemap: http://inside.gov.vn/s.xml\nSitemap: http://127.0.0.1/s.xml\n\
Sitemap: http://{talk.host}:8888/s.xml\nSitemap: //localhost/s.xml\n", Content_Type="text/plain")  # fmt: skip


@case("sitemap of private addresses", path="/sitemap.xml", names=INSIDE)
def sitemap_of_private_addresses(talk: Talk) -> None:
    """A sitemap that names forbidden hosts, in every notation."""
    links = "".join(f"<url><loc>http://{host}/tin-tuc/bai-{n}-20000{n}.html</loc></url>" for n, host in _hosts())
    talk.answer(f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{links}</urlset>",
                Content_Type="application/xml")  # fmt: skip


@case("feed of private addresses", path="/rss.xml", names=INSIDE)
def feed_of_private_addresses(talk: Talk) -> None:
    """A feed that names forbidden hosts, in every notation."""
    items = "".join(f"<item><title>T</title><link>http://{host}/tin-tuc/bai-{n}.html</link></item>"
                    for n, host in _hosts())  # fmt: skip
    talk.answer(f"<rss version='2.0'><channel>{items}</channel></rss>", Content_Type="application/rss+xml")


@case("links to private addresses", path="/", names=INSIDE)
def links_to_private_addresses(talk: Talk) -> None:
    """A home page full of links, pictures, forms and scripts on forbidden hosts."""
    made = "".join(
        f"<a href='http://{host}/a-{n}.html'>Tin tức mới trong ngày</a><img src='//{host}/a.png'>"
        f"<iframe src='http://{host}/'></iframe><form action='http://{host}/'><input name=q></form>"
        f"<script src='http://{host}/a.js'></script><link rel=stylesheet href='http://{host}/a.css'>"
        f"<a href='http://{host}/van-ban-{n}.pdf'>Văn bản</a>"
        for n, host in _hosts()
    )
    talk.answer(home(talk.host, made))


@case("base elsewhere", path="/", articles=False)
def base_elsewhere(talk: Talk) -> None:
    """A home page whose links are relative to 127.0.0.1."""
    page = home(talk.host, "<a href='tin-tuc/bai-viet-khac-100007.html'>Bài viết khác trong ngày hôm nay</a>")
    talk.answer(page.replace("<head>", "<head><base href='http://127.0.0.1/'>"))


@case("meta refresh to loopback")
def meta_refresh_to_loopback(talk: Talk) -> None:
    """An article that sends on to 127.0.0.1 by itself."""
    talk.answer("<html><head><meta http-equiv=refresh content='0; url=http://127.0.0.1/'></head></html>")


@case("canonical elsewhere")
def canonical_elsewhere(talk: Talk) -> None:
    """An article that says it is at a forbidden host: link, og:url, JSON-LD and headers."""
    head = (
        "<link rel=canonical href='http://127.0.0.1/a'><link rel=amphtml href='http://[::1]/a'>"
        "<meta property=og:url content='http://10.9.8.7/a'><link rel=next href='http://localhost/2'>"
        '<script type=\'application/ld+json\'>{"@type":"NewsArticle","url":"http://127.0.0.1/a"}</script>'
    )
    talk.answer(article(9).replace("<head>", f"<head>{head}"), Link="<http://127.0.0.1/>; rel=canonical",
                Content_Location="http://127.0.0.1/", Refresh="0; url=http://127.0.0.1/")  # fmt: skip


@case("addresses that two readers read differently", path="/")
def addresses_that_two_readers_read_differently(talk: Talk) -> None:
    """Links that mean one host to browsers and another to other parsers."""
    host = talk.host
    made = (
        f"http://169.254.169.254:8888\\@{host}/", f"http://{host}\\@169.254.169.254/", f"http://{host}@127.0.0.1/",
        f"http://127.0.0.1#@{host}/", f"http://127.0.0.1?@{host}/", f"http://{host}:80@127.0.0.1:80/",
        f"http:/\t/127.0.0.1\n/#{host}", "http:\\\\127.0.0.1/", "http:127.0.0.1/", "///127.0.0.1/", "\\\\127.0.0.1/a",
        f"http://127.0.0.1\x00.{host}/", f"http://127.0.0.1%00.{host}/", f"http://127.0.0.1%2f@{host}/",
        f"http://{host}%23@127.0.0.1/", f"http://{host}%09@127.0.0.1/", f"http://[::1]%25.{host}/",
    )  # fmt: skip
    talk.answer(home(host, "".join(f'<a href="{one}">Tin tức mới trong ngày</a>' for one in made)))


@case("redirects that two readers read differently")
def redirects_that_two_readers_read_differently(talk: Talk) -> None:
    """A redirect that means one host to browsers and another to other parsers."""
    talk.to(f"http://127.0.0.1:8888\\@{talk.host}/")


@case("redirect to a file")
def redirect_to_a_file(talk: Talk) -> None:
    """An article that is a redirect to a file of the machine that asks."""
    talk.to("file:///etc/passwd")


@case("redirect to other schemes", path="*")
def redirect_to_other_schemes(talk: Talk) -> None:
    """Pages that lead to schemes which nobody should follow."""
    schemes = (
        "data:text/html,<h1>a</h1>", "gopher://127.0.0.1:80/_GET", "ftp://127.0.0.1/", "javascript:alert(1)",
        "s3://a/b", "dict://127.0.0.1:80/", "jar:http://127.0.0.1!/", "view-source:http://127.0.0.1/",
    )  # fmt: skip
    if talk.path == "/":
        talk.answer(home(talk.host, "".join(f"<a href='/hostile/{n}'>Tin {n}</a>" for n in range(len(schemes)))))
    else:
        place = talk.path.rpartition("/")[2]
        talk.to(schemes[int(place) if place.isdigit() else 0])


@case("redirect to another port", names={"@": ((PUBLIC, "127.0.0.1"),)}, articles=False)
def redirect_to_another_port(talk: Talk) -> None:
    """A name with a public and a private address, and an article that leads to another of its ports."""
    talk.to(f"http://{talk.host}:8888/")


@case("private from the start", names={"@": (("10.9.8.7",),)}, quick="add", articles=False)
def private_from_the_start(talk: Talk) -> None:
    """A portal whose name is at a private address."""
    talk.answer(article(9))


@case("private in IPv6", names={"@": (("::1",),)}, articles=False)
def private_in_ipv6(talk: Talk) -> None:
    """A portal whose name is at ::1."""
    talk.answer(article(9))


@case("mapped into IPv6", names={"@": (("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1"),)}, articles=False)
def mapped_into_ipv6(talk: Talk) -> None:
    """A portal whose name is at IPv6 addresses that hand on to loopback."""
    talk.answer(article(9))


@case("rebinding", names={"@": ((PUBLIC,), ("127.0.0.1",))}, quick="crawl", articles=False)
def rebinding(talk: Talk) -> None:
    """A name that is at a public address when first looked up and at loopback from then on."""
    talk.answer(article(9))


@case("rebinding while it is asked", names={"@": ((PUBLIC,), (PUBLIC,), ("169.254.169.254",))}, articles=False)
def rebinding_while_it_is_asked(talk: Talk) -> None:
    """A name that moves to the address of the cloud's secrets after two look-ups, each connection closed."""
    talk.answer(article(9))


@case("carrier and benchmark networks", names={"@": (("100.64.0.1", "198.18.0.1", "172.16.5.4", "0.0.0.0"),)},
      articles=False)  # fmt: skip
def carrier_and_benchmark_networks(talk: Talk) -> None:
    """A name with four addresses, all of them special."""
    talk.answer(article(9))


def _hosts() -> list[tuple[int, str]]:
    return list(enumerate((*NUMBERS, *INSIDE)))

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator

import pytest

from crawler.downloading.peers import ForbiddenAddress, check_peer
from crawler.hosts import is_public_address
from tests.crawler.conftest import Luutru, Site, page

SPECIAL = [
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1",
    "2001:0:7f00:1::", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%lo", "fec0::1",
    "ff02::1", "ff0e::1", "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.1.0.1", "223.255.255.255",
    "2606:4700::1111", "2a00:1450:4001:82a::200e", "64:ff9b::808:808", "::ffff:8.8.8.8",
]  # fmt: skip


@pytest.mark.parametrize("address", SPECIAL)
def test_a_special_address_is_not_public(address: str) -> None:
    assert not is_public_address(ipaddress.ip_address(address))
    with pytest.raises(ForbiddenAddress, match="no public address"):
        check_peer("example.gov.vn", address, is_named_private=False)
    check_peer("example.gov.vn", address, is_named_private=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_asked(address: str) -> None:
    assert is_public_address(ipaddress.ip_address(address))
    check_peer("example.gov.vn", address, is_named_private=False)


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ForbiddenAddress):
        check_peer("example.gov.vn", "example.gov.vn", is_named_private=False)


@pytest.fixture
def stranger() -> Iterator[tuple[int, list[str]]]:
    """A port of loopback that nobody may ask, and who came."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, peer = server.accept()
                except OSError:
                    return
                came.append(str(peer))
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], came
        server.shutdown(socket.SHUT_RDWR)


def test_private_hosts_are_asked_at_the_named_port_alone(
    luutru: Luutru, site: Site, stranger: tuple[int, list[str]]
) -> None:
    port, came = stranger
    site.put("/", page("Cổng", links=("/tin/bai-viet-hay-so-1", "/tin/di-cho-khac-2")))
    site.put("/tin/bai-viet-hay-so-1", page("Bài viết hay số 1"))
    site.put("/tin/di-cho-khac-2", status=302, Location=f"http://127.0.0.1:{port}/")
    assert luutru("crawl", "--file", luutru.define(site), "--quiet").returncode == 0
    done = luutru("extract", "--private", f"{site.url}tin/di-cho-khac-2")
    assert done.returncode == 1
    assert "no public address" in done.stderr
    assert not came


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "127.1"])
def test_extract_asks_no_private_host_that_is_not_said_to_be_meant(
    luutru: Luutru, stranger: tuple[int, list[str]], host: str
) -> None:
    port, came = stranger
    done = luutru("extract", f"http://{host}:{port}/tin")
    assert done.returncode == 1
    assert "--private says that it is meant" in done.stderr
    assert not came


@pytest.mark.parametrize("verb", ["crawl", "add", "extract"])
def test_a_proxy_of_the_environment_is_not_used_and_that_is_said(
    luutru: Luutru, site: Site, stranger: tuple[int, list[str]], verb: str
) -> None:
    port, came = stranger
    site.put("/", page("Cổng", links=("/tin/bai-viet-hay-so-1",)))
    site.put("/tin/bai-viet-hay-so-1", page("Bài viết hay số 1"))
    proxy = f"http://127.0.0.1:{port}"
    arguments = {
        "crawl": ("crawl", "--file", luutru.define(site)),
        "add": ("add", "--private", site.url),
        "extract": ("extract", "--private", f"{site.url}tin/bai-viet-hay-so-1"),
    }[verb]
    done = luutru(*arguments, http_proxy=proxy, https_proxy=proxy)
    assert "http_proxy and https_proxy are not used" in done.stderr
    assert site.asked["/tin/bai-viet-hay-so-1"] == 1
    assert not came


def test_every_way_of_downloading_checks_where_it_connects_to() -> None:
    from scrapy.utils.misc import load_object

    from crawler.downloading.connections import CheckedHandler
    from crawler.run import scrapy_settings

    handlers = scrapy_settings().getwithbase("DOWNLOAD_HANDLERS")
    open_ones = {scheme: load_object(name) for scheme, name in handlers.items() if name}
    assert set(open_ones) == {"http", "https"}
    assert all(issubclass(handler, CheckedHandler) for handler in open_ones.values())

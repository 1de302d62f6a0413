"""What is said of a server that does not answer as it should: no words of the libraries that met it."""

from __future__ import annotations

import re
import socket
import ssl
import struct
from typing import TYPE_CHECKING

import pytest

from crawler.downloading.connections import _Once
from crawler.spiders.failures import reason_of
from tests.crawler.raw import serving_raw, whole
from tests.crawler.tls import Authority, serving_tls

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.crawler.conftest import Luutru

FOREIGN = re.compile(r"[Tt]wisted|Failure|Error\b|Exception|builtins|errno|SSL routines|<|\[\(", re.ASCII)


def _reset(connection: socket.socket, _count: int) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _closed(connection: socket.socket, _count: int) -> None:
    connection.close()


def _sends(answer: bytes) -> Callable[[socket.socket, int], None]:
    def respond(connection: socket.socket, _count: int) -> None:
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)

    return respond


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (_reset, "broke the connection off"),
        (_closed, "connection"),
        (_sends(b"SSH-2.0-OpenSSH\r\n"), "its answer is no HTTP"),
        (_sends(b"HTTP/1.1 abc OK\r\n\r\n"), "its answer is no HTTP"),
        (_sends(b"HTTP/1.1 200 OK\r\nContent-Le"), "before its answer was whole"),
        (_sends(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), "its answer is no HTTP"),
        (_sends(whole(b"", length=999_999_999)), "larger than is received"),
    ],
)
def test_a_server_that_does_not_answer_is_told_in_plain_words(
    luutru: Luutru, behaviour: Callable[[socket.socket, int], None], said: str
) -> None:
    with serving_raw() as site:
        site.elsewhere = behaviour
        done = luutru("add", site.url, "--private")
        extracted = luutru("extract", site.url)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert said in done.stderr
    for line in (done.stderr, extracted.stderr):
        assert not FOREIGN.search(line), line


def test_who_is_not_there_is_told_in_plain_words(luutru: Luutru) -> None:
    done = luutru("add", "http://127.0.0.1:1/", "--private")
    assert done.stderr.endswith("cannot be reached: the connection was refused: nothing listens there\n")


@pytest.mark.parametrize("itself", [True, False])
def test_what_a_certificate_lacks_names_the_option(luutru: Luutru, tmp_path: Path, itself: bool) -> None:
    with serving_tls(Authority("unknown").issue(tmp_path, itself=itself)) as site:
        done = luutru("add", site.url, "--private")
        extracted = luutru("extract", site.url)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.rstrip().endswith("(--set 'tls.verify=false')")
    for line in (done.stderr, extracted.stderr):
        assert not FOREIGN.search(line.replace("(--set", "")), line


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_server_of_old_protocols_names_the_option(luutru: Luutru, tmp_path: Path) -> None:
    old = {
        "maximum_version": ssl.TLSVersion.TLSv1_1,
        "minimum_version": ssl.TLSVersion.TLSv1,
        "ciphers": "ALL:@SECLEVEL=0",
    }
    with serving_tls(Authority("unknown").issue(tmp_path, itself=True), **old) as site:
        done = luutru("add", site.url, "--private")
    assert done.stderr.rstrip().endswith("(--set 'tls.oldest=TLSv1')")


def test_what_nobody_foresaw_is_told_without_the_words_of_a_library() -> None:
    assert (
        reason_of(RuntimeError("<twisted.python.failure.Failure builtins.KeyError: 'x'>")) == "it could not be received"
    )


def test_a_result_that_comes_twice_is_no_error() -> None:
    """As Scrapy gives one after a second, and the connections theirs, when a crawl has ended on a busy machine."""
    waited = _Once()
    given: list[object] = []
    waited.addCallback(given.append)
    for result in ((), None):
        waited.callback(result)
    assert given == [()]

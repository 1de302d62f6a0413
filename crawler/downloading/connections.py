"""Scrapy's HTTP client with two bounds of ours: where it connects to, and how large a response's head may be.

Each address that a host's name brings is checked when it is about to be connected to (`peers.py`), for the portal of
this crawler: others run beside it in the process, and may do what this one may not. The name still goes into the Host
header, SNI and the certificate's check. Every scheme but http and https is closed in `crawler.settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import HTTPConnectionPool
from zope.interface import directlyProvides, providedBy

from crawler.downloading.peers import ForbiddenAddress, check_peer

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from twisted.internet.interfaces import IAddress, IStreamClientEndpoint

LARGEST_HEAD_BYTES = 256 << 10
"""Status line and headers together; browsers give up at as much."""


class HeadTooLarge(Exception):
    """A response's head does not end."""


class CheckedHandler(HTTP11DownloadHandler):
    """Downloads over http and https from addresses that may be connected to."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        pool = _CheckedPool(self._pool._reactor, self._endpoint)
        pool.maxPersistentPerHost = self._pool.maxPersistentPerHost
        self._pool = pool
        self._timeout_seconds = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")

    def _endpoint(self, scheme: bytes, host: bytes, port: int) -> IStreamClientEndpoint:
        name = host.decode("ascii")

        def check(address: str) -> None:
            portal = self._crawler.spider.job.portal  # type: ignore[union-attr]
            netloc = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
            named = portal.definition.private and portal.owns(f"{scheme.decode('ascii')}://{netloc}/")
            check_peer(name, address, is_named_private=named)

        reactor = _CheckedReactor(self._pool._reactor, check)
        endpoint: Any = HostnameEndpoint(reactor, name, port, timeout=self._timeout_seconds)
        if scheme == b"http":
            return endpoint  # type: ignore[no-any-return]
        if scheme == b"https":
            options = self._contextFactory.creatorForNetloc(host, port)  # type: ignore[call-arg,arg-type,misc]
            return wrapClientTLS(options, endpoint)
        raise ForbiddenAddress(f"{scheme.decode('ascii', 'replace')} is no way to a portal")


class _Once(Deferred[Any]):
    """A Deferred that takes its first result and lets later ones pass: Scrapy gives one of its own after a second,
    which on a busy machine may meet that of the connections.
    """

    def callback(self, result: Any) -> None:
        """The result, where there is none yet."""
        if not self.called:
            super().callback(result)


class _CheckedPool(HTTPConnectionPool):
    """Connections that are kept, made by endpoints of ours whatever endpoint is offered."""

    def __init__(self, reactor: Any, endpoint: Callable[[bytes, bytes, int], IStreamClientEndpoint]) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._endpoint = endpoint
        self._factory = _BoundedFactory

    def closeCachedConnections(self) -> Deferred[Any]:  # noqa: N802 - Twisted's name
        """Closes the connections that are kept; whoever waits may stop waiting by a result of his own."""
        closed = _Once()
        super().closeCachedConnections().addBoth(closed.callback)  # type: ignore[no-untyped-call]
        return closed

    def getConnection(self, key: Any, endpoint: IStreamClientEndpoint) -> Deferred[Any]:  # noqa: N802 - Twisted's name
        """A connection for the scheme, host and port that the key begins with."""
        scheme, host, port, *_ = key
        return super().getConnection(key, self._endpoint(scheme, host, port))


class _CheckedReactor:
    """The reactor, but that it connects only where it may."""

    def __init__(self, reactor: Any, check: Callable[[str], None]) -> None:
        self._reactor = reactor
        self._check = check
        directlyProvides(self, providedBy(reactor))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, *arguments: Any, **options: Any) -> Any:  # noqa: N802 - Twisted's name
        """Connects to an address; raises ForbiddenAddress before anything is sent, the first packet included."""
        self._check(host)
        return self._reactor.connectTCP(host, *arguments, **options)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up on a response whose head is too large."""

    _head_bytes = 0

    def request(self, request: Any) -> Deferred[Any]:
        """Asks; the head of what is answered is counted from here."""
        self._head_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Takes what has come."""
        parser = self._parser
        if parser is not None and parser.state in (STATUS, HEADER):
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD_BYTES:
                error = HeadTooLarge(f"its headers are longer than {LARGEST_HEAD_BYTES >> 10} KiB")
                self._giveUp(Failure(error))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: N802 - Twisted's name
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]

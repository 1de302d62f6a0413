"""Scrapy's download handler for http and https, with TLS as the portal's definition says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadFailedError

from crawler.downloading.certificates import PortalTls, TlsPolicy
from crawler.downloading.connections import CheckedHandler

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archive.records import Certificate

CERTIFICATE = "luutru_certificate"
"""The key in `Request.meta` of the Certificate that the host presented last, whether it was accepted or not."""


class CertificateRefused(Exception):
    """The host did not prove who it is; says why and which key of the definition accepts it all the same."""


class PortalDownloadHandler(CheckedHandler):
    """Receives a response; its host's certificate stands in the request's `meta` from then on."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.tls = PortalTls.of(crawler.settings, self._owns)
        self._contextFactory = TlsPolicy(self.tls)  # type: ignore[assignment]

    async def download_request(self, request: Request) -> Response:
        """Raises CertificateRefused where the definition asks for a proof that the host does not give."""
        request.meta.pop(CERTIFICATE, None)
        parts = urlsplit(request.url)
        host, port = parts.hostname or "", parts.port or 443
        try:
            response = await super().download_request(request)
        except DownloadFailedError as error:
            refused = self.tls.refused(host, port) if "certificate verify failed" in str(error) else None
            if refused is None:
                raise
            request.meta[CERTIFICATE] = refused
            raise CertificateRefused(
                f"its certificate is not to be trusted: {refused.fault}; [tls] verify = false in the definition "
                "accepts it for this portal"
            ) from None
        if response.certificate is not None:
            found = self.certificate_of(response)
            if self.tls.must_prove(host, port) and (found is None or found.fault):
                raise CertificateRefused("its certificate was not verified")  # OpenSSL lets none through: never met
            request.meta[CERTIFICATE] = found
        return response

    def certificate_of(self, response: Response) -> Certificate | None:
        """What the host presented on the connection over which a response came; None where there was no TLS."""
        if response.certificate is None:
            return None
        parts = urlsplit(response.url)
        return self.tls.presented(parts.hostname or "", parts.port or 443, response.certificate)

    def _owns(self, host: str, port: int) -> bool:
        name = f"[{host}]" if ":" in host else host
        return bool(self._crawler.spider.job.portal.owns(f"https://{name}:{port}/"))  # type: ignore[union-attr]

"""TLS as a definition says: whether a host must prove who it is, and what it presented as proof.

Scrapy's own policy either accepts every certificate without a look or refuses a bad one without saying what is wrong
with it. This one looks in both cases.
"""

from __future__ import annotations

import contextlib
import ssl
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import DNSName, ExtensionNotFound, SubjectAlternativeName
from OpenSSL import SSL
from service_identity.exceptions import CertificateError, VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet._sslverify import ClientTLSOptions
from twisted.internet.ssl import CertificateOptions, TLSVersion, platformTrust
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from archive.records import Certificate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography import x509
    from OpenSSL import crypto
    from scrapy.settings import BaseSettings

OLDEST = {
    "TLSv1": TLSVersion.TLSv1_0,
    "TLSv1.1": TLSVersion.TLSv1_1,
    "TLSv1.2": TLSVersion.TLSv1_2,
    "TLSv1.3": TLSVersion.TLSv1_3,
}
_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's name for servers that cannot renegotiate safely: a client that never renegotiates may talk to them."""
_NOT_YET, _EXPIRED, _SELF_SIGNED, _UNKNOWN_ROOT = 9, 10, 18, 19
_NO_ISSUER = (2, 20, 21)
_WEAK = {66: "its key is too short", 67: "an authority's key is too short", 68: "it is signed with a broken digest"}
"""Numbers of OpenSSL's verification errors (X509_V_ERR_…)."""


class PortalTls:
    """What is asked of the hosts of one portal, and what they presented."""

    def __init__(
        self, *, verify: bool, ciphers: str = "", oldest: str = "TLSv1.2",
        owns: Callable[[str, int], bool] = lambda _host, _port: True,
    ) -> None:  # fmt: skip
        """`owns` tells whether a host is the portal's: of others, whose scripts its pages use, no less is asked."""
        self._verify = verify
        self._owns = owns
        self._options = _Options(_cipher_string(ciphers, oldest), OLDEST[oldest])
        self._usual = _Options("DEFAULT", OLDEST["TLSv1.2"])
        self._presented: dict[tuple[str, int, str], Certificate] = {}
        self._latest: dict[tuple[str, int], Certificate] = {}

    @classmethod
    def of(cls, settings: BaseSettings, owns: Callable[[str, int], bool]) -> PortalTls:
        """As `politeness_settings` put it into Scrapy's settings."""
        return cls(
            owns=owns,
            verify=settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"),
            ciphers=settings.get("LUUTRU_TLS_CIPHERS") or "",
            oldest=settings.get("LUUTRU_TLS_OLDEST") or "TLSv1.2",
        )

    def connections(self, host: str, port: int) -> _Connections:
        """What makes connections to a host."""
        return _Connections(self, self._options if self._owns(host, port) else self._usual, host, port)

    def must_prove(self, host: str, port: int) -> bool:
        """Whether a host is believed only with a certificate that proves who it is."""
        return self._verify or not self._owns(host, port)

    def presented(self, host: str, port: int, certificate: Any) -> Certificate | None:
        """The certificate of a response, as it was found when the host presented it."""
        fingerprint = certificate.original.to_cryptography().fingerprint(SHA256()).hex()
        return self._presented.get((host, port, fingerprint))

    def refused(self, host: str, port: int) -> Certificate | None:
        """The certificate with which the host failed to prove who it is; None where it did not fail."""
        latest = self._latest.get((host, port))
        return latest if latest is not None and latest.fault else None

    def took_note(self, host: str, port: int, found: Certificate) -> None:
        """A host has presented a certificate."""
        self._presented[host, port, found.fingerprint] = found
        self._latest[host, port] = found


@implementer(IPolicyForHTTPS)
class TlsPolicy:
    """Twisted's door to it."""

    def __init__(self, tls: PortalTls) -> None:
        self._tls = tls

    def creatorForNetloc(self, hostname: bytes, port: int) -> _Connections:  # noqa: N802 - Twisted's name
        """What makes connections to a host."""
        return self._tls.connections(hostname.decode("ascii"), port)


class _Options(CertificateOptions):
    def __init__(self, ciphers: str, oldest: Any) -> None:
        usual = CertificateOptions._defaultMinimumTLSVersion
        bound = {"insecurelyLowerMinimumTo": oldest} if oldest < usual else {"raiseMinimumTo": oldest}
        super().__init__(trustRoot=platformTrust(), fixBrokenPeers=True, **(bound if oldest != usual else {}))  # type: ignore[no-untyped-call]
        self._own_ciphers = ciphers

    def _makeContext(self, *args: Any, **kwargs: Any) -> SSL.Context:  # noqa: N802 - Twisted's name
        context = super()._makeContext(*args, **kwargs)
        context.set_options(_LEGACY_SERVER_CONNECT)
        # Twisted takes a list of names, in which a level of security is lost.
        context.set_cipher_list(self._own_ciphers.encode("ascii"))
        return context


class _Connections(ClientTLSOptions):
    """Connections to one host. What is wrong with a certificate is found before the connection is given up."""

    def __init__(self, tls: PortalTls, options: CertificateOptions, host: str, port: int) -> None:
        super().__init__(options._makeTLSConnection, host)
        self._tls, self._host, self._port = tls, host, port

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:  # noqa: N802, N803 - Twisted's names
        connection = super().clientConnectionForTLS(tlsProtocol)
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._check())
        return connection

    def _check(self) -> Any:
        """OpenSSL's callback for one connection: called for each certificate and each fault, at last for the host's
        own, at depth 0. Only there a connection is refused, so that it is known which certificate it was.
        """
        faults: list[str] = []

        def check(_: SSL.Connection, certificate: crypto.X509, error: int, depth: int, ok: int) -> bool:
            is_proof = False
            # An error in a callback of OpenSSL's is nobody's: a certificate that cannot be read proves nothing.
            with contextlib.suppress(Exception):
                found = certificate.to_cryptography()
                if error:
                    faults.append(_fault(error, found, depth))
                if depth:
                    return True
                named = _wrong_name(certificate, found, self._hostnameASCII, is_name=self._hostnameIsDnsName)
                fault = next(iter(faults), "") or named
                self._tls.took_note(self._host, self._port, _certificate(found, self._host, self._port, fault))
                is_proof = not fault
            return is_proof or not self._tls.must_prove(self._host, self._port)

        return check


def _cipher_string(ciphers: str, oldest: str) -> str:
    written = ciphers or "DEFAULT"
    # OpenSSL 3 speaks the old protocols at its lowest level of security alone.
    needs_level = oldest in ("TLSv1", "TLSv1.1") and "@SECLEVEL" not in written
    return f"{written}@SECLEVEL=0" if needs_level else written


def _certificate(found: x509.Certificate, host: str, port: int, fault: str) -> Certificate:
    written = f"[{host}]" if ":" in host else host
    return Certificate(
        host=written if port == 443 else f"{written}:{port}",
        fingerprint=found.fingerprint(SHA256()).hex(),
        subject=found.subject.rfc4514_string(),
        issuer=found.issuer.rfc4514_string(),
        valid_from=found.not_valid_before_utc.astimezone(UTC),
        valid_until=found.not_valid_after_utc.astimezone(UTC),
        fault=fault,
    )


def _fault(error: int, found: x509.Certificate, depth: int) -> str:
    """What is wrong with a certificate, in words that go on from "its certificate is not to be trusted:"."""
    whose = "it" if depth == 0 else f"that of its authority ({found.subject.rfc4514_string()})"
    issuer = found.issuer.rfc4514_string() or "nobody"
    if error == _EXPIRED:
        return f"{whose} expired on {found.not_valid_after_utc:%Y-%m-%d}"
    if error == _NOT_YET:
        return f"{whose} is valid from {found.not_valid_before_utc:%Y-%m-%d} on only"
    if error == _SELF_SIGNED:
        return "it is signed by nobody but itself"
    if error == _UNKNOWN_ROOT:
        return f"its authority is not known here ({issuer})" + _advice()
    if error in _NO_ISSUER:
        return f"the server does not send the certificate of its authority, or it is not known here ({issuer})" + (
            _advice()
        )
    return _WEAK.get(error, f"OpenSSL's verification error {error}")


def _advice() -> str:
    """What to say where this machine knows no authority at all."""
    paths = ssl.get_default_verify_paths()
    known = (paths.cafile, paths.capath, "/etc/ssl/certs", "/etc/pki/tls/certs/ca-bundle.crt")
    is_there = any(
        Path(path).is_file() or (Path(path).is_dir() and any(Path(path).iterdir())) for path in known if path
    )
    return "" if is_there else "; no authority is known on this machine: install ca-certificates"


def _wrong_name(certificate: crypto.X509, found: x509.Certificate, host: str, *, is_name: bool) -> str:
    """That a certificate is another host's; empty where it is the host's own (RFC 9525)."""
    service = DNS_ID(host) if is_name else IPAddress_ID(host)
    try:
        verify_service_identity(extract_patterns(certificate), [service], [])
    except (VerificationError, CertificateError):
        try:
            names = found.extensions.get_extension_for_class(SubjectAlternativeName).value.get_values_for_type(DNSName)
        except (ExtensionNotFound, ValueError):
            names = []
        return f"it is for {', '.join(names[:5]) or 'no named host'}, not for {host}"
    return ""

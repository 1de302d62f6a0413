"""Servers on loopback that speak TLS as portals do, with real certificates, good and bad."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.crawler.conftest import Site, serving

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


class Authority:
    """An authority that signs certificates."""

    def __init__(self, name: str, *, parent: Authority | None = None) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.parent = parent
        signer = parent or self
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(signer.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 10 * DAY)
            .not_valid_after(NOW + 365 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(signer.key, hashes.SHA256())
        )

    def write(self, folder: Path) -> Path:
        """The file that names it as an authority to be trusted."""
        file = folder / "authority.pem"
        file.write_bytes(pem(self.certificate))
        return file

    def issue(
        self, folder: Path, *, host: str = "127.0.0.1", start: datetime.datetime = NOW - DAY,
        end: datetime.datetime = NOW + 30 * DAY, chain: bool = True, itself: bool = False,
    ) -> Path:  # fmt: skip
        """A file with a key and a certificate for a host; `itself`: signed by its own key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        try:
            names: Any = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            names = x509.DNSName(host)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if itself else self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.SubjectAlternativeName([names]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(key if itself else self.key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chained = pem(self.certificate) if chain and self.parent and not itself else b""
        file = folder / f"{host}-{certificate.serial_number:x}.pem"
        file.write_bytes(private + pem(certificate) + chained)
        return file


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def fingerprint(file: Path) -> str:
    """SHA-256 of the first certificate in a file, in hex."""
    (first, *_) = x509.load_pem_x509_certificates(file.read_bytes().partition(b"-----END PRIVATE KEY-----\n")[2])
    return first.fingerprint(hashes.SHA256()).hex()


@contextlib.contextmanager
def serving_tls(file: Path, **settings: Any) -> Iterator[Site]:
    """A portal that answers over TLS with the key and certificate in `file`; `settings` are the context's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(settings.pop("ciphers", "DEFAULT"))
    if parameters := settings.pop("dh", None):
        context.load_dh_params(parameters)
    for name, value in settings.items():
        setattr(context, name, value)
    context.load_cert_chain(file)

    class Server(ThreadingHTTPServer):
        def finish_request(self, request: Any, client_address: Any) -> None:
            # In the thread of the connection: a handshake that fails holds up no other.
            with contextlib.suppress(OSError), context.wrap_socket(request, server_side=True) as wrapped:
                super().finish_request(wrapped, client_address)

        def handle_error(self, *_: Any) -> None:
            """Clients that go away are no errors here."""

    with serving(Server, scheme="https") as made:
        yield made

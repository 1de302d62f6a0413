"""A host in one spelling, as browsers read it (WHATWG URL, 3.5): names in ASCII, the numbers of IPv4 and IPv6 plain.

Pure. It stands apart because whoever guards against private addresses must know the host that will really be asked:
`0x7f.1`, `2130706433` and `０Ｘ７ｆ.1` are all 127.0.0.1.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import idna

_PLAIN = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
"""Stricter than browsers, who would ask for `!` and `{}` too: no name that DNS can hold is lost."""
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_MOST_LETTERS = 1024


@lru_cache(maxsize=4096)
def ascii_host(written: str) -> str | None:
    """The host in lower-case ASCII without a closing dot; None where no browser would ask for it.

    >>> ascii_host("0x7f.1"), ascii_host("[0:0::1]"), ascii_host("Việt.VN."), ascii_host("1.2.3.256")
    ('127.0.0.1', '[::1]', 'xn--vit-5kz.vn', None)
    """
    if written.startswith("["):
        return _ipv6(written)
    if len(written) > _MOST_LETTERS:
        return None
    try:
        name = unquote_to_bytes(written).decode() if "%" in written else written
    except UnicodeError:
        return None
    ascii_name = name.lower() if name.isascii() else _ascii_name(name)
    if ascii_name is None:
        return None
    name = ascii_name.removesuffix(".")
    if not _PLAIN.fullmatch(name):
        return None
    return _ipv4(name) if _NUMBER.fullmatch(name.rpartition(".")[2]) else name


def _ascii_name(name: str) -> str | None:
    """The name by UTS 46 as browsers apply it (non-transitional, every sign that the mapping lets through)."""
    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        labels = [_ascii_label(label) for label in mapped.split(".")]
    except (idna.IDNAError, UnicodeError, IndexError, ValueError):
        return None
    return ".".join(labels)


def _ascii_label(label: str) -> str:
    """The label in ASCII; raises IDNAError or UnicodeError for one that is not valid."""
    if label.startswith("xn--"):
        decoded = label[4:].encode("ascii").decode("punycode")
        if decoded.isascii() or idna.uts46_remap(decoded, std3_rules=False, transitional=False) != decoded:
            raise idna.IDNAError(f"{label} stands for nothing")
        label = decoded
    if label.isascii():
        return label
    if unicodedata.category(label[0]).startswith("M"):
        raise idna.IDNAError("begins with a combining mark")
    if any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in label):
        idna.check_bidi(label)
    for position, letter in enumerate(label):
        if letter in "\u200c\u200d" and not idna.valid_contextj(label, position):
            raise idna.IDNAError("a joiner where nothing is joined")
    return f"xn--{label.encode('punycode').decode('ascii')}"


def _ipv4(name: str) -> str | None:
    """The four numbers of an IPv4 address written in up to four numbers, each decimal, octal or hexadecimal."""
    try:
        numbers = [_number(part) for part in name.split(".")]
    except ValueError:
        return None
    *high, last = numbers
    if len(high) > 3 or any(number > 255 for number in high) or last >= 256 ** (4 - len(high)):
        return None
    return str(ipaddress.IPv4Address(sum(number << 8 * (3 - place) for place, number in enumerate(high)) + last))


def _number(part: str) -> int:
    """The number; raises ValueError where it is none. `int` would take a sign and underscores too."""
    if part.startswith("0x"):
        return int(part[2:] or "0", 16) if _NUMBER.fullmatch(part) else int(part)
    if not (part.isascii() and part.isdigit()):
        raise ValueError(part)
    return int(part, 8) if part.startswith("0") else int(part)


def _ipv6(written: str) -> str | None:
    if not written.endswith("]") or "%" in written:
        return None
    try:
        address = ipaddress.IPv6Address(written[1:-1])
    except ValueError:
        return None
    # Not str(address): since Python 3.13 that writes mapped addresses with dots, which browsers do not.
    pieces = [f"{int(address) >> shift & 0xFFFF:x}" for shift in range(112, -1, -16)]
    runs = re.finditer(r"(?:(?<![^:])0(?::|$)){2,}", ":".join(pieces))
    longest = max(runs, key=lambda run: run[0].count("0"), default=None)
    if longest is None:
        return f"[{':'.join(pieces)}]"
    text = ":".join(pieces)
    return f"[{text[: longest.start()].removesuffix(':')}::{text[longest.end() :]}]"


def is_private_host(host: str) -> bool:
    """Whether a host's name alone says that it is no public one: `localhost`, or the number of a special network.

    >>> is_private_host("127.0.0.1"), is_private_host("[::1]"), is_private_host("haiphong.gov.vn")
    (True, True, False)
    >>> is_private_host("0x7f.1"), is_private_host("[::ffff:10.0.0.1]"), is_private_host("[64:ff9b::a00:1]")
    (True, True, True)
    """
    name = ascii_host(host)
    if name is None or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return not is_public_address(address)


def is_public_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether a machine on the public Internet may answer at the address: not loopback, private, link-local, shared by
    a carrier's NAT, multicast or reserved, nor one that a gateway would hand on to such (IANA's registries of special
    addresses, 2025-10).

    What is not allotted to the public is no public address: a network reserved later is refused today.

    >>> [is_public_address(ipaddress.ip_address(text)) for text in ("8.8.8.8", "224.0.0.1", "2002:7f00:1::")]
    [True, False, False]
    >>> [is_public_address(ipaddress.ip_address(text)) for text in ("64:ff9b::808:808", "64:ff9b::7f00:1", "fec0::1")]
    [True, False, False]
    """
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _SPECIAL_IPV4)
    carried = _carried(address)
    if carried and not all(map(is_public_address, carried)):
        return False
    if address in _NAT64 or address.ipv4_mapped is not None:
        return True
    return address in _ALLOTTED_IPV6 and not any(address in network for network in _SPECIAL_IPV6)


def is_internal_host(host: str) -> bool:
    """Whether a host can only be meant from within a network: a private one, or a name without a public domain.

    >>> [is_internal_host(host) for host in ("web01", "10.0.0.5", "portal.local", "a.vn", "[2001:4860:4860::8888]")]
    [True, True, True, False, False]
    """
    if is_private_host(host):
        return True
    name = host.rstrip(".").lower()
    is_name = not name.startswith("[") and not name.replace(".", "").isdigit()
    return is_name and ("." not in name or name.rpartition(".")[2] in _INTERNAL)


def _carried(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses to which a gateway would hand on what is sent to an IPv6 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    is_isatap = int(address) >> 32 & 0xFDFF_FFFF == 0x5EFE
    if address in _NAT64 or int(address) >> 32 == 0 or is_isatap:
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [inner for inner in carried if inner is not None]


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ALLOTTED_IPV6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
"""Within what is allotted: protocols, documentation, 6to4 (which no network routes any more, RFC 7526)."""
_SPECIAL_IPV4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_INTERNAL = ("local", "internal", "lan", "intranet", "corp", "home", "localdomain", "test", "invalid", "example")
"""Ends of names that no public registry gives out (RFC 6761, 6762, ICANN's reservations)."""

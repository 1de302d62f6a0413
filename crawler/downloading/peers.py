"""Which addresses may be connected to: public ones, and those of hosts that the user has named as private.

The check is made on the very address that is then connected to, after its name was looked up for the last time: what a
name says when it is asked again (DNS rebinding) makes no difference. Both of our clients come here: crawls and looks
(`connections.py`) and single pages (`crawler.fetch`).
"""

from __future__ import annotations

import ipaddress
import os

from archive.errors import LuutruError
from crawler.hosts import is_public_address

PROXY_NOTE = (
    "http_proxy and https_proxy are not used: a proxy looks names up where the address that is connected to cannot be "
    "checked"
)


class ForbiddenAddress(LuutruError):
    """A host is at an address at which no public host is."""


def check_peer(host: str, address: str, *, is_named_private: bool) -> None:
    """Raises ForbiddenAddress where `address`, a number, may not be connected to for `host`.

    `is_named_private`: the user has named this very host and port, and said that they may be private.
    """
    if is_named_private:
        return
    try:
        is_public = is_public_address(ipaddress.ip_address(address))
    except ValueError:
        is_public = False
    if not is_public:
        where = f"{host} is at {address}, which is" if host != address else f"{host} is"
        raise ForbiddenAddress(f"{where} no public address: nothing is asked there unless the host is named as private")


def proxy_note() -> str:
    """What to tell somebody whose environment names a proxy; empty where it names none."""
    names = ("http_proxy", "https_proxy", "all_proxy")
    return PROXY_NOTE if any(os.environ.get(name) or os.environ.get(name.upper()) for name in names) else ""
